package io.github.kongperf.maven;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the goals of one build and module tell each other. */
final class ThisBuild {

    private static final String SESSIONS = "io.github.kongperf.sessions";
    private static final String FAILURE = "io.github.kongperf.failure";

    private final Map<String, Object> context;

    /** @param pluginContext that Maven keeps for each plugin and module */
    @SuppressWarnings({"unchecked", "rawtypes"})
    ThisBuild(Map pluginContext) {
        context = pluginContext;
    }

    void measured(String sessionId) {
        List<String> sessions = new ArrayList<>(sessions());
        sessions.add(sessionId);
        context.put(SESSIONS, String.join("\n", sessions));
    }

    /** Ids of the sessions that this build measured. */
    List<String> sessions() {
        return context.get(SESSIONS) instanceof String ids ? List.of(ids.split("\n", -1)) : List.of();
    }

    /** {@code run} could not even begin; {@code verify} is to say so, after {@code stop}. */
    void failed(String message) {
        context.put(FAILURE, message);
    }

    Optional<String> failure() {
        return context.get(FAILURE) instanceof String message ? Optional.of(message) : Optional.empty();
    }
}
