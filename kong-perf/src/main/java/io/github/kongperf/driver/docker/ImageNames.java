package io.github.kongperf.driver.docker;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which images are used; in each name {@code {version}} stands for a version.
 *
 * @param kong releases
 * @param candidate alpha and beta versions, and release candidates
 * @param enterprise releases with four numbers
 * @param postgres {@code {version}} is a major version that fits Kong's age
 * @param worker what the image with the upstream's nginx and the load generator is made from
 * @param base the image on which all commits and working trees run; empty: that of the release that each is based on
 */
public record ImageNames(
        String kong, String candidate, String enterprise, String postgres, String worker, Optional<String> base) {

    public static final String KONG = "kong:{version}";
    public static final String CANDIDATE_OF_KONG = "kong/kong:{version}";
    public static final String ENTERPRISE_KONG = "kong/kong-gateway:{version}";
    public static final String POSTGRES = "postgres:{version}";
    public static final String WORKER = "debian:bookworm-slim";

    /** Those of Docker Hub. */
    public static final ImageNames STANDARD =
            new ImageNames(KONG, CANDIDATE_OF_KONG, ENTERPRISE_KONG, POSTGRES, WORKER, Optional.empty());

    private static final String VERSION = "{version}";
    private static final Pattern ENTERPRISE = Pattern.compile("\\d+(\\.\\d+){3}.*");
    private static final Pattern CANDIDATE = Pattern.compile(".*(alpha|beta|rc).*");

    /** @throws IllegalArgumentException if one that must name a version does not */
    public ImageNames {
        requireVersion("kongImage", kong);
        requireVersion("candidateImage", candidate);
        requireVersion("enterpriseImage", enterprise);
        if (worker.isBlank() || postgres.isBlank()) {
            throw new IllegalArgumentException("workerImage and postgresImage must name an image, or be left out");
        }
    }

    private static void requireVersion(String parameter, String name) {
        if (!name.contains(VERSION)) {
            throw new IllegalArgumentException("%s (%s) must contain %s, such as registry.example/kong:%s"
                    .formatted(parameter, name, VERSION, VERSION));
        }
    }

    /** The image of a version of Kong. */
    String of(String version) {
        String name = ENTERPRISE.matcher(version).matches()
                ? enterprise
                : CANDIDATE.matcher(version).matches() ? candidate : kong;
        return name.replace(VERSION, version);
    }

    /** The image of PostgreSQL. */
    String postgres(int major) {
        return postgres.replace(VERSION, Integer.toString(major));
    }
}
