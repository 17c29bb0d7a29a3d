package io.github.kongperf.kong;

import io.github.kongperf.scenario.Spelling;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.eclipse.jgit.errors.AmbiguousObjectException;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.RepositoryNotFoundException;
import org.eclipse.jgit.errors.RevisionSyntaxException;
import org.eclipse.jgit.lib.AbbreviatedObjectId;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.treewalk.TreeWalk;

/** A git repository of Kong, which is only read. */
final class KongRepository implements AutoCloseable {

    private static final String COMMIT = "^{commit}";

    /** Where {@code ~2}, {@code ^} or {@code @{1}} begins, or the end. */
    private static final Pattern AFTER_NAME = Pattern.compile("[~^@]|$");

    private static final int SHORTEST_HASH = 4;
    private static final int MOST_NAMES = 5;

    private final String name;
    private final Repository repository;
    private final Optional<String> branches;

    private KongRepository(String name, Repository repository, Optional<String> branches) {
        this.name = name;
        this.repository = repository;
        this.branches = branches;
    }

    /**
     * The same, where the branches of the origin count as its own.
     *
     * @param prefix of theirs: {@code refs/remotes/origin/}
     */
    KongRepository withBranchesBelow(String prefix) {
        return new KongRepository(name, repository, Optional.of(prefix));
    }

    /**
     * @param folder a work tree, a linked one or not, or a bare repository
     * @param name what the user calls it
     * @throws KongFailed if it is none
     */
    static KongRepository open(Path folder, String name) {
        if (!Files.isDirectory(folder)) {
            throw new KongFailed("kongRepository: %s is no folder".formatted(name));
        }
        Path git = folder.resolve(Constants.DOT_GIT);
        UntouchedByJGit.know(folder, git, folder.resolve("objects"), git.resolve("objects"));
        FileRepositoryBuilder builder = new FileRepositoryBuilder().setMustExist(true);
        if (Files.exists(git)) {
            builder.setWorkTree(folder.toFile());
        } else {
            builder.setGitDir(folder.toFile()).setBare();
        }
        try {
            builder.setup();
            know(builder.getGitDir(), builder.getGitCommonDir(), builder.getObjectDirectory());
            knowAlternates(builder.getObjectDirectory().toPath());
            return new KongRepository(name, builder.build(), Optional.empty());
        } catch (RepositoryNotFoundException e) {
            throw new KongFailed(
                    "kongRepository: %s is no git repository; name a clone of Kong, or its URL".formatted(name), e);
        } catch (IOException | RuntimeException e) {
            throw new KongFailed(
                    "kongRepository: %s can't be read: %s; does 'git fsck' there find it in order?"
                            .formatted(name, e.getMessage()),
                    e);
        }
    }

    private static void know(File... folders) {
        for (File folder : folders) {
            if (folder != null) {
                UntouchedByJGit.know(folder.toPath());
            }
        }
    }

    /** Objects of other repositories, as a clone by {@code --shared} or {@code --reference} has them. */
    private static void knowAlternates(Path objects) throws IOException {
        Path file = objects.resolve("info/alternates");
        if (Files.isReadable(file)) {
            for (String line : Files.readAllLines(file)) {
                UntouchedByJGit.know(objects.resolve(line.strip()).normalize());
            }
        }
    }

    /** JGit's own view of it. */
    Repository jgit() {
        return repository;
    }

    /**
     * The full hash of a commit.
     *
     * @param ref as {@code git rev-parse} takes it: a branch, a tag, a hash, {@code origin/main~10}
     * @throws KongFailed if there is none, with those that may have been meant
     */
    String resolve(String ref) {
        return find(ref).orElseThrow(() -> new KongFailed(unknown(ref)));
    }

    /** As {@link #resolve}; empty if there is none. */
    Optional<String> find(String ref) {
        try {
            ObjectId id = repository.resolve(ref + COMMIT);
            if (id == null && branches.isPresent()) {
                id = repository.resolve(branches.get() + ref + COMMIT);
            }
            if (id == null && !ref.contains("/")) {
                // A remote's name means its default branch.
                id = repository.resolve(
                        AFTER_NAME.matcher(Constants.R_REMOTES + ref).replaceFirst("/" + Constants.HEAD + "$0")
                                + COMMIT);
            }
            if (id != null && !repository.getObjectDatabase().has(id)) {
                throw new MissingObjectException(id, Constants.TYPE_COMMIT);
            }
            return Optional.ofNullable(id).map(ObjectId::name);
        } catch (AmbiguousObjectException e) {
            throw new KongFailed(
                    "git:%s: several objects in %s begin so: %s; write more of the hash"
                            .formatted(ref, name, hashes(e.getCandidates())),
                    e);
        } catch (RevisionSyntaxException e) {
            throw new KongFailed(
                    "git:%s is no name that git knows; write a branch, a tag, a hash, or such as origin/main~10"
                            .formatted(ref),
                    e);
        } catch (IncorrectObjectTypeException e) {
            throw new KongFailed("git:%s is no commit in %s: %s".formatted(ref, name, e.getMessage()), e);
        } catch (MissingObjectException e) {
            // A full hash resolves to itself, whether it is there or not.
            if (ObjectId.isId(ref)) {
                return Optional.empty();
            }
            throw damaged("git:" + ref, e);
        } catch (IOException e) {
            throw damaged("git:" + ref, e);
        }
    }

    private String unknown(String ref) {
        List<String> names = names();
        if (names.isEmpty()) {
            return "git:%s: there is no commit in %s yet".formatted(ref, name);
        }
        StringBuilder message = new StringBuilder("git:%s: there is no such commit in %s".formatted(ref, name));
        if (isShallow()) {
            message.append(
                    ", which is a shallow clone and has the last part of the history only; 'git fetch --unshallow' gets the rest");
        } else if (ref.matches("[0-9a-f]{%d,40}".formatted(SHORTEST_HASH))) {
            message.append("; 'git fetch' there, if it is newer, or name another kongRepository");
        } else {
            String base = ref.replaceFirst("[~^@].*$", "");
            if (names.contains(base)) {
                message.append(": %s has no such ancestor".formatted(base));
            } else {
                message.append(near(base, names));
            }
        }
        return message.toString();
    }

    private static String near(String base, List<String> names) {
        List<String> near = new ArrayList<>(names.stream()
                .filter(known -> known.endsWith("/" + base) || base.endsWith("/" + known))
                .limit(MOST_NAMES)
                .toList());
        if (near.isEmpty()) {
            Spelling.nearest(base, names).ifPresent(near::add);
        }
        if (near.isEmpty()) {
            return "; 'git fetch' there, if it is new. It has %d branches and tags".formatted(names.size());
        }
        return "; did you mean %s?".formatted(String.join(" or ", near));
    }

    private boolean isShallow() {
        try {
            return !repository.getObjectDatabase().getShallowCommits().isEmpty();
        } catch (IOException e) {
            throw damaged("its boundary", e);
        }
    }

    /** Names of branches and tags as a user writes them. */
    private List<String> names() {
        try {
            TreeSet<String> names = new TreeSet<>();
            for (Ref ref : repository.getRefDatabase().getRefs()) {
                if (ref.getName().startsWith(Constants.R_REFS)) {
                    names.add(Repository.shortenRefName(ref.getName()));
                }
            }
            return List.copyOf(names);
        } catch (IOException e) {
            throw damaged("branches and tags", e);
        }
    }

    /** Hashes of the commits that are tagged as a version, by the name of the tag. */
    Optional<String> tagged(String version) {
        for (String tag : List.of(version, "v" + version)) {
            Optional<String> hash = find(Constants.R_TAGS + tag);
            if (hash.isPresent()) {
                return hash;
            }
        }
        return Optional.empty();
    }

    /** Releases that have a tag, the newest first. */
    List<Release> releases() {
        TreeMap<Release, String> releases = new TreeMap<>();
        try {
            for (Ref tag : repository.getRefDatabase().getRefsByPrefix(Constants.R_TAGS)) {
                String text = tag.getName().substring(Constants.R_TAGS.length());
                Release.of(text).ifPresent(release -> releases.put(release, text));
            }
        } catch (IOException e) {
            throw damaged("its tags", e);
        }
        return List.copyOf(releases.descendingKeySet());
    }

    /** What is in a commit. */
    Sources at(String hash) {
        return new Sources() {
            @Override
            public Optional<String> read(String path) {
                try (RevWalk walk = new RevWalk(repository);
                        TreeWalk file = TreeWalk.forPath(repository, path, tree(walk, hash))) {
                    if (file == null) {
                        return Optional.empty();
                    }
                    return Optional.of(
                            new String(repository.open(file.getObjectId(0)).getBytes(), StandardCharsets.UTF_8));
                } catch (IOException e) {
                    throw damaged(hash, e);
                }
            }

            @Override
            public List<String> top() {
                try (RevWalk walk = new RevWalk(repository);
                        TreeWalk files = new TreeWalk(repository)) {
                    files.addTree(tree(walk, hash));
                    List<String> names = new ArrayList<>();
                    while (files.next()) {
                        names.add(files.getNameString());
                    }
                    return names;
                } catch (IOException e) {
                    throw damaged(hash, e);
                }
            }
        };
    }

    /** The tree of a commit. */
    static ObjectId tree(RevWalk walk, String hash) throws IOException {
        return walk.parseCommit(ObjectId.fromString(hash)).getTree();
    }

    /** The failure of a read that a whole repository would not have had. */
    KongFailed damaged(String what, IOException e) {
        String why = e instanceof MissingObjectException
                ? "an object is missing in it: %s. If it is a partial clone, 'git fetch --refetch --no-filter' there, or name a full one; else 'git fsck' there tells what is wrong"
                        .formatted(e.getMessage())
                : "%s; does 'git fsck' there find it in order?".formatted(e.getMessage());
        return new KongFailed("reading %s from %s: %s".formatted(what, name, why), e);
    }

    private String hashes(Iterable<ObjectId> ids) {
        List<String> hashes = new ArrayList<>();
        try (ObjectReader reader = repository.newObjectReader()) {
            for (ObjectId id : ids) {
                AbbreviatedObjectId abbreviated = reader.abbreviate(id);
                hashes.add(abbreviated.name());
            }
        } catch (IOException e) {
            return "?";
        }
        return String.join(", ", hashes);
    }

    @Override
    public void close() {
        repository.close();
    }
}
