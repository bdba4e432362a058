# The server as an image: docs/serving.md, "In a container". Both bases are yours to choose; they need glibc 2.28 or newer.
ARG BUILD_IMAGE=maven:3-eclipse-temurin-17
ARG RUN_IMAGE=eclipse-temurin:17-jre

FROM ${BUILD_IMAGE} AS build
ARG MAVEN_FLAGS=
WORKDIR /merit
COPY . .
RUN --mount=type=cache,target=/root/.m2 \
    mvn -B -ntp ${MAVEN_FLAGS} -Dmaven.test.skip=true -pl cli -am package \
 && container/unpack /image \
 && mkdir -p /image/opt/merit/libs /image/opt/merit/classpath \
 && cp $(tr ':' '\n' < cli/target/classpath | grep -v -e '-linux-[^/]*$') /image/opt/merit/libs \
 && cp cli/target/merit-cli-*.jar /image/opt/merit/classpath \
 && cp -r container/root/. /image \
# An archive of classes belongs to one class path in one order, and what * stands for has none.
 && sed -i "s|^-cp .*|-cp $(ls -d /image/opt/merit/classpath/* /image/opt/merit/libs/* | sed 's|^/image||' | paste -sd: -)|" \
    /image/opt/merit/java.options

FROM ${RUN_IMAGE}
COPY --from=build /image/ /
# The last two: threads that wait sleep, and what is remembered between runs goes where it can be written.
ENV MERIT_HOSTNAME=0.0.0.0 \
    DJL_CACHE_DIR=/opt/merit/tokenizer \
    OMP_WAIT_POLICY=passive \
    MERIT_CACHE=/tmp/merit
# Classes as this image's Java holds them once they are loaded, by a server that finds no model, and so ends by itself.
RUN java -XX:ArchiveClassesAtExit=/opt/merit/merit.jsa -Xlog:disable @/opt/merit/java.options serve /none --host 127.0.0.1 --port 0 \
    >/dev/null 2>&1; rm -rf /tmp/*; chmod a+r /opt/merit/merit.jsa
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s --retries=3 \
    CMD ["java", "@/opt/merit/health.options"]
ENTRYPOINT ["java", "-XX:SharedArchiveFile=/opt/merit/merit.jsa", "-Xlog:cds=off", "-Xlog:cds+dynamic=off", "@/opt/merit/java.options"]
CMD ["serve", "/model"]
