package io.github.kongperf.kong;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RepositoryCopyTest {

    @TempDir
    private Path folder;

    private final List<String> steps = new CopyOnWriteArrayList<>();
    private Git origin = new Git(Path.of(""));
    private String url = "";

    @BeforeEach
    void makeRepository() {
        origin = Git.init(folder.resolve("origin"));
        origin.commit("1").commit("2").run("tag", "-a", "-m", "annotated", "2.8.1");
        origin.commit("3").run("branch", "feature/x");
        url = "file://" + origin.folder();
    }

    @Test
    void namesBranchesAsTheOriginDoesAndAsAClone() throws Exception {
        origin.run("checkout", "-q", "feature/x");
        Commits commits = commits(false);
        String tip = origin.run("rev-parse", "main");
        for (String ref : List.of("main", "origin/main", "HEAD", "feature/x", "origin/feature/x", tip)) {
            assertThat(commits.resolve(ref, steps::add)).as(ref).isEqualTo(tip);
        }
        String second = origin.run("rev-parse", "main~1");
        for (String ref : List.of("2.8.1", "main^", "origin/main~1", second.substring(0, 10))) {
            assertThat(commits.resolve(ref, steps::add)).as(ref).isEqualTo(second);
        }
        assertThat(steps).containsExactly("fetching " + url);
        assertThat(commits.export(tip, steps::add)).isDirectory();
    }

    @Test
    void fetchesWhatIsNewOncePerSession() throws Exception {
        assertThat(commits(false).resolve("main", steps::add)).isEqualTo(origin.run("rev-parse", "main"));
        origin.commit("4").run("branch", "-D", "feature/x");
        Commits later = commits(false);
        assertThat(later.resolve("main", steps::add)).isEqualTo(origin.run("rev-parse", "main"));
        assertThatThrownBy(() -> later.resolve("feature/x", steps::add))
                .isInstanceOf(KongFailed.class)
                .hasMessageContaining("there is no such commit in " + url);
        assertThat(steps).hasSize(2);
    }

    @Test
    void needsNoOriginForAFullHashThatItHas() throws Exception {
        String hash = commits(false).resolve("main", steps::add);
        Files.move(origin.folder(), folder.resolve("away"));
        assertThat(commits(false).resolve(hash, steps::add)).isEqualTo(hash);
        assertThatThrownBy(() -> commits(false).resolve("main", steps::add))
                .isInstanceOf(KongFailed.class)
                .hasMessageStartingWith("fetching %s: ".formatted(url))
                .hasMessageEndingWith("With -Dkong-perf.offline, what was fetched before is used");
    }

    @Test
    void usesOfflineWhatWasFetchedBefore() throws Exception {
        assertThat(commits(true).amiss("main"))
                .contains("%s was not fetched yet, and -Dkong-perf.offline forbids it".formatted(url));
        String hash = commits(false).resolve("main", steps::add);
        origin.commit("4");
        assertThat(commits(true).amiss("main")).isEmpty();
        assertThat(commits(true).resolve("main", steps::add)).isEqualTo(hash);
    }

    @Test
    void getsWhatNoBranchLeadsTo() throws Exception {
        String pull = origin.run("commit-tree", "-p", "main", "-m", "pull request", "main^{tree}");
        origin.run("update-ref", "refs/pull/7/head", pull);
        String lost = origin.run("commit-tree", "-p", "main", "-m", "forced over", "main^{tree}");
        origin.run("config", "uploadpack.allowAnySHA1InWant", "true");
        Commits commits = commits(false);
        assertThat(commits.resolve("refs/pull/7/head", steps::add)).isEqualTo(pull);
        assertThat(commits.resolve(lost, steps::add)).isEqualTo(lost);
        assertThatThrownBy(() -> commits.resolve("refs/pull/8/head", steps::add))
                .isInstanceOf(KongFailed.class)
                .hasMessageContaining("git:refs/pull/8/head: there is no such commit");
    }

    @Test
    void servesTwoBuildsAtOnce() throws Exception {
        List<Future<String>> hashes = new ArrayList<>();
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            for (int i = 0; i < 4; i++) {
                hashes.add(pool.submit(() -> commits(false).resolve("main", steps::add)));
            }
            for (Future<String> hash : hashes) {
                assertThat(hash.get()).isEqualTo(origin.run("rev-parse", "main"));
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void doesNotSpeakSsh() {
        for (String remote : List.of("git@example.invalid:Kong/kong.git", "ssh://git@example.invalid/Kong/kong.git")) {
            assertThat(commits(remote, true).amiss("main"))
                    .hasValueSatisfying(sentence -> assertThat(sentence).contains("needs ssh", "https URL"));
        }
    }

    @Test
    void showsNoPassword() {
        assertThatThrownBy(() ->
                        commits("http://me:hidden@127.0.0.1:1/kong.git", false).resolve("main", steps::add))
                .isInstanceOf(KongFailed.class)
                .hasMessageStartingWith("fetching http://me@127.0.0.1:1/kong.git: ")
                .hasMessageNotContaining("hidden");
        assertThat(steps).noneMatch(step -> step.contains("hidden"));
    }

    private Commits commits(boolean offline) {
        return commits(url, offline);
    }

    private Commits commits(String repository, boolean offline) {
        return new Commits(new Cache(folder.resolve("cache")), Optional.of(repository), offline);
    }
}
