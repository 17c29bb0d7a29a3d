package io.github.kongperf.kong;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommitsTest {

    private static final String META = """
            local version = setmetatable({
              major = 2,
              minor = 8,
              patch = %d,
              --suffix = ""
            }, {})
            """;

    private static Path made = Path.of("");

    @TempDir
    private Path folder;

    private final List<String> steps = new ArrayList<>();
    private Git origin = new Git(Path.of(""));
    private Git checkout = new Git(Path.of(""));

    @BeforeAll
    static void makeRepositories(@TempDir Path templates) {
        Git origin = Git.init(templates.resolve("origin"));
        origin.write("kong/meta.lua", META.formatted(0)).commit("release: 2.8.0");
        origin.run("tag", "2.8.0");
        origin.write("kong/meta.lua", META.formatted(1)).commit("release: 2.8.1");
        origin.run("tag", "-a", "-m", "annotated", "2.8.1");
        for (int i = 0; i < 12; i++) {
            origin.write("kong/a.lua", "return " + i).commit("a " + i);
        }
        origin.run("branch", "feature/x", "main~2");
        Git.cloned(origin.folder().toString(), templates.resolve("checkout"))
                .write("mine.lua", "return 1")
                .commit("mine");
        made = templates;
    }

    @BeforeEach
    void copyRepositories() throws Exception {
        Process copy = new ProcessBuilder("cp", "-a", made + "/.", folder.toString())
                .inheritIO()
                .start();
        assertThat(copy.waitFor()).isZero();
        origin = new Git(folder.resolve("origin"));
        checkout = new Git(folder.resolve("checkout"));
    }

    @Test
    void namesCommitsAsGitDoes() throws Exception {
        Commits commits = commits(checkout.folder().toString());
        for (String ref : List.of(
                "main",
                "HEAD",
                "main^",
                "HEAD~3",
                "origin/main",
                "origin/main~10",
                "2.8.1",
                "2.8.1~1",
                "origin/feature/x",
                "refs/tags/2.8.0",
                "main@{0}",
                "origin",
                "origin~2")) {
            assertThat(commits.resolve(ref, steps::add))
                    .as(ref)
                    .isEqualTo(checkout.run("rev-parse", ref + "^{commit}"));
        }
    }

    @Test
    void takesFullAndShortHashes() throws Exception {
        String hash = checkout.run("rev-parse", "main~4");
        Commits commits = commits(checkout.folder().toString());
        assertThat(commits.resolve(hash, steps::add)).isEqualTo(hash);
        assertThat(commits.resolve(hash.substring(0, 9), steps::add)).isEqualTo(hash);
    }

    @Test
    void readsBareRepositoriesSharedObjectsAndLinkedWorkTrees() throws Exception {
        Git bare = Git.cloned(origin.folder().toString(), folder.resolve("bare.git"), "--bare");
        assertThat(commits(bare.folder().toString()).resolve("main", steps::add))
                .isEqualTo(origin.run("rev-parse", "main"));
        Git shared = Git.cloned(origin.folder().toString(), folder.resolve("shared"), "--shared");
        assertThat(commits(shared.folder().toString()).resolve("origin/main~3", steps::add))
                .isEqualTo(origin.run("rev-parse", "main~3"));
        Path linked = folder.resolve("linked");
        checkout.run("worktree", "add", "-q", "-b", "other", linked.toString(), "main~5");
        Commits commits = commits(linked.toString());
        assertThat(commits.resolve("HEAD", steps::add)).isEqualTo(checkout.run("rev-parse", "main~5"));
        assertThat(commits.resolve("origin/main", steps::add)).isEqualTo(origin.run("rev-parse", "main"));
        assertThat(WorkTree.facts(linked))
                .containsEntry("kong.dirty", "no")
                .containsEntry("kong.commit", checkout.run("rev-parse", "main~5"));
    }

    @Test
    void leavesADirtyCheckoutAsItIsByteForByte() throws Exception {
        checkout.write("kong/a.lua", "stashed");
        checkout.run("stash");
        checkout.write("kong/staged.lua", "staged").run("add", "kong/staged.lua");
        checkout.write("kong/a.lua", "changed");
        checkout.write("kong/untracked.lua", "untracked");
        // A racily clean index, and files newer than it: what a status would like to refresh.
        checkout.write("kong/meta.lua", META.formatted(1));
        Path jgit = Path.of(System.getProperty("user.home"), ".config/jgit");
        boolean before = Files.exists(jgit);
        Map<String, String> listing = listing(checkout.folder());
        Commits commits = commits(checkout.folder().toString());
        for (String ref : List.of("HEAD", "main~3", "origin/main~10", "stash@{0}")) {
            String hash = commits.resolve(ref, steps::add);
            commits.export(hash, steps::add);
            commits.nativeChanged(hash, commits.base(hash).version());
        }
        assertThat(WorkTree.facts(checkout.folder()))
                .containsEntry("kong.dirty", "yes: kong/a.lua, kong/staged.lua, kong/untracked.lua");
        Map<String, String> now = listing(checkout.folder());
        assertThat(now.keySet()).isEqualTo(listing.keySet());
        assertThat(now.keySet())
                .allSatisfy(file -> assertThat(now.get(file)).as(file).isEqualTo(listing.get(file)));
        assertThat(Files.exists(jgit)).isEqualTo(before);
    }

    @Test
    void exportsFilesAsTheyAreInTheRepositoryWhateverGitIsConfiguredTo() throws Exception {
        Git odd = Git.init(folder.resolve("odd"));
        odd.write("kong/meta.lua", META.formatted(1))
                .write("unix.txt", "a\nb\n")
                .write("bin/kong", "#!/bin/sh\n");
        odd.write("deep/er/täxt.txt", "x");
        odd.folder().resolve("bin/kong").toFile().setExecutable(true);
        Files.createSymbolicLink(odd.folder().resolve("link"), Path.of("bin/kong"));
        Files.createSymbolicLink(odd.folder().resolve("dangling"), Path.of("/nowhere/at all"));
        odd.write(".gitattributes", "*.txt text eol=crlf filter=shout ident\nbin export-ignore\n")
                .commit("odd");
        odd.run("config", "core.autocrlf", "true");
        odd.run("config", "filter.shout.smudge", "tr a-z A-Z");
        odd.run("config", "core.hooksPath", folder.toString());
        Commits commits = commits(odd.folder().toString());
        Path tree = commits.export(commits.resolve("main", steps::add), steps::add);
        assertThat(tree.resolve("unix.txt")).hasContent("a\nb\n");
        assertThat(Files.readString(tree.resolve("unix.txt"))).isEqualTo("a\nb\n");
        assertThat(tree.resolve("deep/er/täxt.txt")).exists();
        assertThat(tree.resolve("bin/kong")).isExecutable();
        assertThat(tree.resolve("unix.txt").toFile().canExecute()).isFalse();
        assertThat(Files.readSymbolicLink(tree.resolve("link"))).isEqualTo(Path.of("bin/kong"));
        assertThat(Files.readSymbolicLink(tree.resolve("dangling"))).isEqualTo(Path.of("/nowhere/at all"));
        assertThat(tree.resolve(".git")).doesNotExist();
    }

    @Test
    void exportsManyCommitsForTwoBuildsAtOnce() throws Exception {
        List<Future<Path>> exports = new ArrayList<>();
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            for (int i = 0; i < 24; i++) {
                String ref = "main~" + i % 6;
                exports.add(pool.submit(() -> {
                    Commits commits = commits(checkout.folder().toString());
                    return commits.export(commits.resolve(ref, steps::add), step -> {});
                }));
            }
            for (Future<Path> export : exports) {
                assertThat(export.get().resolve("kong/meta.lua")).hasContent(META.formatted(1));
            }
        } finally {
            pool.shutdownNow();
        }
        try (Stream<Path> trees = Files.list(folder.resolve("cache/trees"))) {
            assertThat(trees).hasSize(6);
        }
    }

    @Test
    void knowsTheBaseOfACommit() throws Exception {
        Commits commits = commits(checkout.folder().toString());
        assertThat(commits.base(commits.resolve("main", steps::add)))
                .isEqualTo(new Commits.Base("2.8.1", List.of("2.8.1", "2.8.0")));
        checkout.write("kong/meta.lua", META.formatted(2).replace("--suffix = \"\"", "suffix = \"alpha\""))
                .commit("begin 2.8.2");
        assertThat(commits.base(commits.resolve("HEAD", steps::add)))
                .isEqualTo(new Commits.Base("2.8.2-alpha", List.of("2.8.2-alpha", "2.8.1", "2.8.0")));
    }

    @Test
    void tellsWhichNativePartsHaveChanged() throws Exception {
        Commits commits = commits(checkout.folder().toString());
        assertThat(commits.nativeChanged(commits.resolve("main", steps::add), "2.8.1"))
                .isEqualTo("no");
        assertThat(commits.nativeChanged(commits.resolve("main", steps::add), "2.9.9"))
                .isEqualTo("unknown: tag 2.9.9 is not in the repository");
        checkout.write("build/README.md", "x")
                .write("build/dockerfiles/deb.Dockerfile", "x")
                .write(".requirements", "# only a comment\n")
                .write("kong-2.8.1-0.rockspec", "build = { type = \"builtin\" }\n")
                .commit("nothing native");
        assertThat(commits.nativeChanged(checkout.run("rev-parse", "HEAD"), "2.8.1"))
                .isEqualTo("no");
        checkout.write("build/openresty/repositories.bzl", "x")
                .write("kong-2.8.1-0.rockspec", "dependencies = {\n  \"penlight == 1.12.0\",\n}\n")
                .write(".requirements", "RESTY_VERSION=1.19.9.2 # newer\n")
                .commit("much native");
        assertThat(commits.nativeChanged(checkout.run("rev-parse", "HEAD"), "2.8.1"))
                .isEqualTo(
                        "yes: .requirements, build/openresty/repositories.bzl, kong-2.8.1-0.rockspec (dependencies)");
    }

    @Test
    void refusesACommitThatIsNoneOfKong() throws Exception {
        checkout.run("rm", "-q", "kong/meta.lua");
        checkout.commit("gone");
        Commits commits = commits(checkout.folder().toString());
        String hash = commits.resolve("HEAD", steps::add);
        assertThatThrownBy(() -> commits.base(hash))
                .isInstanceOf(KongFailed.class)
                .hasMessage("commit %s has no kong/meta.lua: it is none of Kong".formatted(hash));
    }

    @Test
    void saysWhichRefMayHaveBeenMeant() {
        assertThat(amiss("mian")).endsWith("; did you mean main?");
        assertThat(amiss("feature/x")).endsWith("; did you mean origin/feature/x?");
        assertThat(amiss("main~100")).endsWith(": main has no such ancestor");
        assertThat(amiss("nothing-like-it")).contains("It has ").contains("'git fetch' there");
        assertThat(amiss("0123456789abcdef0123456789abcdef01234567")).contains("'git fetch' there, if it is newer");
        assertThat(amiss("main^{tree")).contains("is no name that git knows");
        assertThat(amiss("main:kong")).contains("git:main:kong");
    }

    @Test
    void saysThatNothingWasCommittedYet() {
        Git empty = Git.init(folder.resolve("empty"));
        assertThat(commits(empty.folder().toString()).amiss("HEAD"))
                .contains("git:HEAD: there is no commit in %s yet".formatted(empty.folder()));
    }

    @Test
    void saysThatAFolderIsNoRepository() throws Exception {
        assertThat(commits(folder.toString()).amiss("main"))
                .contains(
                        "kongRepository: %s is no git repository; name a clone of Kong, or its URL".formatted(folder));
        assertThat(commits(folder + "/none").amiss("main"))
                .contains("kongRepository: %s/none is no folder".formatted(folder));
    }

    @Test
    void saysThatAShallowCloneEndsEarlier() {
        Git shallow = Git.cloned("file://" + origin.folder(), folder.resolve("shallow"), "--depth", "3");
        assertThat(commits(shallow.folder().toString()).amiss("main~2")).isEmpty();
        assertThat(commits(shallow.folder().toString()).amiss("origin/main~10"))
                .hasValueSatisfying(
                        sentence -> assertThat(sentence).contains("shallow clone", "git fetch --unshallow"));
    }

    @Test
    void saysThatAnObjectIsMissing() throws Exception {
        String blob = origin.run("rev-parse", "main:kong/a.lua");
        Files.delete(origin.folder().resolve(".git/objects/" + blob.substring(0, 2) + "/" + blob.substring(2)));
        Commits commits = commits(origin.folder().toString());
        String hash = commits.resolve("main", steps::add);
        assertThatThrownBy(() -> commits.export(hash, steps::add))
                .isInstanceOf(KongFailed.class)
                .hasMessageContaining(blob);
        assertThat(folder.resolve("cache/trees")).isEmptyDirectory();
    }

    @Test
    void saysThatAPackIsDamaged() throws Exception {
        origin.run("gc", "-q");
        Path pack;
        try (Stream<Path> packs = Files.list(origin.folder().resolve(".git/objects/pack"))) {
            pack = packs.filter(file -> file.toString().endsWith(".pack"))
                    .findFirst()
                    .orElseThrow();
        }
        pack.toFile().setWritable(true);
        try (RandomAccessFile bytes = new RandomAccessFile(pack.toFile(), "rw")) {
            bytes.seek(12);
            bytes.write(new byte[(int) bytes.length() - 32]);
        }
        assertThat(commits(origin.folder().toString()).amiss("main"))
                .hasValueSatisfying(sentence -> assertThat(sentence).contains("git fsck"));
    }

    private String amiss(String ref) {
        return commits(checkout.folder().toString()).amiss(ref).orElseThrow();
    }

    private Commits commits(String repository) {
        return new Commits(new Cache(folder.resolve("cache")), Optional.of(repository), false);
    }

    /** Every file and folder with its kind, mode, size, time and checksum. */
    private static Map<String, String> listing(Path root) throws IOException {
        Map<String, String> listing = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.toList()) {
                Map<String, Object> attributes = Files.readAttributes(
                        file, "unix:mode,size,lastModifiedTime,ino,ctime", LinkOption.NOFOLLOW_LINKS);
                listing.put(
                        root.relativize(file).toString(),
                        new TreeMap<>(attributes) + (Files.isRegularFile(file) ? Sha256.of(file) : ""));
            }
        }
        return listing;
    }
}
