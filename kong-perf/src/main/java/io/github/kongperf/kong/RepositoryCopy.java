package io.github.kongperf.kong;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.EmptyProgressMonitor;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.transport.FetchResult;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.transport.URIish;

/** Our own bare copy of a repository that has a URL. Its branches are {@code main} as well as {@code origin/main}. */
final class RepositoryCopy {

    private static final String ORIGIN = Constants.R_REMOTES + "origin/";
    private static final List<RefSpec> ALL =
            List.of(new RefSpec("+refs/heads/*:" + ORIGIN + "*"), new RefSpec("+refs/tags/*:refs/tags/*"));

    /** For a server that says nothing any more. */
    private static final Duration SILENCE = Duration.ofSeconds(60);

    private final Cache cache;
    private final String url;
    private final String shown;
    private final String place;
    private final Path folder;

    /**
     * @param url as JGit takes it, but not ssh
     * @throws KongFailed if it is none
     */
    RepositoryCopy(Cache cache, String url) {
        this.cache = cache;
        this.url = url;
        try {
            URIish uri = new URIish(url);
            // Without the password that may be in it.
            this.shown = uri.toString();
            if (uri.getScheme() == null || uri.getScheme().contains("ssh")) {
                throw new KongFailed(
                        "kongRepository: %s needs ssh, which is not spoken here; name its https URL, or the folder of a clone"
                                .formatted(shown));
            }
        } catch (URISyntaxException e) {
            throw new KongFailed(
                    "kongRepository: %s is neither a folder nor a URL: %s".formatted(url, e.getReason()), e);
        }
        this.place = "repositories/" + Sha256.of(shown).substring(0, 16) + ".git";
        this.folder = cache.root().resolve(place);
    }

    /** How it may be shown. */
    String shown() {
        return shown;
    }

    /** What was fetched before; empty if nothing was. */
    Optional<KongRepository> open() {
        return Files.isDirectory(folder)
                ? Optional.of(KongRepository.open(folder, shown).withBranchesBelow(ORIGIN))
                : Optional.empty();
    }

    /**
     * Gets all branches and tags.
     *
     * @throws KongFailed if they can't be had
     */
    void fetch(Consumer<String> step) throws InterruptedException {
        step.accept("fetching %s".formatted(shown));
        try {
            cache.alone(place, () -> fetch(ALL, true));
        } catch (IOException e) {
            throw new KongFailed("writing %s: %s".formatted(folder, Reason.of(e)), e);
        } catch (GitFailed e) {
            throw new KongFailed(
                    "fetching %s: %s. With -Dkong-perf.offline, what was fetched before is used"
                            .formatted(shown, e.getMessage()),
                    e);
        }
    }

    /**
     * Gets what no branch or tag leads to: {@code refs/pull/1/head}, or a hash that the server gives to those who know it.
     *
     * @return whether it could be had
     */
    boolean fetch(String ref, Consumer<String> step) throws InterruptedException {
        step.accept("fetching %s from %s".formatted(ref, shown));
        try {
            cache.alone(place, () -> fetch(List.of(new RefSpec("+%s:refs/kong-perf/%s".formatted(ref, ref))), false));
            return true;
        } catch (IOException | GitFailed e) {
            // The caller says that the commit is not there, which is all that this tells as well.
            return false;
        }
    }

    private boolean fetch(List<RefSpec> specs, boolean all) throws IOException, InterruptedException {
        UntouchedByJGit.know(Files.createDirectories(folder));
        try (Repository repository = new FileRepositoryBuilder()
                        .setGitDir(folder.toFile())
                        .setBare()
                        .build();
                Git git = new Git(repository)) {
            if (!Files.exists(folder.resolve(Constants.HEAD))) {
                repository.create(true);
            }
            FetchResult result = git.fetch()
                    .setRemote(url)
                    .setRefSpecs(specs)
                    .setTagOpt(TagOpt.NO_TAGS)
                    .setRemoveDeletedRefs(all)
                    .setTimeout(Math.toIntExact(SILENCE.toSeconds()))
                    .setProgressMonitor(new UntilInterrupted())
                    .call();
            Ref head = result.getAdvertisedRef(Constants.HEAD);
            if (head != null && head.isSymbolic()) {
                String branch = head.getTarget().getName().substring(Constants.R_HEADS.length());
                repository.updateRef(Constants.HEAD).link(ORIGIN + branch);
            }
            return true;
        } catch (GitAPIException e) {
            if (Thread.interrupted()) {
                InterruptedException interrupted = new InterruptedException("while fetching " + shown);
                interrupted.initCause(e);
                throw interrupted;
            }
            throw new GitFailed(reason(e), e);
        }
    }

    private String reason(Throwable e) {
        Throwable deepest = e;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        String first = String.valueOf(e.getMessage());
        String last = String.valueOf(deepest.getMessage());
        String both = first.contains(last) ? first : "%s (%s)".formatted(first, last);
        return url.equals(shown) ? both : both.replace(url, shown);
    }

    /** Why JGit could not. */
    private static final class GitFailed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        GitFailed(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private static final class UntilInterrupted extends EmptyProgressMonitor {
        @Override
        public boolean isCancelled() {
            return Thread.currentThread().isInterrupted();
        }
    }
}
