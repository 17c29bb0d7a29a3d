package io.github.kongperf.result;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Under what conditions something was measured, as key and value: {@code host.kernel=6.1.0}. Sorted by key. */
public record Conditions(Map<String, String> values) {

    /** Keys that must be equal between two subjects, or comparing them says nothing about the subjects. */
    public static final List<String> MUST_BE_EQUAL =
            List.of("host.name", "host.kernel", "host.cpus", "host.governor", "host.limits", "host.pinning");

    /** Whether a subject had stopped getting faster when its warm-up ended: begins with {@code yes} or {@code no}. */
    public static final String WARM = "warmup.stable";

    /** The CPUs that gateway and generator had in common, as a list: {@code 0,1}. */
    public static final String SHARED_CPUS = "host.cpus_shared";

    private static final String BASE = "kong.base";

    public Conditions {
        values = Collections.unmodifiableMap(new TreeMap<>(values));
    }

    /** The key under which the number of threads of {@code role} is kept: {@code generator.threads}. */
    public static String threads(Role role) {
        return role.key() + ".threads";
    }

    /**
     * The version whose native parts a commit or a working tree runs on; empty for other versions, which have their own.
     *
     * @param version as users write it: {@code git:main}
     */
    public Optional<String> base(String version) {
        return version.startsWith("git:") || version.startsWith("path:")
                ? Optional.ofNullable(values.get(BASE))
                : Optional.empty();
    }

    public static Conditions none() {
        return new Conditions(Map.of());
    }

    /** These, and {@code more}, which wins where both have a key. */
    public Conditions and(Map<String, String> more) {
        Map<String, String> all = new TreeMap<>(values);
        all.putAll(more);
        return new Conditions(all);
    }
}
