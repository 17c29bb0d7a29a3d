package io.github.kongperf.maven;

import io.github.kongperf.driver.StartedSession;
import io.github.kongperf.driver.StateFolder;
import io.github.kongperf.driver.docker.CachedImages;
import io.github.kongperf.node.NodeFailed;
import java.nio.file.Path;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/** Removes what dead sessions of any module left on this machine, and if asked what is kept for later ones. Results stay. */
@Mojo(name = "teardown", requiresProject = false, threadSafe = true)
public final class TeardownMojo extends KongPerfMojo {

    /** Whether to remove what is kept for later sessions as well: images that the docker driver has built. */
    @Parameter(property = "kong-perf.full", defaultValue = "false")
    private boolean full;

    @Override
    void perform() throws InterruptedException {
        StateFolder state = state();
        int removed = 0;
        for (StartedSession session : state.all()) {
            if (session.alive()) {
                getLog().info("session %s of %s belongs to process %d, which lives; it stays"
                        .formatted(session.id(), session.module(), session.pid()));
            } else {
                int things = new Endings(state, getLog()).end(session);
                if (things >= 0) {
                    removed++;
                    getLog().info("session %s of %s: its process is gone; %s driver: %s"
                            .formatted(session.id(), session.module(), session.driver(), Endings.removed(things)));
                }
            }
        }
        getLog().info(
                        removed == 0
                                ? "dead sessions left nothing"
                                : "removed what %d dead session%s left".formatted(removed, removed == 1 ? "" : "s"));
        images();
    }

    /** What the docker driver keeps. Who has no engine has none of it. */
    private void images() {
        try (CachedImages images = CachedImages.of(System.getenv(), Path.of(System.getProperty("user.home")))) {
            for (String image : images.all()) {
                if (!full) {
                    getLog().info("image %s is kept for later sessions; -Dkong-perf.full removes it".formatted(image));
                    continue;
                }
                try {
                    images.remove(image);
                    getLog().info("image %s removed".formatted(image));
                } catch (NodeFailed e) {
                    getLog().warn(String.valueOf(e.getMessage()));
                }
            }
        } catch (NodeFailed e) {
            if (full) {
                getLog().info("images of the docker driver, if there are any, stay: " + e.getMessage());
            } else {
                getLog().debug(String.valueOf(e.getMessage()));
            }
        }
    }
}
