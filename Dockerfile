# The server as an image: docs/serving.md, "In a container". Both bases are yours to choose; they need glibc 2.28 or newer.
ARG BUILD_IMAGE=maven:3-eclipse-temurin-17
ARG RUN_IMAGE=eclipse-temurin:17-jre

FROM ${BUILD_IMAGE} AS build
ARG MAVEN_FLAGS=
WORKDIR /merit
COPY . .
RUN --mount=type=cache,target=/root/.m2 \
    mvn -B -ntp ${MAVEN_FLAGS} -Dmaven.test.skip=true -pl cli -am package \
 && mkdir -p /image/opt/merit/libs /image/opt/merit/classpath \
 && cp $(tr ':' ' ' < cli/target/classpath) /image/opt/merit/libs \
 && cp cli/target/merit-cli-*.jar /image/opt/merit/classpath \
 && cp -r container/root/. /image

FROM ${RUN_IMAGE}
COPY --from=build /image/ /
# The last two: threads that wait sleep, and what is remembered between runs goes where it can be written.
ENV MERIT_HOSTNAME=0.0.0.0 \
    DJL_CACHE_DIR=/opt/merit/tokenizer \
    OMP_WAIT_POLICY=passive \
    MERIT_CACHE=/tmp/merit
# Unpacks the native libraries, so that the file system may be read-only, and leaves a small model for who mounts none.
RUN java @/opt/merit/java.options demo --quick --out /tmp/demo \
 && mkdir /model \
 && find /tmp/demo -maxdepth 1 -type f -exec cp {} /model ';' \
 && chmod -R a+rX /opt/merit/native /opt/merit/tokenizer /model \
 && rm -rf /tmp/demo /tmp/merit
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s --retries=3 \
    CMD ["java", "@/opt/merit/health.options"]
ENTRYPOINT ["java", "@/opt/merit/java.options"]
CMD ["serve", "/model"]
