package merit.rewardmodel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagedFolderTest {
    private static final int SAVES = 60;
    private static final int FILES = 20;

    @TempDir
    Path folder;

    @Test
    void readersThatFinishAWritersMoveDisturbNeitherItNorEachOther() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        List<Future<?>> readers = new ArrayList<>();
        try {
            for (int reader = 0; reader < 2; reader++) {
                readers.add(threads.submit(() -> {
                    while (!done.get()) {
                        StagedFolder.recover(folder);
                    }
                    return null;
                }));
            }
            for (int save = 0; save < SAVES; save++) {
                save(save);
                assertVersion(save);
            }
        } finally {
            done.set(true);
            threads.shutdown();
        }
        for (Future<?> reader : readers) {
            reader.get();
        }
        assertThat(folder.resolve(".saved")).doesNotExist();
    }

    @Test
    void whatWasCommittedWithTheFolderAroundIsPutInPlaceToo() throws IOException {
        Path adapter = folder.resolve("adapter");
        Files.createDirectories(folder.resolve(".saved/adapter"));
        Files.writeString(folder.resolve(".saved/adapter/merit.json"), "new");
        Files.writeString(folder.resolve(".saved/merit.json"), "new");
        assertThat(StagedFolder.isCommitted(adapter, "merit.json")).isTrue();
        StagedFolder.recover(adapter);
        assertThat(adapter.resolve("merit.json")).hasContent("new");
        assertThat(folder.resolve("merit.json")).hasContent("new");
        assertThat(folder.resolve(".saved")).doesNotExist();
    }

    private void save(int version) throws IOException {
        try (StagedFolder staged = StagedFolder.open(folder)) {
            for (int file = 0; file < FILES; file++) {
                staged.write(name(file), "version " + version);
            }
            staged.commit();
        }
    }

    private void assertVersion(int version) {
        for (int file = 0; file < FILES; file++) {
            assertThat(folder.resolve(name(file))).hasContent("version " + version);
        }
    }

    private static String name(int file) {
        return (file % 2 == 0 ? "" : "part/") + "file-" + file;
    }
}
