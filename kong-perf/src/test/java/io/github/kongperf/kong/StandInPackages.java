package io.github.kongperf.kong;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentHashMap;

/** Packages of the stand-in, which is not Kong: each is built once per JVM. */
final class StandInPackages {

    private static final ConcurrentHashMap<String, Path> MADE = new ConcurrentHashMap<>();

    private StandInPackages() {}

    /** Where the packages lie, as a template for a package's URL. */
    static String template(String... versions) {
        for (String version : versions) {
            deb(version);
        }
        return folder().toUri() + "kong_{version}_amd64.deb";
    }

    static Path deb(String version) {
        return MADE.computeIfAbsent(version, StandInPackages::build);
    }

    private static Path folder() {
        return java.util.Objects.requireNonNull(StandIn.home().getParent()).resolve("packages");
    }

    private static Path build(String version) {
        Path deb = folder().resolve("kong_%s_amd64.deb".formatted(version));
        try {
            Files.createDirectories(folder());
            Process process = new ProcessBuilder("../it/stand-in/make-deb.sh", version, deb.toString(), "gz")
                    .inheritIO()
                    .start();
            if (process.waitFor() != 0) {
                throw new IllegalStateException("make-deb.sh ended with " + process.exitValue());
            }
            return deb;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
