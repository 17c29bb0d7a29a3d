package io.github.kongperf.result;

import java.time.Duration;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** The file of a profile, schema 1. */
final class ProfileJson {

    private static final String SAMPLED = "sampled";
    private static final String FAILED = "failed";

    private ProfileJson() {}

    static ObjectNode write(String sessionId, Profile profile) {
        ObjectNode file = ResultJson.file()
                .put("session", sessionId)
                .put("scenario", profile.id().scenario())
                .put("case", profile.id().caseName())
                .put("block", profile.id().block())
                .put("subject", profile.id().subject())
                .put("profiler", profile.profiler())
                .put("started", profile.started().toString());
        if (profile.outcome() instanceof Profile.Sampled sampled) {
            file.put("outcome", SAMPLED).put("answers", sampled.answers());
            sampled.cpu().ifPresent(time -> file.put("cpu_us", ResultJson.micros(time)));
            file.set("samples", write(sampled.samples()));
        } else {
            file.put("outcome", FAILED).put("reason", profile.failure().orElse(""));
        }
        profile.conditions().values().forEach(file.putObject("conditions")::put);
        return file;
    }

    static Profile read(String sessionId, Fields file) {
        file.ofSession(sessionId);
        String profiler = file.text("profiler");
        return new Profile(
                new TrialId(file.text("scenario"), file.text("case"), file.smallWhole("block"), file.text("subject")),
                profiler,
                file.instant("started"),
                new Conditions(file.fields("conditions").textsByName()),
                outcome(profiler, file));
    }

    private static Profile.Outcome outcome(String profiler, Fields file) {
        String outcome = file.text("outcome");
        return switch (outcome) {
            case SAMPLED ->
                new Profile.Sampled(
                        samples(profiler, file.fields("samples")),
                        file.count("answers"),
                        file.has("cpu_us") ? Optional.of(file.micros("cpu_us")) : Optional.<Duration>empty());
            case FAILED -> new Profile.Failed(file.text("reason"));
            default ->
                throw new IllegalArgumentException(
                        "'outcome' should be \"%s\" or \"%s\", not \"%s\"".formatted(SAMPLED, FAILED, outcome));
        };
    }

    private static ObjectNode write(StackSamples samples) {
        ObjectNode json = ResultJson.object()
                .put("frequency_hz", samples.frequency())
                .put("duration_ms", ResultJson.millis(samples.duration()))
                .put("processes", samples.processes())
                .put("rooted", samples.rooted())
                .put("nameless", samples.nameless());
        samples.traces().ifPresent(traces -> {
            ObjectNode compiler =
                    json.putObject("traces").put("compiled", traces.compiled()).put("flushes", traces.flushes());
            ObjectNode aborted = compiler.putObject("aborted");
            traces.aborted().forEach(aborted::put);
        });
        ObjectNode stacks = json.putObject("stacks");
        samples.stacks().forEach(stacks::put);
        return json;
    }

    private static StackSamples samples(String profiler, Fields json) {
        return new StackSamples(
                profiler,
                json.smallWhole("frequency_hz"),
                json.millis("duration_ms"),
                json.smallWhole("processes"),
                json.fields("stacks").countsByName(),
                json.count("rooted"),
                json.count("nameless"),
                json.has("traces") ? Optional.of(traces(json.fields("traces"))) : Optional.empty());
    }

    private static StackSamples.Traces traces(Fields json) {
        return new StackSamples.Traces(
                json.count("compiled"), json.fields("aborted").countsByName(), json.count("flushes"));
    }
}
