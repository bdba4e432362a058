package merit.tensor;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.mkl.global.mkl_rt;
import org.bytedeco.pytorch.global.torch;

/**
 * Loads the native libraries in the only order that works: JavaCPP's settings, then the choice of BLAS, then MKL's threading
 * (GNU, the OpenMP that libtorch uses; with Intel's the two would fight over the cores), then libtorch.
 */
final class EngineStart {
    /** JavaCPP's settings: no collector thread, since scopes free everything, and no limits, since it cannot see tensors. */
    private static final Map<String, String> SETTINGS = Map.of(
            "org.bytedeco.javacpp.nopointergc", "true",
            "org.bytedeco.javacpp.maxBytes", "0",
            "org.bytedeco.javacpp.maxPhysicalBytes", "0");

    private static final String BLAS = "org.bytedeco.openblas.load";
    private static final String PATHS_FIRST = "org.bytedeco.javacpp.pathsFirst";
    private static final String UNPACKS = "org.bytedeco.javacpp.cacheLibraries";
    private static final int GNU_THREADING = 3;

    private EngineStart() {}

    /** On the engine thread, once. */
    static void load(int threads, Consumer<String> notices) {
        boolean ours = SETTINGS.keySet().stream().allMatch(key -> System.getProperty(key) == null);
        SETTINGS.forEach((key, value) -> System.setProperty(key, System.getProperty(key, value)));
        try {
            chooseCache(notices);
            if (ours && Pointer.maxPhysicalBytes() != 0) {
                notices.accept(tooLate());
            }
            if (chooseMkl()) {
                mkl_rt.MKL_Set_Threading_Layer(GNU_THREADING);
            }
            Loader.load(torch.class);
            repeatTheSameBits();
            threads(threads);
        } catch (LinkageError e) {
            throw new EngineUnavailableException(unavailable(e), e);
        }
    }

    /**
     * MKL's conditional numerical reproducibility: the same bits in every run on this processor with as many threads. It costs
     * nothing that can be measured. Who sets MKL_CBWR has chosen otherwise. Before libtorch is loaded it would undo the choice of
     * threading.
     */
    private static void repeatTheSameBits() {
        if (usesMkl() && System.getenv("MKL_CBWR") == null) {
            mkl_rt.MKL_CBWR_Set(mkl_rt.MKL_CBWR_AUTO);
        }
    }

    static void threads(int count) {
        torch.set_num_threads(count);
        if (usesMkl()) {
            mkl_rt.MKL_Set_Num_Threads(count);
        }
    }

    /** Threads of an operation on the calling thread, beside others of its kind. */
    static void laneThreads(int count) {
        torch.set_num_threads(count);
        if (usesMkl()) {
            mkl_rt.MKL_Set_Num_Threads_Local(count);
        }
    }

    static EngineInfo info() {
        List<String> features = new ArrayList<>();
        try (TensorScope scope = TensorScope.open()) {
            features.add(torch.get_cpu_capability().getString());
            features.addAll(CpuFeatures.lowPrecisions());
        }
        return new EngineInfo(version(), blas(), torch.get_num_threads(), Devices.current(), features);
    }

    private static String version() {
        try {
            String version = Loader.getVersion("org.bytedeco", "pytorch");
            return version.substring(0, version.indexOf('-'));
        } catch (IOException e) {
            throw new EngineUnavailableException("the engine's jar names no version: " + e.getMessage(), e);
        }
    }

    private static String blas() {
        return usesMkl()
                ? "MKL " + mkl_rt.INTEL_MKL_VERSION / 10000 + "." + mkl_rt.INTEL_MKL_VERSION / 100 % 100
                : "OpenBLAS";
    }

    private static boolean usesMkl() {
        return System.getProperty(BLAS, "").startsWith("mkl");
    }

    /** MKL is taken where its libraries are, in jars or as files, unless the user has chosen a BLAS. */
    private static boolean chooseMkl() {
        if (System.getProperty(BLAS) == null
                && has("/org/bytedeco/mkl/", "jnimkl_rt")
                && has("/org/bytedeco/mkl/", "mkl_core")) {
            System.setProperty(BLAS, "mkl");
        }
        return usesMkl();
    }

    private static boolean has(String folder, String library) {
        String platform = Loader.getPlatform();
        for (String name :
                List.of("lib" + library + ".so", "lib" + library + ".so.2", library + ".dll", library + ".2.dll")) {
            if (EngineStart.class.getResource(folder + platform + "/" + name) != null || onPath(name)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a library is a file where JavaCPP looks before it looks into jars: in an image there are no jars of them. */
    private static boolean onPath(String library) {
        return Boolean.getBoolean(PATHS_FIRST)
                && Arrays.stream(System.getProperty("java.library.path", "").split(File.pathSeparator))
                        .anyMatch(folder -> Files.exists(Path.of(folder, library)));
    }

    /**
     * JavaCPP passes over a cache folder that cannot be written, and unpacks everything anew into another one. Where all is
     * unpacked already the folder that was named is taken as it is.
     */
    private static void takeFilledCache(Consumer<String> notices) throws IOException {
        String named = System.getProperty("org.bytedeco.javacpp.cachedir");
        Path cache = named == null ? null : Path.of(named);
        if (cache == null || Files.isWritable(cache) || !Files.isDirectory(cache) || !isFilled(cache)) {
            return;
        }
        try {
            Field chosen = Loader.class.getDeclaredField("cacheDir");
            chosen.setAccessible(true);
            chosen.set(null, cache.toFile());
        } catch (ReflectiveOperationException | RuntimeException e) {
            notices.accept(cache + " is passed over: it cannot be written, and this JavaCPP wants to (" + e + ")");
        }
    }

    private static boolean isFilled(Path cache) throws IOException {
        String platform = Loader.getPlatform();
        try (var entries = Files.list(cache)) {
            return entries.anyMatch(entry -> {
                String name = String.valueOf(entry.getFileName());
                return name.startsWith("pytorch-") && name.contains(platform);
            });
        }
    }

    /** None is needed where the libraries are files already. */
    private static void chooseCache(Consumer<String> notices) throws EngineUnavailableException {
        if ("false".equals(System.getProperty(UNPACKS))) {
            return;
        }
        try {
            takeFilledCache(notices);
            Path cache = Loader.getCacheDir().toPath();
            if (isFilled(cache)) {
                return;
            }
            notices.accept("Unpacking the engine's native libraries, about 1 GB, into " + cache + " (only this once)");
        } catch (IOException e) {
            String folder = System.getProperty("user.home") + File.separator + ".javacpp";
            throw new EngineUnavailableException(
                    "no folder to unpack the engine's native libraries into: found " + folder
                            + ", which cannot be written; name another with"
                            + " -Dorg.bytedeco.javacpp.cachedir=FOLDER (about 1 GB)",
                    e);
        }
    }

    private static String tooLate() {
        StringBuilder flags = new StringBuilder();
        SETTINGS.forEach(
                (key, value) -> flags.append(" -D").append(key).append('=').append(value));
        return "Engine.start() comes too late: JavaCPP was loaded before it, with its collector and limits on. Call"
                + " Engine.start() first, or start java with" + flags;
    }

    private static String unavailable(LinkageError error) {
        String platform = Loader.getPlatform();
        return "no engine for this machine: found no native libtorch for " + platform
                + " that loads (" + error.getMessage() + "); need org.bytedeco:pytorch, openblas and javacpp with"
                + " classifier " + platform + " on the class path (on Linux glibc 2.28 or newer); add them, or build on"
                + " a machine of this kind";
    }
}
