package io.github.kongperf.driver.docker;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.exception.DockerClientException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.BuildResponseItem;
import com.github.dockerjava.api.model.ContainerConfig;
import com.github.dockerjava.api.model.PullResponseItem;
import com.github.dockerjava.api.model.ResponseItem;
import io.github.kongperf.node.NodeFailed;
import io.github.kongperf.node.docker.Engine;
import io.github.kongperf.node.docker.TarFolder;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Images of an engine: found, pulled, and built. */
final class Images {

    /** Images that we have built begin so; the rest says what for. */
    static final String OURS = "kong-perf/";

    private static final long TELL_SECONDS = 5;
    private static final long MEGABYTE = 1_000_000;
    private static final int LAST_LINES = 8;

    private final Engine engine;
    private final boolean offline;
    private final int retries;

    Images(Engine engine, boolean offline, int retries) {
        this.engine = engine;
        this.offline = offline;
        this.retries = retries;
    }

    /** The one that the engine has under that name. */
    Optional<Image> local(String ref) {
        try {
            return Optional.of(image(ref, engine.client().inspectImageCmd(ref).exec()));
        } catch (NotFoundException e) {
            return Optional.empty();
        } catch (DockerException e) {
            throw new NodeFailed("looking for image %s: %s".formatted(ref, Engine.reason(e)), e);
        }
    }

    private static Image image(String ref, InspectImageResponse found) {
        Map<String, String> environment = new LinkedHashMap<>();
        ContainerConfig config = found.getConfig();
        String[] variables = config == null ? null : config.getEnv();
        if (variables != null) {
            Arrays.stream(variables)
                    .map(variable -> variable.split("=", 2))
                    .forEach(parts -> environment.put(parts[0], parts.length < 2 ? "" : parts[1]));
        }
        String user = config == null || config.getUser() == null ? "" : config.getUser();
        @Nullable List<String> digests = found.getRepoDigests();
        return new Image(
                ref,
                String.valueOf(found.getId()),
                digests == null ? Optional.empty() : digests.stream().findFirst(),
                environment,
                user);
    }

    /**
     * The one of that name, pulled if the engine lacks it.
     *
     * @return empty if its registry has none, or offline the engine
     * @throws NodeFailed if that can't be told
     */
    Optional<Image> find(String ref, Consumer<String> step) throws InterruptedException {
        Optional<Image> local = local(ref);
        if (local.isPresent() || offline) {
            return local;
        }
        for (int tries = 0; ; tries++) {
            try {
                return pull(ref, step) ? local(ref) : Optional.empty();
            } catch (DockerException | DockerClientException e) {
                String why = Engine.reason(e);
                if (tries >= retries) {
                    throw new NodeFailed(
                            "pulling image %s: %s; pull it by hand (docker pull %s), or name a mirror's"
                                    .formatted(ref, why, ref),
                            e);
                }
                step.accept("pulling %s failed (%s); trying again".formatted(ref, why));
                TimeUnit.SECONDS.sleep(1L << Math.min(tries, 4));
            }
        }
    }

    /**
     * As {@link #find}.
     *
     * @param parameter that names it otherwise
     * @throws NodeFailed if it can't be had
     */
    Image get(String ref, String parameter, Consumer<String> step) throws InterruptedException {
        return find(ref, step).orElseThrow(() -> new NodeFailed(missing(ref, parameter)));
    }

    /** @param parameter that names it otherwise; empty: none does */
    String missing(String ref, String parameter) {
        String other = parameter.isEmpty() ? "" : ", or name another by -Dkong-perf." + parameter;
        return offline
                ? "there is no image %s on the engine, and Maven is offline (-o), so it is not pulled; pull it before (docker pull %s)%s"
                        .formatted(ref, ref, other)
                : "there is no image %s, on the engine or in its registry, or this user may not have it; is it spelled right? 'docker login' if its registry wants to know who asks%s"
                        .formatted(ref, other);
    }

    /** @return whether there is one */
    private boolean pull(String ref, Consumer<String> step) throws InterruptedException {
        step.accept("pulling image " + ref);
        Pull pull = new Pull(ref, step);
        try {
            engine.client().pullImageCmd(ref).exec(pull).awaitCompletion();
            pull.orFail();
            return true;
        } catch (NotFoundException e) {
            return false;
        } catch (DockerClientException e) {
            if (absent(String.valueOf(e.getMessage()))) {
                return false;
            }
            throw e;
        } catch (InterruptedException e) {
            try {
                pull.close();
            } catch (IOException closing) {
                e.addSuppressed(closing);
            }
            throw e;
        }
    }

    private static boolean absent(String message) {
        return message.contains("manifest unknown") || message.contains("not found") || message.contains("denied");
    }

    /** Tells every few seconds how far it is. */
    private static final class Pull extends ResultCallback.Adapter<PullResponseItem> {
        private final String ref;
        private final Consumer<String> step;
        private final Map<String, Long> current = new HashMap<>();
        private final Map<String, Long> total = new HashMap<>();
        private long told = System.nanoTime();
        private @Nullable String error;

        Pull(String ref, Consumer<String> step) {
            this.ref = ref;
            this.step = step;
        }

        @Override
        public void onNext(PullResponseItem item) {
            ResponseItem.ErrorDetail detail = item.getErrorDetail();
            if (detail != null) {
                error = String.valueOf(detail.getMessage());
                return;
            }
            ResponseItem.ProgressDetail progress = item.getProgressDetail();
            if (progress != null && progress.getTotal() != null && "Downloading".equals(item.getStatus())) {
                current.put(String.valueOf(item.getId()), progress.getCurrent() == null ? 0 : progress.getCurrent());
                total.put(String.valueOf(item.getId()), progress.getTotal());
            }
            if (System.nanoTime() - told > TimeUnit.SECONDS.toNanos(TELL_SECONDS) && !total.isEmpty()) {
                told = System.nanoTime();
                step.accept("pulling image %s: %d of %d MB".formatted(ref, sum(current), sum(total)));
            }
        }

        private static long sum(Map<String, Long> bytes) {
            return bytes.values().stream().mapToLong(Long::longValue).sum() / MEGABYTE;
        }

        void orFail() {
            if (error != null) {
                throw new DockerClientException(error);
            }
        }
    }

    /**
     * The image of that name, built if it is not there.
     *
     * @param tag that tells what is in it
     * @param context a folder with a Dockerfile
     * @param online whether what is run while it is built may use the network
     * @throws NodeFailed if that fails, with the last lines of it
     */
    Image build(String tag, Path context, boolean online) throws InterruptedException {
        Build build = new Build();
        try {
            Path tar = Files.createTempFile("kong-perf-", ".tar");
            try {
                try (OutputStream out = Files.newOutputStream(tar)) {
                    TarFolder.write(context, ".", out);
                }
                try (InputStream in = new BufferedInputStream(Files.newInputStream(tar))) {
                    var command = engine.client()
                            .buildImageCmd(in)
                            .withTags(java.util.Set.of(tag))
                            .withRemove(true)
                            .withForcerm(true);
                    if (!online) {
                        command.withNetworkMode("none");
                    }
                    command.exec(build).awaitCompletion();
                }
            } finally {
                Files.delete(tar);
            }
        } catch (IOException e) {
            throw new NodeFailed("building image %s: %s".formatted(tag, e.getMessage()), e);
        } catch (DockerException | DockerClientException e) {
            throw new NodeFailed("building image %s: %s".formatted(tag, Engine.reason(e)), e);
        }
        build.orFail(tag);
        return local(tag)
                .orElseThrow(() -> new NodeFailed("building image %s: it is not there afterwards".formatted(tag)));
    }

    private static final class Build extends ResultCallback.Adapter<BuildResponseItem> {
        private final Deque<String> last = new ArrayDeque<>();
        private @Nullable String error;

        @Override
        public synchronized void onNext(BuildResponseItem item) {
            ResponseItem.ErrorDetail detail = item.getErrorDetail();
            if (detail != null) {
                error = String.valueOf(detail.getMessage());
            }
            String text = item.getStream();
            if (text != null && !text.isBlank()) {
                last.add(text.strip());
                if (last.size() > LAST_LINES) {
                    last.remove();
                }
            }
        }

        synchronized void orFail(String tag) {
            if (error != null) {
                throw new NodeFailed("building image %s: %s: %s".formatted(tag, error, String.join("\n  ", last)));
            }
        }
    }

    /** Tags of all images that we have built. */
    List<String> ours() {
        return engine.client().listImagesCmd().withLabelFilter(Map.of(Labels.IMAGE, "true")).exec().stream()
                .flatMap(image ->
                        Arrays.stream(Optional.ofNullable(image.getRepoTags()).orElse(new String[0])))
                .filter(tag -> tag.startsWith(OURS))
                .sorted()
                .toList();
    }

    /** Removes one of {@link #ours}; one that a container uses stays. */
    void remove(String tag) {
        try {
            engine.client().removeImageCmd(tag).exec();
        } catch (NotFoundException gone) {
            return;
        } catch (DockerException e) {
            throw new NodeFailed("removing image %s: %s".formatted(tag, Engine.reason(e)), e);
        }
    }
}
