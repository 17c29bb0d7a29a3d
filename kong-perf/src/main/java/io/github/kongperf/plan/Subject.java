package io.github.kongperf.plan;

import io.github.kongperf.result.Session;
import io.github.kongperf.scenario.Variant;
import io.github.kongperf.version.KongVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is compared: a version, unvaried or with one variant.
 *
 * @param baseline the name of the subject that it is compared with; empty for the unvaried first version
 */
public record Subject(String name, KongVersion version, Optional<Variant> variant, Optional<String> baseline) {

    /**
     * All subjects of a scenario. A variant is compared with the unvaried subject of its version; an unvaried subject with
     * that of the first version.
     *
     * @param versions at least one; the first is the baseline
     */
    static List<Subject> of(List<KongVersion> versions, List<Variant> variants) {
        List<Subject> subjects = new ArrayList<>();
        String first = versions.get(0).text();
        for (KongVersion version : versions) {
            String plain = version.text();
            subjects.add(new Subject(
                    plain, version, Optional.empty(), plain.equals(first) ? Optional.empty() : Optional.of(first)));
            for (Variant variant : variants) {
                subjects.add(
                        new Subject(plain + " " + variant.name(), version, Optional.of(variant), Optional.of(plain)));
            }
        }
        return subjects;
    }

    /** What the results keep of it. */
    public Session.Subject planned() {
        return new Session.Subject(name, version.text(), variant.map(Variant::name), baseline);
    }
}
