package io.github.kongperf.kong;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** Commits of the user's repository. What a ref means is looked up once. */
final class Commits {

    private static final String NONE =
            "git: needs a repository; name a clone of Kong, or a URL such as https://github.com/Kong/kong.git, by -Dkong-perf.kongRepository";

    /** How many releases further down are tried where one has no package. */
    private static final int LOWER = 3;

    private final Cache cache;
    private final boolean offline;
    private final Optional<String> named;
    private final Map<String, String> hashes = new HashMap<>();
    private boolean fetched;

    Commits(Cache cache, Optional<String> named, boolean offline) {
        this.cache = cache;
        this.named = named;
        this.offline = offline;
    }

    /**
     * What a commit is based on.
     *
     * @param version that its sources say
     * @param releases that may do, the best first: the version itself, then those below it that have a tag
     */
    record Base(String version, List<String> releases) {
        Base {
            releases = List.copyOf(releases);
        }

        /** As {@code kong.base} has it, where one of them is taken. */
        String text(String release) {
            return release.equals(version) ? release : "%s (%s was not published)".formatted(release, version);
        }
    }

    /** Why a ref can't be had, in a sentence. Nothing is fetched, so that one of a URL may come to be there. */
    Optional<String> amiss(String ref) {
        if (named.isEmpty()) {
            return Optional.of(NONE);
        }
        try {
            Optional<RepositoryCopy> copy = copy();
            if (copy.isPresent() && !offline) {
                return Optional.empty();
            }
            resolve(ref, step -> {});
            return Optional.empty();
        } catch (KongFailed e) {
            return Optional.of(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            throw new IllegalStateException("nothing was fetched", e);
        }
    }

    /** Whether it is known by now which commit that is. */
    Optional<String> known(String ref) {
        return Optional.ofNullable(hashes.get(ref));
    }

    /**
     * The full hash of a commit.
     *
     * @throws KongFailed if there is no such commit, or no repository
     */
    String resolve(String ref, Consumer<String> step) throws InterruptedException {
        String known = hashes.get(ref);
        if (known != null) {
            return known;
        }
        String hash = look(ref, step);
        hashes.put(ref, hash);
        return hash;
    }

    private String look(String ref, Consumer<String> step) throws InterruptedException {
        Optional<RepositoryCopy> copy = copy();
        if (copy.isEmpty() || offline) {
            return with(repository -> repository.resolve(ref));
        }
        // A full hash means the same for ever.
        boolean full = ref.matches("[0-9a-f]{40}");
        if (full && copy.get().open().isPresent()) {
            Optional<String> there = with(repository -> repository.find(ref));
            if (there.isPresent()) {
                return there.get();
            }
        }
        if (!fetched) {
            copy.get().fetch(step);
            fetched = true;
        }
        Optional<String> found = with(repository -> repository.find(ref));
        if (found.isEmpty() && (full || ref.startsWith("refs/")) && copy.get().fetch(ref, step)) {
            return with(repository -> repository.resolve(full ? ref : "refs/kong-perf/" + ref));
        }
        return found.isPresent() ? found.get() : with(repository -> repository.resolve(ref));
    }

    /** The files of a commit, in a folder of ours. */
    Path export(String hash, Consumer<String> step) throws InterruptedException {
        return cache.folder("trees", hash, folder -> {
            step.accept("exporting commit %s".formatted(hash));
            try (KongRepository repository = open()) {
                CommitExport.write(repository, hash, folder);
            }
        });
    }

    /** @throws KongFailed if the commit is none of Kong */
    Base base(String hash) {
        return with(repository -> {
            KongTree tree = new KongTree(repository.at(hash));
            if (!tree.isKong()) {
                throw new KongFailed("commit %s has no %s: it is none of Kong".formatted(hash, KongTree.META));
            }
            return base(repository, tree);
        });
    }

    static Base base(KongRepository repository, KongTree tree) {
        String version = tree.version();
        List<String> releases = new ArrayList<>(List.of(version));
        Release.towards(version)
                .ifPresent(next -> repository.releases().stream()
                        .filter(release -> release.compareTo(next) < 0)
                        .limit(LOWER)
                        .map(Release::toString)
                        .forEach(releases::add));
        return new Base(version, releases);
    }

    /** The first of these releases that has a tag. */
    Optional<String> firstTagged(List<String> releases) {
        return with(repository -> firstTagged(repository, releases));
    }

    static Optional<String> firstTagged(KongRepository repository, List<String> releases) {
        return releases.stream()
                .filter(release -> repository.tagged(release).isPresent())
                .findFirst();
    }

    /** Whether a commit has changed native parts since a release: {@code no}, {@code yes: …} or {@code unknown: …}. */
    String nativeChanged(String hash, String release) {
        return with(repository -> {
            Optional<String> tagged = repository.tagged(release);
            return tagged.isEmpty()
                    ? "unknown: tag %s is not in the repository".formatted(release)
                    : inWords(NativeParts.changed(repository, tagged.get(), hash));
        });
    }

    /** @param changed names of files */
    static String inWords(List<String> changed) {
        return changed.isEmpty() ? "no" : "yes: " + String.join(", ", changed);
    }

    /** What is in a commit. */
    KongTree tree(String hash) {
        return new KongTree(new Sources() {
            @Override
            public Optional<String> read(String path) {
                return with(repository -> repository.at(hash).read(path));
            }

            @Override
            public List<String> top() {
                return with(repository -> repository.at(hash).top());
            }
        });
    }

    private <T> T with(Function<KongRepository, T> question) {
        try (KongRepository repository = open()) {
            return question.apply(repository);
        }
    }

    private KongRepository open() {
        Optional<RepositoryCopy> copy = copy();
        if (copy.isEmpty()) {
            String name = named.orElseThrow(() -> new KongFailed(NONE));
            return KongRepository.open(Path.of(name).toAbsolutePath().normalize(), name);
        }
        return copy.get()
                .open()
                .orElseThrow(() -> new KongFailed("%s was not fetched yet, and -Dkong-perf.offline forbids it"
                        .formatted(copy.get().shown())));
    }

    /** Ours, if the user named a URL. */
    private Optional<RepositoryCopy> copy() {
        String name = named.orElseThrow(() -> new KongFailed(NONE));
        return Files.exists(Path.of(name)) || !name.matches("[a-zA-Z][a-zA-Z0-9+.-]*://.*|[^/]+@[^/]+:.*")
                ? Optional.empty()
                : Optional.of(new RepositoryCopy(cache, name));
    }
}
