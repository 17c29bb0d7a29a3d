package io.github.kongperf.driver.docker;

import io.github.kongperf.driver.nodes.Digest;
import io.github.kongperf.kong.ImageSources;
import io.github.kongperf.kong.KongFailed;
import io.github.kongperf.node.TextBeside;
import io.github.kongperf.node.TreeCopy;
import io.github.kongperf.node.TreeDelete;
import io.github.kongperf.version.KongVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Images in which versions of Kong run.
 *
 * <ul>
 * <li>A release, a candidate, an enterprise release: the image that is published.
 * <li>{@code image:} is the image itself.
 * <li>{@code git:} and {@code path:} are the image of their base with their own Lua sources in it, built once and kept. The base is
 *     the release that they say they will be; if that has no image, the next one below it that has a tag in the repository and
 *     an image; or what the user names for all of them.
 * </ul>
 */
final class KongImages {

    private static final String OVERLAY = "overlay.sh";
    private static final String INSTALL = "install.sh";

    /** What upstream and load need: programs. */
    private static final String WORKER = "nginx wrk perl";

    private final Images images;
    private final ImageNames names;
    private final ImageSources sources;
    private final boolean offline;
    private final Map<KongVersion, Found> found = new HashMap<>();

    /** An image, and what is known of the Kong in it, as conditions of its results. */
    record Found(Image image, Map<String, String> facts) {
        Found {
            facts = Map.copyOf(facts);
        }
    }

    KongImages(Images images, DockerSettings settings) {
        this.images = images;
        this.names = settings.images();
        this.sources = new ImageSources(settings.sources());
        this.offline = settings.sources().offline();
    }

    /** What keeps a version from being had, each as a sentence that says what to do. Pulls nothing. */
    List<String> check(KongVersion version) {
        if (version instanceof KongVersion.Image image) {
            return checkOffline(image.ref(), "");
        }
        if (version instanceof KongVersion.Release release) {
            return checkOffline(names.of(release.number()), ImageNames.parameter(release.number()));
        }
        return sources.check(version);
    }

    private List<String> checkOffline(String ref, String parameter) {
        return offline && images.local(ref).isEmpty() ? List.of(images.missing(ref, parameter)) : List.of();
    }

    /**
     * The image of a version. The same one for the same version.
     *
     * @throws RuntimeException if it can't be had: its message says why, and what to do
     */
    Found get(KongVersion version, Consumer<String> step) throws InterruptedException {
        Found known = found.get(version);
        if (known == null) {
            known = make(version, step);
            found.put(version, known);
        }
        return known;
    }

    private Found make(KongVersion version, Consumer<String> step) throws InterruptedException {
        if (version instanceof KongVersion.Image image) {
            return published(images.get(image.ref(), "", step), Map.of());
        }
        if (version instanceof KongVersion.Release release) {
            String number = release.number();
            return published(
                    images.get(names.of(number), ImageNames.parameter(number), step),
                    Map.of("kong.base", number, "kong.native_changed", "no"));
        }
        ImageSources.Based based = sources.get(version, step);
        if (names.base().isPresent()) {
            Image base = images.get(names.base().get(), "kongBaseImage", step);
            return overlaid(
                    version,
                    based,
                    base,
                    Map.of("kong.base", base.ref(), "kong.native_changed", "unknown: the base was named by the user"),
                    step);
        }
        for (String release : based.releases()) {
            Optional<Image> base = images.find(names.of(release), ImageNames.parameter(release), step);
            if (base.isPresent()) {
                String words = baseInWords(release, based.version());
                if (!words.equals(release)) {
                    step.accept("%s runs in the image of %s".formatted(version.text(), words));
                }
                return overlaid(
                        version,
                        based,
                        base.get(),
                        Map.of("kong.base", words, "kong.native_changed", sources.nativeChanged(based, release)),
                        step);
            }
        }
        throw new KongFailed(
                "%s: none of its possible bases has an image: %s. %s, or name an image to run it in by -Dkong-perf.kongBaseImage"
                        .formatted(
                                version.text(),
                                String.join(
                                        ", ",
                                        based.releases().stream().map(names::of).toList()),
                                offline
                                        ? "Maven is offline (-o), so none is pulled; pull one before"
                                        : "Is -Dkong-perf.kongImage right"));
    }

    private String baseInWords(String release, String version) {
        if (release.equals(version)) {
            return release;
        }
        return offline
                ? "%s (offline, and there is no image of %s)".formatted(release, version)
                : "%s (%s was not published)".formatted(release, version);
    }

    private static Found published(Image image, Map<String, String> facts) {
        Map<String, String> all = new LinkedHashMap<>(facts);
        all.put("kong.image", image.ref());
        all.put("kong.image_digest", image.identity());
        return new Found(image, all);
    }

    private Found overlaid(
            KongVersion version, ImageSources.Based based, Image base, Map<String, String> facts, Consumer<String> step)
            throws InterruptedException {
        Map<String, String> all = new LinkedHashMap<>(based.facts());
        all.putAll(facts);
        all.put("kong.image", base.ref());
        all.put("kong.image_digest", base.identity());
        Path kong = based.folder().resolve("kong");
        Path program = based.folder().resolve("bin/kong");
        Digest digest = new Digest();
        digest.text(base.id(), script(OVERLAY));
        digest.folder(kong);
        digest.file(program);
        String tag = Images.OURS + "kong:" + digest.hex();
        Optional<Image> cached = images.local(tag);
        if (cached.isPresent()) {
            return new Found(cached.get(), all);
        }
        step.accept("putting %s into the image %s".formatted(version.text(), base.ref()));
        return new Found(
                built(tag, false, folder -> {
                    new TreeCopy(kong, folder.resolve("kong")).copy();
                    Files.copy(program, folder.resolve("program"));
                    Files.writeString(folder.resolve(OVERLAY), script(OVERLAY));
                    return """
                    FROM %s
                    USER 0:0
                    COPY kong /kong-perf/kong
                    COPY program %s /kong-perf/
                    RUN sh /kong-perf/%s && rm -rf /kong-perf
                    USER %s
                    LABEL %s=true
                    """.formatted(
                            base.id(), OVERLAY, OVERLAY, base.user().isEmpty() ? "0:0" : base.user(), Labels.IMAGE);
                }),
                all);
    }

    /**
     * The image in which upstream and load generator run: made from the one that is configured for it, and kept.
     *
     * @param java whether it needs one
     */
    Image worker(boolean java, Consumer<String> step) throws InterruptedException {
        return with("worker", java ? WORKER + " java" : WORKER, "upstream and load", step);
    }

    /** The image from which other containers are profiled: made from the same one. */
    Image profiler(Consumer<String> step) throws InterruptedException {
        return with("profiler", "perf", "profilers", step);
    }

    private Image with(String name, String programs, String purpose, Consumer<String> step)
            throws InterruptedException {
        Image base = images.get(names.worker(), "workerImage", step);
        String tag = tag(name, base, programs);
        Optional<Image> cached = images.local(tag);
        if (cached.isPresent()) {
            return cached.get();
        }
        step.accept("building an image for %s from %s".formatted(purpose, base.ref()));
        return built(tag, true, folder -> {
            Files.writeString(folder.resolve(INSTALL), script(INSTALL));
            return """
                    FROM %s
                    USER 0:0
                    COPY %s /kong-perf/
                    RUN sh /kong-perf/%s %s && rm -rf /kong-perf
                    LABEL %s=true
                    """.formatted(base.id(), INSTALL, INSTALL, programs, Labels.IMAGE);
        });
    }

    /** The image of PostgreSQL of a major version. */
    Image postgres(int major, Consumer<String> step) throws InterruptedException {
        return images.get(names.postgres(major), "postgresImage", step);
    }

    /** The same, if it needs neither to be pulled nor built. */
    Optional<Image> workerIfThere() {
        return images.local(names.worker()).flatMap(base -> images.local(tag("worker", base, WORKER)));
    }

    private static String tag(String name, Image base, String programs) {
        Digest digest = new Digest();
        digest.text(base.id(), script(INSTALL), programs);
        return Images.OURS + name + ":" + digest.hex();
    }

    private interface Context {
        /** @return the Dockerfile */
        String fill(Path folder) throws IOException;
    }

    private Image built(String tag, boolean online, Context context) throws InterruptedException {
        try {
            Path folder = Files.createTempDirectory("kong-perf-image-");
            try {
                Files.writeString(folder.resolve("Dockerfile"), context.fill(folder));
                return images.build(tag, folder, online);
            } finally {
                TreeDelete.of(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing what image %s is built from; is the disk full?".formatted(tag), e);
        }
    }

    private static String script(String name) {
        return TextBeside.of(KongImages.class, name);
    }
}
