package io.github.kongperf.node.docker;

import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.transport.DockerHttpClient;
import java.io.IOException;
import java.net.URI;

/** A way to an engine whose loss is a failure of the engine like others: the library throws whatever it met. */
final class Connection implements DockerHttpClient {

    private static final int NO_STATUS = 0;

    private final DockerHttpClient client;
    private final URI host;

    Connection(DockerHttpClient client, URI host) {
        this.client = client;
        this.host = host;
    }

    @Override
    public Response execute(Request request) {
        try {
            return client.execute(request);
        } catch (RuntimeException e) {
            if (e.getCause() instanceof IOException) {
                throw new DockerException(
                        "the Docker engine at %s does not answer any more: %s".formatted(host, Engine.reason(e)),
                        NO_STATUS,
                        e);
            }
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        client.close();
    }
}
