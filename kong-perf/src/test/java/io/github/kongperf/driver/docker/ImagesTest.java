package io.github.kongperf.driver.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.dockerjava.api.DockerClient;
import io.github.kongperf.kong.KongFailed;
import io.github.kongperf.kong.KongSources;
import io.github.kongperf.kong.StandIn;
import io.github.kongperf.machine.Pinning;
import io.github.kongperf.node.NodeFailed;
import io.github.kongperf.node.docker.Engine;
import io.github.kongperf.node.docker.TestContainers;
import io.github.kongperf.version.KongVersion;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** With a real engine and a real registry on this machine. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class ImagesTest {

    private static final Pull.Pace PACE =
            new Pull.Pace(Duration.ofMillis(200), Duration.ofSeconds(3), Duration.ofMillis(10));

    private static final FaultyProxy.Fault NONE = asked -> false;

    @TempDir
    private static Path shared;

    @SuppressWarnings("NullAway.Init")
    private static Engine engine;

    @SuppressWarnings("NullAway.Init")
    private static Registry registry;

    @TempDir
    private Path folder;

    private final List<String> steps = new CopyOnWriteArrayList<>();
    private final Set<String> made = new HashSet<>();

    @BeforeAll
    static void needsAnEngineAndARegistry() throws Exception {
        engine = TestContainers.engine();
        registry = Registry.start(shared);
    }

    @AfterAll
    static void ends() {
        if (registry != null) {
            registry.close();
        }
        if (engine != null) {
            engine.close();
        }
    }

    @AfterEach
    void leavesNoImageBehind() {
        made.forEach(id -> Registry.remove(engine, id));
        assertThat(engine.client().listImagesCmd().withShowAll(true).exec())
                .noneMatch(image -> made.contains(image.getId()) || made.contains(image.getParentId()));
    }

    @Test
    void pullsWhatIsMissingAndGivesTheDigestThatTheRegistryHasItUnder() throws Exception {
        Registry.Pushed pushed = push("missing", "1");
        Image image = images().find(registry.name("missing:1"), "kongImage", steps::add)
                .orElseThrow();
        assertThat(image.id()).isEqualTo(pushed.id());
        assertThat(image.digest()).hasValue(registry.name("missing@" + pushed.digest()));
        assertThat(image.identity()).isEqualTo(registry.name("missing@" + pushed.digest()));
        assertThat(steps.get(0)).isEqualTo("pulling image " + registry.name("missing:1"));
    }

    @Test
    void pullsByDigest() throws Exception {
        Registry.Pushed pushed = push("by-digest", "1");
        String ref = registry.name("by-digest@" + pushed.digest());
        assertThat(images().get(ref, "", steps::add).digest()).hasValue(ref);
    }

    @Test
    void pullsNoMoreThanTheLatestWhereNoTagIsNamed() throws Exception {
        Registry.Pushed pushed = push("tags", "latest", "1", "2");
        assertThat(images().get(registry.name("tags"), "", steps::add).id()).isEqualTo(pushed.id());
        assertThat(engine.client().inspectImageCmd(pushed.id()).exec().getRepoTags())
                .containsExactly(registry.name("tags:latest"));
    }

    @Test
    void doesNotAskTheRegistryForWhatIsThere() throws Exception {
        String ref;
        String digest;
        try (Registry other = Registry.start(folder)) {
            Registry.Pushed pushed = push(other, "there", "1");
            ref = other.name("there:1");
            digest = other.name("there@" + pushed.digest());
            images().get(ref, "", steps::add);
        }
        steps.clear();
        assertThat(images().find(ref, "", steps::add).flatMap(Image::digest)).hasValue(digest);
        assertThat(steps).isEmpty();
    }

    @Test
    void namesTheDigestOfTheRegistryThatTheNameIsOf() throws Exception {
        push("twice", "1");
        try (FaultyProxy mirror = new FaultyProxy(registry, NONE)) {
            for (String ref : List.of(registry.name("twice:1"), mirror.name("twice:1"), registry.name("twice:1"))) {
                assertThat(images().get(ref, "", steps::add).identity()).startsWith(ref.replace(":1", "@sha256:"));
            }
        }
    }

    @Test
    void saysThatAnImageDoesNotExist() throws Exception {
        push("other", "1");
        for (String ref : List.of(registry.name("other:9.9"), registry.name("nothing/at-all:1"))) {
            assertThat(images().find(ref, "kongImage", steps::add)).isEmpty();
            assertThatThrownBy(() -> images().get(ref, "kongImage", steps::add))
                    .isInstanceOf(NodeFailed.class)
                    .hasMessageStartingWith("there is no image %s, on the engine or in its registry".formatted(ref))
                    .hasMessageEndingWith(", or name another by -Dkong-perf.kongImage");
        }
        assertThat(steps).hasSize(4).allMatch(step -> step.startsWith("pulling image "));
    }

    @Test
    void triesARegistryThatIsDownAgainAndThenSaysWhatToDo() throws Exception {
        String ref = "127.0.0.1:%d/kong:1".formatted(Registry.freePort());
        assertThatThrownBy(() -> images().find(ref, "kongImage", steps::add))
                .isInstanceOf(NodeFailed.class)
                .hasMessageStartingWith("pulling image %s: Get \"http".formatted(ref))
                .hasMessageContaining("connection refused (tried 3 times); see that the engine can reach its registry")
                .hasMessageEndingWith(
                        "pull it by hand (docker pull %s), or name another by -Dkong-perf.kongImage".formatted(ref));
        assertThat(steps).hasSize(3);
        assertThat(steps.get(1))
                .startsWith("pulling image %s failed (Get \"http".formatted(ref))
                .contains("connection refused); trying again in ")
                .endsWith("(try 2 of 3)");
        assertThat(steps.get(2)).endsWith("(try 3 of 3)");
    }

    @Test
    void succeedsAtTheSecondTryWhereAConnectionBreaks() throws Exception {
        Registry.Pushed pushed = push("broken", "1");
        try (FaultyProxy proxy = new FaultyProxy(registry, asked -> isConfig(asked, pushed) && !triedAgain())) {
            assertThat(images().get(proxy.name("broken:1"), "", steps::add).id())
                    .isEqualTo(pushed.id());
        }
        assertThat(steps).filteredOn(step -> step.contains("trying again")).hasSize(1);
    }

    @Test
    void succeedsAtTheSecondTryWhereARegistryIsBusy() throws Exception {
        Registry.Pushed pushed = push("busy", "1");
        try (FaultyProxy proxy = new FaultyProxy(
                registry,
                asked -> asked.path().contains("/manifests/")
                        && !triedAgain()
                        && asked.refuse(429, "TOOMANYREQUESTS", Map.of()))) {
            assertThat(images().get(proxy.name("busy:1"), "", steps::add).id()).isEqualTo(pushed.id());
        }
        assertThat(steps)
                .filteredOn(step -> step.contains("trying again"))
                .singleElement()
                .asString()
                .contains("not now");
    }

    @Test
    void takesABlobThatIsLostForAFailureAndNotForAnImageThatDoesNotExist() throws Exception {
        Registry.Pushed pushed = push("lost", "1");
        try (FaultyProxy proxy = new FaultyProxy(
                registry, asked -> isConfig(asked, pushed) && asked.refuse(404, "BLOB_UNKNOWN", Map.of()))) {
            assertThatThrownBy(() -> images().find(proxy.name("lost:1"), "", steps::add))
                    .isInstanceOf(NodeFailed.class)
                    .hasMessageContaining("tried 3 times");
        }
    }

    @Test
    void doesNotTryAgainWhatWouldFailAgain() throws Exception {
        try (FaultyProxy proxy = new FaultyProxy(
                registry,
                asked -> asked.refuse(
                        401, "UNAUTHORIZED", Map.of("WWW-Authenticate", List.of("Basic realm=\"registry\""))))) {
            assertThatThrownBy(() -> images().find(proxy.name("secret:1"), "", steps::add))
                    .isInstanceOf(NodeFailed.class)
                    .hasMessageContaining("no basic auth credentials (tried once)")
                    .hasMessageContaining("docker login");
        }
        assertThatThrownBy(() -> images().find(registry.name("Upper/Case:1"), "", steps::add))
                .isInstanceOf(NodeFailed.class)
                .hasMessageContaining("must be lowercase");
        assertThat(steps).hasSize(1);
    }

    @Test
    void tellsEveryFewSecondsHowFarItIs() throws Exception {
        Registry.Pushed pushed = push("slow", "1");
        try (FaultyProxy proxy =
                new FaultyProxy(registry, asked -> isLayer(asked, pushed) && asked.handOn(registry, 20, 100))) {
            String ref = proxy.name("slow:1");
            images().get(ref, "", steps::add);
            assertThat(steps)
                    .hasSizeBetween(4, 40)
                    .contains(
                            "pulling image %s: 1 of 3 MB".formatted(ref), "pulling image %s: 2 of 3 MB".formatted(ref));
        }
    }

    @Test
    void givesUpARegistryThatSaysNothingMore() throws Exception {
        Registry.Pushed pushed = push("silent", "1");
        try (FaultyProxy proxy = new FaultyProxy(registry, asked -> isConfig(asked, pushed) && asked.stare())) {
            assertThatThrownBy(() -> new Images(engine, false, 0, PACE).find(proxy.name("silent:1"), "", steps::add))
                    .isInstanceOf(NodeFailed.class)
                    .hasMessageContaining("nothing was heard of it for 3 s (tried once)");
            assertThat(steps)
                    .contains("pulling image %s: all 3 MB are here, being unpacked".formatted(proxy.name("silent:1")));
        }
    }

    @Test
    void endsWhenItIsInterrupted() throws Exception {
        Registry.Pushed pushed = push("interrupted", "1");
        CountDownLatch hungUp = new CountDownLatch(1);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        try (FaultyProxy proxy = new FaultyProxy(registry, asked -> {
            try {
                return isLayer(asked, pushed) && asked.handOn(registry, 100, 100);
            } catch (IOException e) {
                hungUp.countDown();
                throw e;
            }
        })) {
            Thread pulling = new Thread(() -> {
                try {
                    images().find(proxy.name("interrupted:1"), "", steps::add);
                } catch (InterruptedException | RuntimeException e) {
                    thrown.set(e);
                }
            });
            pulling.start();
            while (steps.size() < 2) {
                Thread.sleep(20);
            }
            pulling.interrupt();
            pulling.join(Duration.ofSeconds(5).toMillis());
            assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
            assertThat(hungUp.await(5, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void neverPullsOffline() throws Exception {
        push("offline", "1");
        try (FaultyProxy proxy = new FaultyProxy(registry, NONE)) {
            Images offline = new Images(engine, true, 2, PACE);
            String ref = proxy.name("offline:1");
            assertThat(offline.find(ref, "kongImage", steps::add)).isEmpty();
            assertThatThrownBy(() -> offline.get(ref, "kongImage", steps::add))
                    .isInstanceOf(NodeFailed.class)
                    .hasMessageContaining("Maven is offline (-o)")
                    .hasMessageContaining("docker pull " + ref)
                    .hasMessageEndingWith("-Dkong-perf.kongImage");
            assertThat(proxy.asked()).isEmpty();
            assertThat(steps).isEmpty();
            images().get(ref, "kongImage", steps::add);
            assertThat(offline.find(ref, "kongImage", steps::add)).isPresent();
        }
    }

    @Test
    void tellsTheDigestAsACondition() throws Exception {
        Registry.Pushed pushed = push("kong", "3.9.0");
        Map<String, String> facts = kong(registry.name("kong:{version}"), false)
                .get(new KongVersion.Release("3.9.0"), steps::add)
                .facts();
        assertThat(facts)
                .containsEntry("kong.base", "3.9.0")
                .containsEntry("kong.image", registry.name("kong:3.9.0"))
                .containsEntry("kong.image_digest", registry.name("kong@" + pushed.digest()));
    }

    @Test
    void runsACommitOnTheNextReleaseThatIsPublished() throws Exception {
        try (FaultyProxy proxy = new FaultyProxy(registry, NONE)) {
            String base = proxy.name("published:2.8.1");
            withStandIn(base, () -> {
                KongImages.Found found = overlaid(kong(proxy.name("published:{version}"), false));
                assertThat(found.facts())
                        .containsEntry("kong.base", "2.8.1 (2.99.0 was not published)")
                        .containsEntry("kong.image", base)
                        .containsEntry("kong.native_changed", "no");
                assertThat(found.image().ref()).startsWith("kong-perf/kong:");
                assertThat(steps)
                        .contains(
                                "pulling image " + proxy.name("published:2.99.0"),
                                "git:feature/unpublished runs in the image of 2.8.1 (2.99.0 was not published)");
                assertThat(proxy.asked()).anyMatch(asked -> asked.endsWith("/v2/published/manifests/2.99.0"));
            });
        }
    }

    @Test
    void saysThatTheBaseWasTakenOffline() throws Exception {
        String base = registry.name("not-pulled:2.8.1");
        withStandIn(
                base,
                () -> assertThat(overlaid(kong(registry.name("not-pulled:{version}"), true))
                                .facts())
                        .containsEntry("kong.base", "2.8.1 (offline, and there is no image of 2.99.0)"));
    }

    @Test
    void doesNotTakeAnotherBaseBecauseARegistryIsDown() throws Exception {
        int port = Registry.freePort();
        withStandIn(
                "127.0.0.1:%d/kong:2.8.1".formatted(port),
                () -> assertThatThrownBy(() -> overlaid(kong("127.0.0.1:%d/kong:{version}".formatted(port), false)))
                        .isInstanceOf(NodeFailed.class)
                        .hasMessageContaining("kong:2.99.0: Get \"http")
                        .hasMessageEndingWith("-Dkong-perf.kongImage"));
    }

    @Test
    void namesAllBasesThatACommitCouldHaveHad() {
        assertThatThrownBy(() -> overlaid(kong(registry.name("nowhere:{version}"), false)))
                .isInstanceOf(KongFailed.class)
                .hasMessageContaining(
                        "%s, %s, %s",
                        registry.name("nowhere:2.99.0"), registry.name("nowhere:2.8.1"), registry.name("nowhere:2.8.0"))
                .hasMessageContaining("-Dkong-perf.kongBaseImage");
    }

    private static boolean isConfig(FaultyProxy.Asked asked, Registry.Pushed pushed) {
        return asked.isBlob() && asked.path().endsWith(pushed.id());
    }

    private static boolean isLayer(FaultyProxy.Asked asked, Registry.Pushed pushed) {
        return asked.isBlob() && !asked.path().endsWith(pushed.id());
    }

    /** Engines try some things again themselves: a fault lasts until we do. */
    private boolean triedAgain() {
        return steps.stream().anyMatch(step -> step.contains("trying again"));
    }

    private Registry.Pushed push(String name, String... tags) throws Exception {
        return push(registry, name, tags);
    }

    private Registry.Pushed push(Registry to, String name, String... tags) throws Exception {
        Registry.Pushed pushed = to.push(engine, folder, name, tags);
        made.add(pushed.id());
        return pushed;
    }

    private static Images images() {
        return new Images(engine, false, 2, PACE);
    }

    private KongImages kong(String name, boolean offline) {
        return new KongImages(
                new Images(engine, offline, 1, PACE),
                new DockerSettings(
                        new KongSources(
                                Optional.empty(),
                                Optional.of(StandIn.repository().toString()),
                                KongSources.KONGS_DOWNLOAD_SITE,
                                folder.resolve("cache"),
                                offline),
                        folder,
                        Pinning.none(),
                        new ImageNames(
                                name,
                                ImageNames.CANDIDATE_OF_KONG,
                                ImageNames.ENTERPRISE_KONG,
                                ImageNames.POSTGRES,
                                ImageNames.WORKER,
                                Optional.empty()),
                        Limits.parse("", "", ""),
                        false,
                        1,
                        Optional.empty(),
                        command -> {},
                        Map.of(),
                        folder));
    }

    /** Removed after the test, with what it was built in, unless somebody else has built it before. */
    private KongImages.Found overlaid(KongImages kong) throws InterruptedException {
        List<String> before = images().ours();
        KongImages.Found found = kong.get(new KongVersion.Commit("feature/unpublished"), steps::add);
        if (!before.contains(found.image().ref())) {
            made.add(found.image().id());
        }
        return found;
    }

    private interface Body {
        void run() throws Exception;
    }

    /** Gives the stand-in a name of a registry that does not have it, for it is large. */
    private static void withStandIn(String name, Body body) throws Exception {
        DockerClient client = engine.client();
        int colon = name.lastIndexOf(':');
        client.tagImageCmd(TestContainers.kong("2.8.1"), name.substring(0, colon), name.substring(colon + 1))
                .exec();
        try {
            body.run();
        } finally {
            client.removeImageCmd(name).exec();
        }
    }
}
