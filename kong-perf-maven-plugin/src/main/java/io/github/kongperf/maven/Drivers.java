package io.github.kongperf.maven;

import io.github.kongperf.driver.Driver;
import io.github.kongperf.driver.Ledger;
import io.github.kongperf.driver.embedded.EmbeddedDriver;
import io.github.kongperf.version.KongVersion;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Wires the name of a driver to the driver. */
final class Drivers {

    private static final List<String> LATER = List.of("local", "docker", "terraform");

    private Drivers() {}

    /** @param embeddedWarmup option of the embedded driver */
    static Driver named(@Nullable String name, Duration embeddedWarmup) throws Fault {
        if (name == null || name.isBlank()) {
            throw new Fault("kong-perf.driver is not set, and its default, docker, is not built yet. Set"
                    + " -Dkong-perf.driver=embedded, or <driver>embedded</driver> in the plugin's configuration: it"
                    + " needs nothing installed, but its gateway is not Kong");
        }
        if (name.equals("embedded")) {
            return new EmbeddedDriver(embeddedWarmup);
        }
        throw new Fault(
                LATER.contains(name)
                        ? "kong-perf.driver: '%s' is not built yet; the only driver so far is 'embedded'"
                                .formatted(name)
                        : "kong-perf.driver: there is no driver '%s'; the only driver so far is 'embedded'"
                                .formatted(name));
    }

    /** How to remove what sessions of the driver of that name entered into their ledgers. */
    static Ledger.Remover remover(String driver) {
        return entry -> {
            throw new IllegalStateException("this Kong Perf does not know the %s driver".formatted(driver));
        };
    }

    /** @param texts as the user wrote them; none: what the driver has by itself */
    static List<KongVersion> versions(Driver driver, List<String> texts) throws Fault {
        if (texts.isEmpty()) {
            return List.of(new KongVersion.Embedded());
        }
        java.util.ArrayList<KongVersion> versions = new java.util.ArrayList<>();
        for (String text : texts) {
            KongVersion version;
            try {
                version = KongVersion.parse(text.strip());
            } catch (IllegalArgumentException e) {
                throw new Fault("kong-perf.versions: " + e.getMessage(), e);
            }
            if (!driver.supports(version)) {
                throw new Fault(
                        "kong-perf.versions: the %s driver can't run '%s'; its gateway (%s) has one version, so leave versions out"
                                .formatted(driver.name(), text, driver.gateway()));
            }
            versions.add(version);
        }
        return versions;
    }
}
