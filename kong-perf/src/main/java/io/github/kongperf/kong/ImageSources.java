package io.github.kongperf.kong;

import io.github.kongperf.version.KongVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.eclipse.jgit.lib.Constants;

/** Sources of Kong that are to run in an image of the release that they are based on: a commit's, or a working tree's. */
public final class ImageSources {

    private final Commits commits;

    public ImageSources(KongSources sources) {
        this.commits = new Commits(new Cache(sources.cache()), sources.kongRepository(), sources.offline());
    }

    /**
     * Sources, and what is known of them.
     *
     * @param folder that they lie in
     * @param hash of the commit; empty for a working tree
     * @param version what they call themselves
     * @param releases whose image will do, the best first: the version itself, then those below it that have a tag
     * @param facts as conditions of results
     */
    public record Based(
            Path folder, Optional<String> hash, String version, List<String> releases, Map<String, String> facts) {
        public Based {
            releases = List.copyOf(releases);
            facts = Map.copyOf(facts);
        }
    }

    /** What keeps a version from being had, each as a sentence that says what to do. Fetches nothing. */
    public List<String> check(KongVersion version) {
        try {
            if (version instanceof KongVersion.Commit commit) {
                return commits.amiss(commit.ref()).map(List::of).orElse(List.of());
            }
            if (version instanceof KongVersion.Tree tree) {
                return checkTree(Versions.folder(tree));
            }
            return List.of();
        } catch (KongFailed e) {
            return List.of(String.valueOf(e.getMessage()));
        }
    }

    private static List<String> checkTree(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of("%s is no folder".formatted(folder));
        }
        List<String> amiss = new ArrayList<>();
        if (!new KongTree(Sources.in(folder)).isKong()) {
            amiss.add("%s has no %s: it is no checkout of Kong".formatted(folder, KongTree.META));
        }
        if (!Files.isReadable(folder.resolve("bin/kong"))) {
            amiss.add("%s has no bin/kong that this user may read".formatted(folder));
        }
        return amiss;
    }

    /**
     * The sources of a version.
     *
     * @param version a commit or a tree
     * @throws KongFailed if they can't be had
     */
    public Based get(KongVersion version, Consumer<String> step) throws InterruptedException {
        if (version instanceof KongVersion.Commit commit) {
            String hash = commits.resolve(commit.ref(), step);
            Commits.Base base = commits.base(hash);
            return new Based(
                    commits.export(hash, step),
                    Optional.of(hash),
                    base.version(),
                    base.releases(),
                    Map.of("kong.commit", hash));
        }
        if (version instanceof KongVersion.Tree tree) {
            Path folder = Versions.folder(tree);
            List<String> amiss = checkTree(folder);
            if (!amiss.isEmpty()) {
                throw new KongFailed(String.join("\n", amiss));
            }
            Map<String, String> facts = new LinkedHashMap<>(WorkTree.facts(folder));
            // Of the image that is found, not of the tag.
            facts.remove("kong.base");
            facts.remove("kong.native_changed");
            String own = new KongTree(Sources.in(folder)).version();
            return new Based(folder, Optional.empty(), own, releases(folder, own), facts);
        }
        throw new IllegalArgumentException("no sources are needed for " + version.text());
    }

    private static List<String> releases(Path folder, String own) {
        if (!Files.exists(folder.resolve(Constants.DOT_GIT))) {
            return List.of(own);
        }
        try (KongRepository repository = KongRepository.open(folder, folder.toString())) {
            return Commits.base(repository, new KongTree(Sources.in(folder))).releases();
        } catch (KongFailed e) {
            // It runs all the same, if there is an image of its own version.
            return List.of(own);
        }
    }

    /** Whether sources have changed native parts since a release: {@code no}, {@code yes: …} or {@code unknown: …}. */
    public String nativeChanged(Based sources, String release) {
        return sources.hash().isPresent()
                ? commits.nativeChanged(sources.hash().get(), release)
                : WorkTree.nativeChanged(sources.folder(), release);
    }
}
