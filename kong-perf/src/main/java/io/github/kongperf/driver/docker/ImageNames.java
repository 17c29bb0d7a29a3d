package io.github.kongperf.driver.docker;

import java.util.Map;
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
    private static final Pattern TAG = Pattern.compile("(:[^:/@]+(@.*)?|@.*)$");
    private static final Pattern HUB = Pattern.compile("^(index\\.)?docker\\.io/(library/)?");
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

    /** @param named by the names of parameters; what is missing is {@link #STANDARD} */
    static ImageNames of(Map<String, String> named) {
        return new ImageNames(
                named.getOrDefault("kongImage", KONG),
                named.getOrDefault("candidateImage", CANDIDATE_OF_KONG),
                named.getOrDefault("enterpriseImage", ENTERPRISE_KONG),
                named.getOrDefault("postgresImage", POSTGRES),
                named.getOrDefault("workerImage", WORKER),
                Optional.ofNullable(named.get("kongBaseImage")));
    }

    private static void requireVersion(String parameter, String name) {
        if (!name.contains(VERSION)) {
            throw new IllegalArgumentException("%s (%s) must contain %s, such as registry.example/kong:%s"
                    .formatted(parameter, name, VERSION, VERSION));
        }
    }

    /** The image of a version of Kong. */
    String of(String version) {
        String name = switch (parameter(version)) {
            case "enterpriseImage" -> enterprise;
            case "candidateImage" -> candidate;
            default -> kong;
        };
        return name.replace(VERSION, version);
    }

    /** The parameter that names the image of a version of Kong. */
    static String parameter(String version) {
        if (ENTERPRISE.matcher(version).matches()) {
            return "enterpriseImage";
        }
        return CANDIDATE.matcher(version).matches() ? "candidateImage" : "kongImage";
    }

    /** The image of PostgreSQL. */
    String postgres(int major) {
        return postgres.replace(VERSION, Integer.toString(major));
    }

    /** With a tag: an engine that is told none pulls all that a repository has. */
    static String tagged(String ref) {
        return TAG.matcher(ref).find() ? ref : ref + ":latest";
    }

    /** A name without tag and digest, as short as engines give those of Docker Hub. */
    static String repository(String ref) {
        return HUB.matcher(TAG.matcher(ref).replaceFirst("")).replaceFirst("");
    }
}
