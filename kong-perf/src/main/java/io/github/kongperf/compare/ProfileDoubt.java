package io.github.kongperf.compare;

import io.github.kongperf.result.StackSamples;
import io.github.kongperf.result.VmState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A doubt about a profile, or about what follows from several. */
public sealed interface ProfileDoubt extends Caveat {

    /** Fewer samples show hardly more than the largest frames. */
    int FEWEST_SAMPLES = 50;

    /** The smallest share of rooted samples that is no doubt. */
    double ROOTED = 0.5;

    /** The largest share of nameless samples that is no doubt. */
    double NAMELESS = 0.2;

    /** Fewer blocks with samples of both subjects than a ranking needs. */
    record TooFewProfiles(int have, int need) implements ProfileDoubt {
        @Override
        public String text() {
            return "%d profiled block%s with samples of both subjects; functions are ranked from %d on"
                    .formatted(have, have == 1 ? "" : "s", need);
        }

        @Override
        public String remedy() {
            return "profile %d or more blocks; if trials failed, see their reasons".formatted(need);
        }
    }

    /** Too few to say where time goes. */
    record FewSamples(String subject, long samples, int need) implements ProfileDoubt {
        @Override
        public String text() {
            return "%s: %d sample%s; below %d a flame graph is mostly chance"
                    .formatted(subject, samples, samples == 1 ? "" : "s", need);
        }

        @Override
        public String remedy() {
            return "use a longer load.duration, or more connections: an idle worker is not sampled";
        }
    }

    /** Many stacks were cut off, so callers are missing. */
    record FewRooted(String subject, double rooted) implements ProfileDoubt {
        @Override
        public String text() {
            return "%s: %.0f %% of the stacks reach their outermost function; the others hang in the air, and callers cost too little"
                    .formatted(subject, 100 * rooted);
        }

        @Override
        public String remedy() {
            return "trust what functions cost themselves; in code that LuaJIT compiled, stacks end: the profiler lua sees it";
        }
    }

    /**
     * Code whose functions have no names: of it only the library is known.
     *
     * @param share of all samples
     * @param libraries with the share of all samples in each, from 0 to 1
     */
    record SymbolsMissing(String subject, double share, Map<String, Double> libraries) implements ProfileDoubt {
        /** What is less is not named. */
        private static final double SHOWN = 0.01;

        public SymbolsMissing {
            libraries = Map.copyOf(libraries);
        }

        @Override
        public String text() {
            return String.format(
                    Locale.ROOT,
                    "%s: %.0f %% of the samples have no function's name: %s",
                    subject,
                    100 * share,
                    libraries.entrySet().stream()
                            .filter(each -> each.getValue() >= SHOWN)
                            .sorted(Map.Entry.<String, Double>comparingByValue()
                                    .reversed()
                                    .thenComparing(Map.Entry.comparingByKey()))
                            .map(each -> String.format(Locale.ROOT, "%s %.0f %%", each.getKey(), 100 * each.getValue()))
                            .collect(Collectors.joining(", ")));
        }

        @Override
        public String remedy() {
            return "install the debug symbols of %s, or use files that are not stripped"
                    .formatted(libraries.entrySet().stream()
                            .max(Map.Entry.<String, Double>comparingByValue()
                                    .thenComparing(Map.Entry.comparingByKey(Comparator.reverseOrder())))
                            .map(Map.Entry::getKey)
                            .orElse("these libraries"));
        }
    }

    /**
     * The profiled trials cost another CPU time per request than the measured ones: a profiler costs time, but not much.
     *
     * @param profiled µs of CPU time per request
     * @param measured the same
     */
    record CostsDiffer(String subject, double profiled, double measured) implements ProfileDoubt {
        @Override
        public String text() {
            return String.format(
                    Locale.ROOT,
                    "%s: a request cost %.1f µs of CPU time while profiled, %.1f µs while measured (%+.0f %%)",
                    subject,
                    profiled,
                    measured,
                    100 * (profiled / measured - 1));
        }

        @Override
        public String remedy() {
            return "take shares from the profile, and times from the measured trials";
        }

        /** How far the two may be apart without a doubt: 0.25 is 25 %. */
        public static final double APART = 0.25;

        /** Empty if they are near each other. */
        public static Optional<ProfileDoubt> of(String subject, double profiled, double measured) {
            return Math.abs(profiled / measured - 1) > APART
                    ? Optional.of(new CostsDiffer(subject, profiled, measured))
                    : Optional.empty();
        }
    }

    /** All that is doubtful of a subject's samples; nothing of what they can't show if there are too few. */
    static List<ProfileDoubt> of(String subject, StackSamples samples) {
        if (samples.samples() < FEWEST_SAMPLES) {
            return List.of(new FewSamples(subject, samples.samples(), FEWEST_SAMPLES));
        }
        List<ProfileDoubt> doubts = new ArrayList<>();
        if (samples.rootedShare() < ROOTED) {
            doubts.add(new FewRooted(subject, samples.rootedShare()));
        }
        if (samples.namelessShare() > NAMELESS) {
            doubts.add(new SymbolsMissing(subject, samples.namelessShare(), libraries(samples)));
        }
        return List.copyOf(doubts);
    }

    /** Innermost frames in brackets that are neither machine code of LuaJIT nor what it was doing. */
    private static Map<String, Double> libraries(StackSamples samples) {
        Map<String, Double> shares = new TreeMap<>();
        samples.stacks().forEach((stack, count) -> {
            String frame = stack.substring(stack.lastIndexOf(StackSamples.SEPARATOR) + 1);
            if (frame.startsWith("[")
                    && frame.endsWith("]")
                    && VmState.of(frame).isEmpty()) {
                shares.merge(frame.substring(1, frame.length() - 1), (double) count / samples.samples(), Double::sum);
            }
        });
        return shares;
    }
}
