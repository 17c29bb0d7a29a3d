package io.github.kongperf.machine;

import java.util.Map;

public final class HostConditions {
    public Map<String, String> fixed() {
        return Map.of();
    }

    public Map<String, String> current() {
        return Map.of();
    }
}
