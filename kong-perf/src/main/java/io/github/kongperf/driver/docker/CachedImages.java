package io.github.kongperf.driver.docker;

import com.github.dockerjava.api.exception.DockerException;
import io.github.kongperf.node.NodeFailed;
import io.github.kongperf.node.docker.Engine;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Images that the driver has built, and keeps on the engine for later sessions. */
public final class CachedImages implements AutoCloseable {

    private final Engine engine;
    private final Images images;

    private CachedImages(Engine engine) {
        this.engine = engine;
        this.images = new Images(engine, true, 0);
    }

    /**
     * Those of the caller's engine.
     *
     * @throws NodeFailed if there is none
     */
    public static CachedImages of(Map<String, String> environment, Path home) {
        return new CachedImages(Engine.connect(environment, home));
    }

    /** Their names, sorted. */
    public List<String> all() {
        try {
            return images.ours();
        } catch (DockerException e) {
            throw new NodeFailed("listing images: " + Engine.reason(e), e);
        }
    }

    /**
     * Removes one of them.
     *
     * @throws NodeFailed if it is in use, or can't be removed
     */
    public void remove(String image) {
        images.remove(image);
    }

    @Override
    public void close() {
        engine.close();
    }
}
