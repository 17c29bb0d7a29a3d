package io.github.kongperf.api;

import io.github.kongperf.database.EmbeddedBinaries;
import io.github.kongperf.database.PostgresSources;
import io.github.kongperf.driver.Driver;
import io.github.kongperf.driver.Ledger;
import io.github.kongperf.driver.StateFolder;
import io.github.kongperf.driver.docker.DockerDriver;
import io.github.kongperf.driver.docker.DockerSettings;
import io.github.kongperf.driver.docker.Limits;
import io.github.kongperf.driver.local.LocalDriver;
import io.github.kongperf.driver.local.LocalSettings;
import io.github.kongperf.kong.KongSources;
import io.github.kongperf.machine.Pinning;
import io.github.kongperf.scenario.Load;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** What a user chose by {@code useDriver}. */
record DriverOptions(String driver, Map<String, String> settings) {

    private static final Set<String> ALL =
            Set.of("kongRepository", "cacheFolder", "stateFolder", "cpus", "engine", "offline", "stapxx");

    private static final Map<String, Set<String>> OWN = Map.of(
            "local", Set.of("kongHome", "postgresHome", "packageUrl", "workFolder"),
            "docker",
                    Set.of(
                            "kongImage",
                            "candidateImage",
                            "enterpriseImage",
                            "kongBaseImage",
                            "postgresImage",
                            "workerImage",
                            "memory",
                            "ulimits",
                            "sysctls",
                            "hostNetwork"));

    static DriverOptions of(String driver, Map<String, String> settings) {
        Set<String> own = OWN.get(driver);
        if (own == null) {
            throw new IllegalArgumentException(
                    "'%s' is no driver that the Java API can use so far; use 'docker' or 'local'".formatted(driver));
        }
        Set<String> known = new TreeSet<>(ALL);
        known.addAll(own);
        Set<String> unknown = new TreeSet<>(settings.keySet());
        unknown.removeAll(known);
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(
                    "the %s driver has no settings %s; it has %s".formatted(driver, unknown, known));
        }
        DriverOptions options = new DriverOptions(driver, Map.copyOf(settings));
        options.engine();
        Pinning.parse(options.setting("cpus").orElse(""));
        Limits.of(options.written());
        return options;
    }

    StateFolder state() {
        return setting("stateFolder")
                .map(folder -> new StateFolder(Path.of(folder).toAbsolutePath()))
                .orElseGet(() -> StateFolder.ofUser(System.getenv(), home()));
    }

    /** @throws IllegalArgumentException if it is none of them */
    Optional<Load.Engine> engine() {
        return setting("engine").map(name -> switch (name) {
            case "wrk" -> Load.Engine.WRK;
            case "jvm" -> Load.Engine.JVM;
            default -> throw new IllegalArgumentException("engine '%s': use 'wrk' or 'jvm'".formatted(name));
        });
    }

    /** @param commands gets a line for each command that is run */
    Driver make(int retries, Consumer<String> commands) {
        Path cache = setting("cacheFolder")
                .map(Path::of)
                .orElseGet(() -> StateFolder.defaultCache(System.getenv(), home()))
                .toAbsolutePath();
        KongSources sources = new KongSources(
                setting("kongHome").map(Path::of),
                setting("kongRepository"),
                setting("packageUrl").orElse(KongSources.KONGS_DOWNLOAD_SITE),
                cache,
                setting("offline").map(Boolean::parseBoolean).orElse(false));
        if (driver.equals("docker")) {
            return new DockerDriver(
                    DockerSettings.of(written(), sources, Path.of("").toAbsolutePath(), retries, commands));
        }
        return new LocalDriver(new LocalSettings(
                sources,
                Path.of("").toAbsolutePath(),
                Pinning.parse(setting("cpus").orElse("")),
                Path.of(setting("workFolder").orElse(System.getProperty("java.io.tmpdir"))),
                retries,
                new PostgresSources(setting("postgresHome"), EmbeddedBinaries.onClassPath(), cache),
                setting("stapxx"),
                commands,
                System.getenv()));
    }

    Ledger.Remover remover() {
        return driver.equals("docker") ? DockerDriver.remover(System.getenv(), home()) : LocalDriver::removeEntry;
    }

    /** Those that are not blank. */
    private Map<String, String> written() {
        Map<String, String> written = new HashMap<>(settings);
        written.values().removeIf(String::isBlank);
        return written;
    }

    private Optional<String> setting(String name) {
        return Optional.ofNullable(settings.get(name)).filter(text -> !text.isBlank());
    }

    private static Path home() {
        return Path.of(System.getProperty("user.home"));
    }
}
