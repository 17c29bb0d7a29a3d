package io.github.kongperf.kong;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.TreeFilter;

/**
 * Which files that decide about native parts (OpenResty and its patches, libraries, rocks) a commit has changed since its base.
 * They are: {@code .requirements} but for comments, the dependencies in {@code kong-*.rockspec}, {@code WORKSPACE},
 * {@code MODULE.bazel}, and all below {@code build} but for {@code build/dockerfiles}, {@code build/package},
 * {@code build/tests} and texts ({@code *.md}).
 */
final class NativeParts {

    private static final String ROCKSPEC = "(dependencies)";
    private static final Set<String> FILES = Set.of("WORKSPACE", "WORKSPACE.bazel", "MODULE.bazel");
    private static final String BUILD = "build/";
    private static final List<String> NOT_NATIVE = List.of("build/dockerfiles/", "build/package/", "build/tests/");

    private NativeParts() {}

    /**
     * @param base hash of the commit of the release that it is based on
     * @return names of the changed files, sorted
     */
    static List<String> changed(KongRepository repository, String base, String commit) {
        return changed(repository, base, commit, repository.at(commit), Set.of());
    }

    /**
     * @param after the sources as they are, which may not be committed
     * @param dirty names of files that differ from the commit
     */
    static List<String> changed(
            KongRepository repository, String base, String commit, Sources after, Set<String> dirty) {
        TreeSet<String> changed = new TreeSet<>();
        dirty.stream().filter(NativeParts::decides).forEach(changed::add);
        try (RevWalk walk = new RevWalk(repository.jgit());
                TreeWalk files = new TreeWalk(repository.jgit())) {
            files.addTree(KongRepository.tree(walk, base));
            files.addTree(KongRepository.tree(walk, commit));
            files.setFilter(TreeFilter.ANY_DIFF);
            while (files.next()) {
                String path = files.getPathString();
                if (files.isSubtree()) {
                    if ((path + "/").startsWith(BUILD)) {
                        files.enterSubtree();
                    }
                } else if (decides(path)) {
                    changed.add(path);
                }
            }
        } catch (IOException e) {
            throw repository.damaged("what has changed since " + base, e);
        }
        Sources before = repository.at(base);
        if (!requirements(before).equals(requirements(after))) {
            changed.add(KongTree.REQUIREMENTS);
        }
        KongTree tree = new KongTree(after);
        if (!new HashSet<>(new KongTree(before).rocks()).equals(new HashSet<>(tree.rocks()))) {
            changed.add(tree.rockspec().orElse("kong.rockspec") + " " + ROCKSPEC);
        }
        return List.copyOf(changed);
    }

    private static boolean decides(String path) {
        return FILES.contains(path)
                || (path.startsWith(BUILD)
                        && !path.endsWith(".md")
                        && NOT_NATIVE.stream().noneMatch(path::startsWith));
    }

    private static Set<String> requirements(Sources sources) {
        return sources.read(KongTree.REQUIREMENTS)
                .map(text -> text.lines()
                        .map(line -> line.replaceFirst("\\s+#.*", "").strip())
                        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                        .collect(Collectors.toSet()))
                .orElse(Set.of());
    }
}
