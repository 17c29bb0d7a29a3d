package io.github.kongperf.maven;

import io.github.kongperf.driver.Driver;
import io.github.kongperf.driver.Ledger;
import io.github.kongperf.driver.docker.DockerDriver;
import io.github.kongperf.driver.docker.DockerSettings;
import io.github.kongperf.driver.embedded.EmbeddedDriver;
import io.github.kongperf.driver.local.LocalDriver;
import io.github.kongperf.driver.local.LocalSettings;
import io.github.kongperf.version.KongVersion;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Wires the name of a driver to the driver. */
final class Drivers {

    /** The one that is taken if none is named. */
    static final String DEFAULT = "docker";

    private static final String THERE_ARE = "there are 'docker' (the default), 'local' and 'embedded'";

    /**
     * What users set of drivers.
     *
     * @param embeddedWarmup option of the embedded driver
     * @param local options of the local driver
     * @param docker options of the docker driver
     */
    record Options(Duration embeddedWarmup, LocalSettings local, DockerSettings docker) {}

    private Drivers() {}

    static Driver named(@Nullable String named, Options options) throws Fault {
        String name = named == null || named.isBlank() ? DEFAULT : named.strip();
        if (name.equals("docker")) {
            return new DockerDriver(options.docker());
        }
        if (name.equals("local")) {
            return new LocalDriver(options.local());
        }
        if (name.equals("embedded")) {
            if (!options.local().pinning().text().isEmpty()) {
                throw new Fault("kong-perf.cpus: the embedded driver has all roles in one process, so none can have"
                        + " CPUs of its own; leave it out, or choose the local or the docker driver");
            }
            return new EmbeddedDriver(options.embeddedWarmup());
        }
        throw new Fault(
                name.equals("terraform")
                        ? "kong-perf.driver: '%s' is not built yet; %s".formatted(name, THERE_ARE)
                        : "kong-perf.driver: there is no driver '%s'; %s".formatted(name, THERE_ARE));
    }

    /** How to remove what sessions of the driver of that name entered into their ledgers. */
    static Ledger.Remover remover(String driver) {
        return switch (driver) {
            case "local" -> LocalDriver::removeEntry;
            case "docker" -> DockerDriver.remover(System.getenv(), Path.of(System.getProperty("user.home")));
            default ->
                entry -> {
                    throw new IllegalStateException("this Kong Perf does not know the %s driver".formatted(driver));
                };
        };
    }

    /** @param texts as the user wrote them; none: what the driver has by itself */
    static List<KongVersion> versions(Driver driver, List<String> texts) throws Fault {
        KongVersion own = new KongVersion.Embedded();
        if (texts.isEmpty()) {
            if (!driver.supports(own)) {
                throw new Fault(
                        "kong-perf.versions is not set; name what to compare, the baseline first: -Dkong-perf.versions=2.8.1,git:main,path:../kong");
            }
            return List.of(own);
        }
        List<KongVersion> versions = new ArrayList<>();
        for (String text : texts) {
            KongVersion version;
            try {
                version = KongVersion.parse(text.strip());
            } catch (IllegalArgumentException e) {
                throw new Fault("kong-perf.versions: " + e.getMessage(), e);
            }
            if (!driver.supports(version)) {
                throw new Fault(
                        driver.supports(own)
                                ? "kong-perf.versions: the %s driver can't run '%s'; its gateway (%s) has one version, so leave versions out"
                                        .formatted(driver.name(), text, driver.gateway())
                                : "kong-perf.versions: the %s driver can't run '%s'; name a release (2.8.1), git:<ref>, path:<dir> or image:<ref>"
                                        .formatted(driver.name(), text));
            }
            versions.add(version);
        }
        return versions;
    }
}
