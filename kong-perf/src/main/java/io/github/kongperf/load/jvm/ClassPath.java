package io.github.kongperf.load.jvm;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Where the classes lie that {@link GeneratorProcess} needs, in this JVM. */
final class ClassPath {

    /** One of each jar. */
    private static final List<String> RESOURCES = List.of(
            "io/github/kongperf/load/jvm/GeneratorProcess.class",
            "io/netty/buffer/ByteBuf.class",
            "io/netty/util/Version.class",
            "io/netty/channel/Channel.class",
            "io/netty/resolver/AddressResolver.class",
            "io/netty/channel/epoll/Epoll.class",
            "io/netty/channel/unix/Socket.class",
            "META-INF/native/libnetty_transport_native_epoll_x86_64.so",
            "META-INF/native/libnetty_transport_native_epoll_aarch_64.so",
            "org/HdrHistogram/Histogram.class",
            "tools/jackson/core/JsonParser.class",
            "tools/jackson/databind/ObjectMapper.class",
            "com/fasterxml/jackson/annotation/JsonInclude.class",
            "org/jspecify/annotations/Nullable.class");

    private ClassPath() {}

    /** Jars, and folders of classes. */
    static List<Path> entries() {
        ClassLoader loader = GeneratorProcess.class.getClassLoader();
        Set<Path> entries = new LinkedHashSet<>();
        for (String resource : RESOURCES) {
            URL url = loader.getResource(resource);
            if (url == null) {
                throw new IllegalStateException(
                        resource + " is not on the class path, so load.engine: jvm can't be had");
            }
            entries.add(entry(url, resource));
        }
        return new ArrayList<>(entries);
    }

    private static Path entry(URL url, String resource) {
        try {
            if (url.openConnection() instanceof JarURLConnection jar) {
                return Path.of(jar.getJarFileURL().toURI());
            }
            String folder = url.toString();
            return Path.of(new URI(folder.substring(0, folder.length() - resource.length())));
        } catch (IOException | URISyntaxException | RuntimeException e) {
            throw new IllegalStateException("%s lies where no other JVM finds it: %s".formatted(resource, url), e);
        }
    }
}
