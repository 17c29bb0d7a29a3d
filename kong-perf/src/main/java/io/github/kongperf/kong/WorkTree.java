package io.github.kongperf.kong;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.IndexDiff;
import org.eclipse.jgit.treewalk.FileTreeIterator;

/** A checkout as it is: which commit, and what differs from it. Only looks. */
final class WorkTree {

    private static final int MOST_NAMES = 5;
    private static final String NATIVE_CHANGED = "kong.native_changed";

    private WorkTree() {}

    /**
     * {@code kong.commit} and {@code kong.dirty}, and where a release is tagged on which it is based, {@code kong.base} and
     * {@code kong.native_changed}; for a folder that is no checkout, that nobody knows.
     */
    static Map<String, String> facts(Path folder) {
        Map<String, String> facts = new TreeMap<>();
        if (!Files.exists(folder.resolve(Constants.DOT_GIT))) {
            facts.put("kong.dirty", "unknown: %s is no git checkout".formatted(folder));
            return facts;
        }
        try (KongRepository repository = KongRepository.open(folder, folder.toString())) {
            Set<String> dirty = dirty(repository);
            facts.put("kong.dirty", inWords(dirty));
            Optional<String> head = repository.find(Constants.HEAD);
            if (head.isPresent()) {
                facts.put("kong.commit", head.get());
                facts.putAll(based(repository, head.get(), Sources.in(folder), dirty));
            }
        } catch (KongFailed | IOException e) {
            // It runs all the same: it is only not known what it is.
            facts.put("kong.dirty", "unknown: %s".formatted(e.getMessage()));
        }
        return facts;
    }

    private static Map<String, String> based(
            KongRepository repository, String head, Sources sources, Set<String> dirty) {
        Map<String, String> facts = new TreeMap<>();
        try {
            Commits.Base base = Commits.base(repository, new KongTree(sources));
            Commits.firstTagged(repository, base.releases()).ifPresent(release -> {
                facts.put("kong.base", base.text(release));
                facts.put(
                        NATIVE_CHANGED,
                        Commits.inWords(NativeParts.changed(
                                repository, repository.tagged(release).orElseThrow(), head, sources, dirty)));
            });
        } catch (KongFailed e) {
            facts.put(NATIVE_CHANGED, "unknown: %s".formatted(e.getMessage()));
        }
        return facts;
    }

    /** Whether native parts have changed since a release: {@code no}, {@code yes: …} or {@code unknown: …}. */
    static String nativeChanged(Path folder, String release) {
        if (!Files.exists(folder.resolve(Constants.DOT_GIT))) {
            return "unknown: %s is no git checkout".formatted(folder);
        }
        try (KongRepository repository = KongRepository.open(folder, folder.toString())) {
            Optional<String> tagged = repository.tagged(release);
            Optional<String> head = repository.find(Constants.HEAD);
            return tagged.isEmpty() || head.isEmpty()
                    ? "unknown: tag %s is not in the repository".formatted(release)
                    : Commits.inWords(NativeParts.changed(
                            repository, tagged.get(), head.get(), Sources.in(folder), dirty(repository)));
        } catch (KongFailed | IOException e) {
            return "unknown: %s".formatted(e.getMessage());
        }
    }

    private static Set<String> dirty(KongRepository repository) throws IOException {
        IndexDiff diff = new IndexDiff(repository.jgit(), Constants.HEAD, new FileTreeIterator(repository.jgit()));
        diff.diff();
        TreeSet<String> files = new TreeSet<>(diff.getModified());
        files.addAll(diff.getChanged());
        files.addAll(diff.getAdded());
        files.addAll(diff.getRemoved());
        files.addAll(diff.getMissing());
        files.addAll(diff.getUntracked());
        files.addAll(diff.getConflicting());
        return files;
    }

    private static String inWords(Set<String> files) {
        if (files.isEmpty()) {
            return "no";
        }
        String names = String.join(", ", files.stream().limit(MOST_NAMES).toList());
        return files.size() <= MOST_NAMES
                ? "yes: " + names
                : "yes: %s and %d more".formatted(names, files.size() - MOST_NAMES);
    }
}
