package io.github.kongperf.node.docker;

import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.transport.DockerHttpClient;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * A way to an engine whose loss is a failure of the engine like others: the library throws whatever it met. A proxy, since the
 * library's types can't be compiled against without what they were made by.
 */
final class Connection implements InvocationHandler {

    private static final int NO_STATUS = 0;

    private final DockerHttpClient client;
    private final URI host;

    private Connection(DockerHttpClient client, URI host) {
        this.client = client;
        this.host = host;
    }

    static DockerHttpClient of(DockerHttpClient client, URI host) {
        return (DockerHttpClient) Proxy.newProxyInstance(
                Connection.class.getClassLoader(),
                new Class<?>[] {DockerHttpClient.class},
                new Connection(client, host));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(client, arguments);
        } catch (InvocationTargetException e) {
            Throwable thrown = e.getCause();
            if (thrown instanceof RuntimeException lost && lost.getCause() instanceof IOException) {
                throw new DockerException(
                        "the Docker engine at %s does not answer: %s".formatted(host, Engine.reason(lost)),
                        NO_STATUS,
                        lost);
            }
            throw thrown == null ? e : thrown;
        }
    }
}
