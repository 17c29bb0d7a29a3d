package io.github.kongperf.plan;

import io.github.kongperf.result.Session.PlannedCase;
import io.github.kongperf.scenario.Case;
import io.github.kongperf.scenario.Load;
import io.github.kongperf.scenario.Rate;
import io.github.kongperf.scenario.ScenarioFile;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/**
 * One case of one scenario with one value of its axis, and the subjects that it is measured with.
 *
 * @param axis name and value; empty without an axis
 * @param subjects each after the one that it is compared with
 * @param overhead of each trial
 */
public record Workload(
        ScenarioFile file, Case work, Map<String, Double> axis, List<Subject> subjects, Overhead overhead) {

    /** How long one slice is. */
    public static final Duration SLICE = Duration.ofSeconds(1);

    /**
     * How long each subject is loaded before it is another's turn, where requests are much quicker than that. The speed of a shared
     * machine changes several times a second: what is compared must be measured within a change.
     */
    public static final Duration TURN = Duration.ofMillis(200);

    public Workload {
        axis = Map.copyOf(axis);
        subjects = List.copyOf(subjects);
    }

    public String scenario() {
        return file.scenario().name();
    }

    /** The name of the case, with the value of its axis: {@code random_routes routes=50}. */
    public String name() {
        StringBuilder name = new StringBuilder(work.name());
        axis.forEach((axisName, value) ->
                name.append(' ').append(axisName).append('=').append(number(value)));
        return name.toString();
    }

    /** Slices of one trial: as many whole seconds as its load lasts, one shorter one where that is less than a second. */
    public int slices() {
        return (int) Math.max(1, Math.round((double) work.load().duration().toMillis() / SLICE.toMillis()));
    }

    /** The length of each slice; all are equal, and their sum is the duration of the load. */
    public Duration slice() {
        return work.load().duration().dividedBy(slices());
    }

    /** How many turns a slice has, if it is cut into them. */
    public int turns() {
        return (int) Math.max(1, slice().toMillis() / TURN.toMillis());
    }

    /** About how long one trial takes. */
    public Duration trial() {
        return work.load()
                .duration()
                .plus(work.load().warmup().multipliedBy(overhead.warmUps()))
                .plus(overhead.besides());
    }

    /** About how long one block takes. */
    public Duration block() {
        return trial().multipliedBy(subjects.size());
    }

    /** What the results keep of it. */
    public PlannedCase planned() {
        TreeSet<String> tags = new TreeSet<>(file.scenario().tags());
        tags.addAll(work.tags());
        return new PlannedCase(
                scenario(),
                name(),
                List.copyOf(tags),
                axis,
                subjects.stream().map(Subject::name).toList(),
                inWords(work.load()),
                work.load().duration(),
                work.load().warmup(),
                work.load().expect(),
                work.decide(),
                work.margin(),
                work.goals(),
                work.profile().profilers());
    }

    private static String inWords(Load load) {
        String requests = load.requests().size() == 1
                ? load.requests().get(0).method() + " " + load.requests().get(0).path()
                : load.requests().size() + " requests at random";
        String how = load.rate() instanceof Rate.Constant constant
                ? "at " + number(constant.perSecond()) + " requests per second over"
                : "as fast as possible over";
        return "%s, %s %s, %s"
                .formatted(requests, how, counted(load.connections(), "connection"), counted(load.threads(), "thread"));
    }

    private static String counted(int count, String what) {
        return "%d %s%s".formatted(count, what, count == 1 ? "" : "s");
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : String.format(Locale.ROOT, "%s", value);
    }
}
