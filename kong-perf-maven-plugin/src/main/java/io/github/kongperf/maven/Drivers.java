package io.github.kongperf.maven;

import io.github.kongperf.driver.Driver;
import io.github.kongperf.driver.Ledger;
import io.github.kongperf.driver.embedded.EmbeddedDriver;
import io.github.kongperf.driver.local.LocalDriver;
import io.github.kongperf.driver.local.LocalSettings;
import io.github.kongperf.version.KongVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Wires the name of a driver to the driver. */
final class Drivers {

    private static final List<String> LATER = List.of("docker", "terraform");

    /**
     * What users set of drivers.
     *
     * @param embeddedWarmup option of the embedded driver
     * @param local options of the local driver
     */
    record Options(Duration embeddedWarmup, LocalSettings local) {}

    private Drivers() {}

    static Driver named(@Nullable String name, Options options) throws Fault {
        if (name == null || name.isBlank()) {
            throw new Fault("kong-perf.driver is not set, and its default, docker, is not built yet. Set"
                    + " -Dkong-perf.driver=local to run Kong on this machine, or -Dkong-perf.driver=embedded (or"
                    + " <driver>embedded</driver> in the plugin's configuration), which needs nothing installed, but"
                    + " whose gateway is not Kong");
        }
        if (name.equals("local")) {
            return new LocalDriver(options.local());
        }
        if (name.equals("embedded")) {
            if (!options.local().pinning().text().isEmpty()) {
                throw new Fault("kong-perf.cpus: the embedded driver has all roles in one process, so none can have"
                        + " CPUs of its own; leave it out, or choose the local driver");
            }
            return new EmbeddedDriver(options.embeddedWarmup());
        }
        throw new Fault(
                LATER.contains(name)
                        ? "kong-perf.driver: '%s' is not built yet; there are 'local' and 'embedded'".formatted(name)
                        : "kong-perf.driver: there is no driver '%s'; there are 'local' and 'embedded'"
                                .formatted(name));
    }

    /** How to remove what sessions of the driver of that name entered into their ledgers. */
    static Ledger.Remover remover(String driver) {
        return switch (driver) {
            case "local" -> LocalDriver::removeEntry;
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
                                : "kong-perf.versions: the %s driver can't run '%s'; name a release (2.8.1), git:<ref> or path:<dir>"
                                        .formatted(driver.name(), text));
            }
            versions.add(version);
        }
        return versions;
    }
}
