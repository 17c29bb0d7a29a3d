package io.github.kongperf.maven;

import io.github.kongperf.database.EmbeddedBinaries;
import io.github.kongperf.node.NodeFailed;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.eclipse.aether.RepositorySystem;
import org.eclipse.aether.RepositorySystemSession;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.resolution.ArtifactRequest;
import org.eclipse.aether.resolution.ArtifactResolutionException;

/** The embedded PostgreSQL of the plugin's dependencies, else fetched as Maven fetches everything. */
record FetchedPostgres(RepositorySystem system, RepositorySystemSession session, List<RemoteRepository> repositories)
        implements EmbeddedBinaries {

    @Override
    public Path archive(String missing) {
        Optional<Path> own = EmbeddedBinaries.foundOnClassPath();
        if (own.isPresent()) {
            return own.get();
        }
        Artifact wanted = new DefaultArtifact(
                EmbeddedBinaries.GROUP, EmbeddedBinaries.artifact(), "jar", EmbeddedBinaries.VERSION);
        try {
            return system.resolveArtifact(session, new ArtifactRequest(wanted, repositories, null))
                    .getArtifact()
                    .getFile()
                    .toPath();
        } catch (ArtifactResolutionException e) {
            throw new NodeFailed("%s; fetching %s failed: %s".formatted(missing, wanted, e.getMessage()), e);
        }
    }
}
