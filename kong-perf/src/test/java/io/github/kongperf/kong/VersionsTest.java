package io.github.kongperf.kong;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kongperf.node.Result;
import io.github.kongperf.node.local.LocalNode;
import io.github.kongperf.version.KongVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Gets versions of the stand-in, which is not Kong, as those of Kong are got. */
class VersionsTest {

    private static final String NO_PACKAGES = "file:///nowhere/kong_{version}_{arch}.deb";

    @TempDir
    private Path folder;

    private final LocalNode node = new LocalNode();
    private final List<String> steps = new ArrayList<>();

    @Test
    void runsAWorkingTreeAsItIs() throws Exception {
        Path tree = StandIn.tree("2.8.1");
        Files.writeString(tree.resolve("kong/new.lua"), "return 'new'\n");
        Installation installation = versions(NO_PACKAGES).get(KongVersion.parse("path:" + tree), steps::add);
        assertThat(installation.kong()).isEqualTo("2.8.1");
        assertThat(installation.facts())
                .containsEntry("kong.version", "2.8.1")
                .containsEntry("kong.calls_itself", "2.8.1 (kong stand-in for tests, not Kong)")
                .containsEntry("kong.dirty", "yes: kong/new.lua")
                .containsEntry("kong.openresty_wanted", "1.19.9.1")
                .hasEntrySatisfying("kong.commit", hash -> assertThat(hash).matches("[0-9a-f]{40}"))
                .hasEntrySatisfying(
                        "kong.openresty", openresty -> assertThat(openresty).startsWith("openresty/1.19.9.1 "));
        assertThat(said(installation)).startsWith("2.8.1 ");
        assertThat(lua(installation, "kong.new")).isEqualTo("new");
    }

    @Test
    void runsACommitOnTheNativePartsOfItsBase() throws Exception {
        Installation installation = versions(NO_PACKAGES).get(KongVersion.parse("git:without-leftover"), steps::add);
        assertThat(installation.facts())
                .containsEntry("kong.base", "2.8.1")
                .containsEntry("kong.native_changed", "no")
                .containsEntry("kong.native_parts", "kongHome " + StandIn.home());
        assertThat(said(installation)).startsWith("2.8.1 ");
        assertThat(lua(installation, "kong.leftover")).contains("module 'kong.leftover' not found");
    }

    @Test
    void marksACommitThatChangesNativeParts() throws Exception {
        assertThat(versions(NO_PACKAGES)
                        .get(KongVersion.parse("git:feature/native-parts"), steps::add)
                        .facts())
                .containsEntry(
                        "kong.native_changed",
                        "yes: .requirements, build/openresty/patches/nginx-1.19.9_02-stand-in.patch");
    }

    @Test
    void marksATreeThatChangesNativePartsCommittedOrNot() throws Exception {
        Path tree = StandIn.tree("2.8.1");
        KongVersion version = KongVersion.parse("path:" + tree);
        assertThat(versions(NO_PACKAGES).get(version, steps::add).facts())
                .containsEntry("kong.base", "2.8.1")
                .containsEntry("kong.native_changed", "no");
        Files.writeString(tree.resolve("build/new.patch"), "");
        assertThat(versions(NO_PACKAGES).get(version, steps::add).facts())
                .containsEntry("kong.native_changed", "yes: build/new.patch");
        KongVersion committed = KongVersion.parse("path:" + StandIn.tree("origin/feature/native-parts"));
        assertThat(versions(NO_PACKAGES).get(committed, steps::add).facts())
                .containsEntry(
                        "kong.native_changed",
                        "yes: .requirements, build/openresty/patches/nginx-1.19.9_02-stand-in.patch");
        KongVersion unpublished = KongVersion.parse("path:" + StandIn.tree("origin/feature/unpublished"));
        assertThat(versions(NO_PACKAGES).get(unpublished, steps::add).facts())
                .containsEntry("kong.base", "2.8.1 (2.99.0 was not published)");
    }

    @Test
    void tellsAMovedOpenRestyWhereItsLibrariesAre() throws Exception {
        Path home = copyOfHome();
        Path nginx = home.resolve("openresty/nginx/sbin/nginx");
        Path lib = Files.createDirectories(home.resolve("kong/lib"));
        String check = """
                #!/bin/sh
                case :$LD_LIBRARY_PATH: in
                *:%s:*) ;;
                *) echo 'error while loading shared libraries: libssl.so.3' >&2; exit 127 ;;
                esac
                """;
        Files.writeString(nginx, check.formatted(lib) + Files.readString(nginx));
        Versions versions = new Versions(
                node, sources(Optional.of(home), StandIn.repository().toString(), NO_PACKAGES, true), Map.of());
        Installation installation = versions.get(KongVersion.parse("path:" + StandIn.tree("2.8.1")), steps::add);
        assertThat(installation.environment()).containsEntry("LD_LIBRARY_PATH", lib.toString());
    }

    @Test
    void looksUpARefOnce() throws Exception {
        Path repository = folder.resolve("repository");
        git(folder, "clone", "-q", StandIn.repository().toString(), repository.toString());
        Versions versions = new Versions(
                node, sources(Optional.of(StandIn.home()), repository.toString(), NO_PACKAGES, true), Map.of());
        Installation before = versions.get(KongVersion.parse("git:HEAD"), steps::add);
        git(repository, "checkout", "-q", "2.8.0");
        assertThat(versions.get(KongVersion.parse("git:HEAD"), steps::add)).isSameAs(before);
        assertThat(versions.get(KongVersion.parse("git:main"), steps::add)
                        .facts()
                        .get("kong.commit"))
                .isEqualTo(before.facts().get("kong.commit"));
    }

    @Test
    void runsAReleaseFromItsPackageAlthoughItsPathsAreAbsolute() throws Exception {
        boolean before = Files.exists(Path.of("/usr/local/openresty"));
        Installation installation = versions(packageUrl("2.8.1")).get(KongVersion.parse("2.8.1"), steps::add);
        assertThat(installation.facts())
                .containsEntry("kong.version", "2.8.1")
                .containsEntry("kong.base", "2.8.1")
                .containsEntry("kong.package_sha256", Sha256.of(StandIn.deb("2.8.1", "gz")));
        assertThat(said(installation)).startsWith("2.8.1 ");
        assertThat(Files.exists(Path.of("/usr/local/openresty"))).isEqualTo(before);
    }

    @Test
    void runsReleasesSideBySide() throws Exception {
        Versions versions = versions(packageUrl("2.8.1", "3.9.0-rc.1"));
        Installation old = versions.get(KongVersion.parse("2.8.1"), steps::add);
        Installation young = versions.get(KongVersion.parse("3.9.0-rc.1"), steps::add);
        assertThat(said(old)).startsWith("2.8.1 ");
        assertThat(said(young)).startsWith("3.9.0-rc.1 ");
        assertThat(said(old)).startsWith("2.8.1 ");
    }

    @Test
    void runsACommitOnThePackageOfItsBaseWithoutTheFilesThatItDeleted() throws Exception {
        Versions versions = new Versions(
                node, sources(Optional.empty(), StandIn.repository().toString(), packageUrl("2.8.1"), true), Map.of());
        Installation base = versions.get(KongVersion.parse("2.8.1"), steps::add);
        Installation commit = versions.get(KongVersion.parse("git:without-leftover"), steps::add);
        assertThat(lua(base, "kong.leftover")).doesNotContain("not found");
        assertThat(lua(commit, "kong.leftover")).contains("module 'kong.leftover' not found");
        assertThat(said(commit)).startsWith("2.8.1 ");
        assertThat(commit.facts())
                .containsEntry("kong.native_parts", "package of 2.8.1")
                .containsEntry("kong.native_changed", "no");
    }

    @Test
    void showsACommitItsOwnFilesWhereKongLooksForThemOutsideOfItsSources() throws Exception {
        Path repository = folder.resolve("repository");
        git(folder, "clone", "-q", StandIn.repository().toString(), repository.toString());
        git(repository, "checkout", "-q", "2.8.1");
        Files.createDirectories(repository.resolve("kong/include/kong"));
        Files.writeString(repository.resolve("kong/include/kong/new.proto"), "of the commit");
        git(repository, "add", "-A");
        git(repository, "-c", "user.name=x", "-c", "user.email=x@x", "commit", "-q", "-m", "feat: a message");
        Versions versions = new Versions(
                node, sources(Optional.empty(), repository.toString(), packageUrl("2.8.1"), true), Map.of());
        Installation commit = versions.get(KongVersion.parse("git:HEAD"), steps::add);
        assertThat(node.run(commit.run(
                                "cat",
                                "/usr/local/kong/include/kong/new.proto",
                                "/usr/local/kong/include/stand-in.proto"))
                        .out())
                .isEqualTo("of the commitstand-in, not Kong\n");
    }

    @Test
    void runsACommitOfAnUnpublishedVersionOnTheReleaseBelow() throws Exception {
        Versions versions = new Versions(
                node, sources(Optional.empty(), StandIn.repository().toString(), packageUrl("2.8.1"), true), Map.of());
        Installation commit = versions.get(KongVersion.parse("git:feature/unpublished"), steps::add);
        assertThat(commit.kong()).isEqualTo("2.99.0");
        assertThat(commit.facts())
                .containsEntry("kong.base", "2.8.1 (2.99.0 was not published)")
                .containsEntry("kong.native_changed", "no");
    }

    @Test
    void saysBothWaysWhereACommitHasNoNativeParts() throws Exception {
        assertThat(versions(NO_PACKAGES).check(KongVersion.parse("git:3.9.0")))
                .singleElement()
                .asString()
                .contains(
                        "of OpenResty 1.25.3.2",
                        "kongHome %s has OpenResty 1.19.9.1".formatted(StandIn.home()),
                        "no package of Kong 3.9.0 in the cache (offline)",
                        "-Dkong-perf.kongHome",
                        "-Dkong-perf.packageUrl");
        assertThatThrownBy(() -> versions(NO_PACKAGES).get(KongVersion.parse("git:3.9.0"), steps::add))
                .isInstanceOf(KongFailed.class)
                .hasMessageContaining("of OpenResty 1.25.3.2");
    }

    @Test
    void namesWhatATreeLacks() throws Exception {
        Path tree = StandIn.tree("2.8.1");
        Files.writeString(
                tree.resolve("kong-2.8.1-0.rockspec"),
                "dependencies = {\n  \"inspect == 3.1.2\",\n  \"penlight == 1.12.0\",\n}\n");
        Path empty = Files.createDirectories(folder.resolve("empty"));
        Versions versions = new Versions(
                node, sources(Optional.of(empty), StandIn.repository().toString(), NO_PACKAGES, true), Map.of());
        assertThat(versions.check(KongVersion.parse("path:" + tree)))
                .hasSize(3)
                .allSatisfy(sentence -> assertThat(sentence).contains("make dev", "-Dkong-perf.kongHome"))
                .satisfiesExactly(
                        one -> assertThat(one).startsWith("no OpenResty (nginx/sbin/nginx) in kongHome " + empty),
                        two -> assertThat(two).startsWith("no 'resty' in kongHome " + empty),
                        three -> assertThat(three)
                                .startsWith("the rock penlight == 1.12.0 is not in kongHome " + empty));
    }

    @Test
    void saysThatOpenRestyCantRunHere() throws Exception {
        Path home = copyOfHome();
        Files.writeString(
                home.resolve("openresty/nginx/sbin/nginx"),
                "#!/bin/sh\necho 'libpcre.so.3: cannot open' >&2; exit 127\n");
        Versions versions = new Versions(
                node, sources(Optional.of(home), StandIn.repository().toString(), NO_PACKAGES, true), Map.of());
        assertThat(versions.check(KongVersion.parse("path:" + StandIn.tree("2.8.1"))))
                .containsExactly(home + "/openresty/nginx/sbin/nginx can't run here: libpcre.so.3: cannot open");
        assertThat(versions.check(KongVersion.parse("git:2.8.1")))
                .singleElement()
                .asString()
                .contains("can't run here: libpcre.so.3: cannot open", "no package of Kong 2.8.1");
    }

    @Test
    void saysThatABrokenKongCantEvenTellItsVersion() throws Exception {
        Path tree = StandIn.tree("2.8.1");
        Files.writeString(tree.resolve("kong/cmd/init.lua"), "this is not Lua");
        assertThatThrownBy(() -> versions(NO_PACKAGES).get(KongVersion.parse("path:" + tree), steps::add))
                .isInstanceOf(KongFailed.class)
                .hasMessageStartingWith("path:%s: 'kong version' ended with 1: ".formatted(tree))
                .hasMessageContaining("kong/cmd/init.lua:1:");
    }

    @Test
    void namesAVersionOnceInItsFailure() {
        assertThatThrownBy(() -> versions(NO_PACKAGES).get(KongVersion.parse("git:mian"), steps::add))
                .isInstanceOf(KongFailed.class)
                .hasMessage(
                        "git:mian: there is no such commit in %s; did you mean main?".formatted(StandIn.repository()));
        assertThatThrownBy(() -> versions(NO_PACKAGES).get(KongVersion.parse("9.9.9"), steps::add))
                .isInstanceOf(KongFailed.class)
                .hasMessageStartingWith(
                        "9.9.9: no package of Kong 9.9.9 in the cache (offline). Looked for: file:///nowhere/");
    }

    @Test
    void findsNativePartsOnThePathOfTheCaller() throws Exception {
        Path tree = StandIn.tree("2.8.1");
        Map<String, String> shell = StandIn.environment(StandIn.home(), tree);
        Versions versions = new Versions(
                node,
                sources(Optional.empty(), StandIn.repository().toString(), NO_PACKAGES, true),
                Map.of("PATH", shell.get("PATH"), "LUA_PATH", "./?.lua;" + shell.get("LUA_PATH")));
        Installation installation = versions.get(KongVersion.parse("path:" + tree), steps::add);
        assertThat(said(installation)).startsWith("2.8.1 ");
        assertThat(installation.environment().get("LUA_PATH"))
                .doesNotContain(";./")
                .doesNotStartWith("./");
    }

    @Test
    void refusesWhatIsNoCheckoutOfKong() throws Exception {
        Versions versions = versions(NO_PACKAGES);
        assertThat(versions.check(KongVersion.parse("path:" + folder.resolve("none"))))
                .containsExactly(folder.resolve("none") + " is no folder");
        assertThat(versions.check(KongVersion.parse("path:" + folder)))
                .containsExactly(folder + " has no kong/meta.lua: it is no checkout of Kong");
    }

    @Test
    void refusesAnImageWithTheDriverThatTakesIt() throws Exception {
        assertThat(versions(NO_PACKAGES).check(KongVersion.parse("image:kong:3.9")))
                .containsExactly("image:kong:3.9 can't run on this machine itself; the driver docker takes images");
    }

    @Test
    void needsARepositoryForCommits() throws Exception {
        Versions versions = new Versions(
                node,
                new KongSources(
                        Optional.of(StandIn.home()), Optional.empty(), NO_PACKAGES, folder.resolve("cache"), false),
                Map.of());
        assertThat(versions.check(KongVersion.parse("git:main")))
                .singleElement()
                .asString()
                .contains("-Dkong-perf.kongRepository");
    }

    private Path copyOfHome() throws IOException, InterruptedException {
        Path home = folder.resolve("home");
        assertThat(new ProcessBuilder("cp", "-a", StandIn.home().toString(), home.toString())
                        .start()
                        .waitFor())
                .isZero();
        return home;
    }

    /** Where packages of the stand-in lie. */
    private static String packageUrl(String... versions) {
        String url = "";
        for (String version : versions) {
            url = StandIn.deb(version, "gz").toUri().toString().replace("_" + version + "_", "_{version}_");
        }
        return url;
    }

    private Versions versions(String packageUrl) {
        return new Versions(
                node,
                sources(Optional.of(StandIn.home()), StandIn.repository().toString(), packageUrl, true),
                Map.of());
    }

    private KongSources sources(Optional<Path> home, String repository, String packageUrl, boolean offline) {
        return new KongSources(home, Optional.of(repository), packageUrl, folder.resolve("cache"), offline);
    }

    private String said(Installation installation) throws InterruptedException {
        return node.run(installation.kong("version"))
                .orFail("asking for the version")
                .out();
    }

    /** What a Lua module is, or why there is none. */
    private String lua(Installation installation, String module) throws InterruptedException {
        Result result = node.run(installation.run("resty", "-e", "print(tostring((require '%s')))".formatted(module)));
        return (result.out() + result.err()).strip();
    }

    static void git(Path directory, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .inheritIO()
                .start();
        assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
    }
}
