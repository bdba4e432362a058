package merit.hub;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/**
 * Models by their names on a hub. What the shared cache holds is taken as it is, without asking the hub, so that a name means the same
 * tomorrow; what it lacks is downloaded into it, where Python's libraries find it too. A download that broke off goes on where it
 * stopped, and every file is checked against the hub's name for its content.
 */
public final class Hub {
    private static final int ATTEMPTS = 5;
    private static final Object LOCK = new Object();

    private final HubSettings settings;
    private final HubProgress progress;
    private final HubClient client;

    /** @param progress hears of each file's bytes */
    public Hub(HubSettings settings, HubProgress progress) {
        this.settings = settings;
        this.progress = progress;
        this.client = new HubClient(settings);
    }

    /** The folder of a model where the cache holds all of it; never asks the hub. */
    public static Optional<Path> known(HubSettings settings, HubName name) throws IOException {
        return new HubCache(settings.cache(), name).complete(name.revision());
    }

    /**
     * The folder of a model, downloaded where it is not there yet.
     *
     * @throws IllegalArgumentException where there is no such model, it may not be read, or it is not in the cache and the cache is
     *     all there is
     * @throws IOException where the hub cannot be reached or the cache cannot be written; what came is kept, and goes on next time
     */
    public Path folder(HubName name) throws IOException {
        HubCache cache = new HubCache(settings.cache(), name);
        Optional<Path> there = known(settings, name);
        if (there.isPresent()) {
            return there.get();
        }
        if (settings.offline()) {
            throw new IllegalArgumentException("model " + name + ": found no complete copy in " + settings.cache()
                    + ", and HF_HUB_OFFLINE is set; need one there, or unset it to download the model");
        }
        HubClient.Listing listing = list(name);
        List<String> files = HubFiles.needed(listing.files());
        if (files.stream().noneMatch(HubFiles::isWeights)) {
            throw new IllegalArgumentException(
                    "model " + name + ": found no model.safetensors or pytorch_model.bin among its "
                            + listing.files().size() + " files, need a model for transformers");
        }
        cache.prepare(listing.commit());
        for (String file : files) {
            HubClient.Remote remote = client.look(name, listing.commit(), file);
            download(name, cache, file, remote);
            cache.link(listing.commit(), file, remote.content());
        }
        cache.refer(name.revision(), listing.commit());
        return cache.snapshot(listing.commit());
    }

    private HubClient.Listing list(HubName name) throws IOException {
        try {
            return client.list(name);
        } catch (ConnectException | HttpTimeoutException e) {
            throw new IOException(
                    "model " + name + ": found no folder of that name, no complete copy in " + settings.cache()
                            + ", and no answer from " + settings.endpoint()
                            + "; check the name and the network, or give a folder",
                    e);
        }
    }

    /** One process at a time puts a content together, and one thread of it. */
    private void download(HubName name, HubCache cache, String file, HubClient.Remote remote) throws IOException {
        synchronized (LOCK) {
            downloadAlone(name, cache, file, remote);
        }
    }

    private void downloadAlone(HubName name, HubCache cache, String file, HubClient.Remote remote) throws IOException {
        Path blob = cache.blob(remote.content());
        Path incomplete = cache.incomplete(remote.content());
        try (FileChannel channel = FileChannel.open(
                        blob.resolveSibling(remote.content() + ".lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.DELETE_ON_CLOSE);
                FileLock lock = channel.lock()) {
            if (!lock.isValid() || Files.exists(blob)) {
                return;
            }
            fetch(name, remote, incomplete, (none, done, total) -> progress.on(file, done, total));
            if (!Checksum.holds(incomplete, remote.content())) {
                Files.delete(incomplete);
                throw new IOException(
                        "model " + name + ": " + file + " is not what the hub says it is (its checksum differs);"
                                + " what came was thrown away; try again");
            }
            Files.move(incomplete, blob, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private void fetch(HubName name, HubClient.Remote remote, Path into, HubProgress told) throws IOException {
        for (int attempt = 1; ; attempt++) {
            long before = Files.exists(into) ? Files.size(into) : 0;
            try {
                client.fetch(name, remote, into, told);
                return;
            } catch (InterruptedIOException e) {
                throw e;
            } catch (IOException e) {
                boolean moved = Files.exists(into) && Files.size(into) > before;
                if (!moved && attempt >= ATTEMPTS) {
                    throw new IOException(
                            "model " + name + ": the download stopped (" + e.getMessage()
                                    + "); what came is kept in the cache: run the same command again to go on",
                            e);
                }
                pause(moved ? 0 : attempt);
            }
        }
    }

    private static void pause(int attempt) throws IOException {
        try {
            Thread.sleep(200L * attempt * attempt);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for the hub");
        }
    }
}
