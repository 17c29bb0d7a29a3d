package io.github.kongperf.driver.docker;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.exception.DockerClientException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.BuildResponseItem;
import com.github.dockerjava.api.model.ContainerConfig;
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
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
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

    private static final int MOST_DOUBLINGS = 4;
    private static final int LAST_LINES = 8;

    private final Engine engine;
    private final boolean offline;
    private final int retries;
    private final Pull.Pace pace;

    Images(Engine engine, boolean offline, int retries) {
        this(engine, offline, retries, Pull.Pace.STANDARD);
    }

    Images(Engine engine, boolean offline, int retries, Pull.Pace pace) {
        this.engine = engine;
        this.offline = offline;
        this.retries = retries;
        this.pace = pace;
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
                digests == null ? Optional.empty() : digest(ref, digests),
                environment,
                user);
    }

    /** One image may come from several registries, or have been pushed to another: that which the name is of goes first. */
    private static Optional<String> digest(String ref, List<String> digests) {
        String repository = ImageNames.repository(ref);
        return digests.stream()
                .min(Comparator.<String, Boolean>comparing(digest -> !digest.equals(ref))
                        .thenComparing(digest -> !ImageNames.repository(digest).equals(repository))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /**
     * The one of that name, pulled if the engine lacks it.
     *
     * @param parameter that names it otherwise; empty: none does
     * @return empty if its registry has none, or offline the engine
     * @throws NodeFailed if that can't be told
     */
    Optional<Image> find(String ref, String parameter, Consumer<String> step) throws InterruptedException {
        Optional<Image> local = local(ref);
        return local.isPresent() || offline ? local : pull(ref, parameter, step);
    }

    private Optional<Image> pull(String ref, String parameter, Consumer<String> step) throws InterruptedException {
        step.accept("pulling image " + ref);
        for (int tries = 1; ; tries++) {
            try {
                return new Pull(engine, ref, pace, step).run() ? Optional.of(pulled(ref)) : Optional.empty();
            } catch (Pull.Failed e) {
                if (e.cure() != Pull.Cure.TIME || tries > retries) {
                    throw new NodeFailed(
                            "pulling image %s: %s (%s); %s, pull it by hand (docker pull %s)%s"
                                    .formatted(
                                            ref,
                                            e.getMessage(),
                                            tries == 1 ? "tried once" : "tried %d times".formatted(tries),
                                            e.cure().words(),
                                            ref,
                                            otherwise(parameter)),
                            e);
                }
                Duration pause = pace.pause().multipliedBy(1L << Math.min(tries - 1, MOST_DOUBLINGS));
                step.accept("pulling image %s failed (%s); trying again in %d s (try %d of %d)"
                        .formatted(ref, e.getMessage(), pause.toSeconds(), tries + 1, retries + 1));
                TimeUnit.MILLISECONDS.sleep(pause.toMillis());
            }
        }
    }

    private Image pulled(String ref) throws Pull.Failed {
        // Not the same as absent: then another would be taken in its place.
        return local(ref)
                .orElseThrow(() ->
                        new Pull.Failed("the engine reported no failure, but does not have it", null, Pull.Cure.TIME));
    }

    /**
     * As {@link #find}.
     *
     * @throws NodeFailed if it can't be had
     */
    Image get(String ref, String parameter, Consumer<String> step) throws InterruptedException {
        return find(ref, parameter, step).orElseThrow(() -> new NodeFailed(missing(ref, parameter)));
    }

    private static String otherwise(String parameter) {
        return parameter.isEmpty() ? "" : ", or name another by -Dkong-perf." + parameter;
    }

    /** @param parameter that names it otherwise; empty: none does */
    String missing(String ref, String parameter) {
        String other = otherwise(parameter);
        return offline
                ? "there is no image %s on the engine, and Maven is offline (-o), so it is not pulled; pull it before (docker pull %s)%s"
                        .formatted(ref, ref, other)
                : "there is no image %s, on the engine or in its registry, or this user may not have it; is it spelled right? 'docker login' if its registry wants to know who asks%s"
                        .formatted(ref, other);
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
