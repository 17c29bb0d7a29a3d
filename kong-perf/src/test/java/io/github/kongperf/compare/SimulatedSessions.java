package io.github.kongperf.compare;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Many sessions with simulated trials, judged as {@link Analysis} judges them: with the same looks, intervals and rule.
 *
 * @param slower how many were called slower
 * @param faster how many were called faster
 * @param notSlower how many were proved to be not slower by more than the margin
 * @param held in how many the interval that decided, or the last one, holds the truth
 * @param blocks how many were measured in all of them
 * @param deviation standard deviation of the estimates
 */
record SimulatedSessions(int sessions, int slower, int faster, int notSlower, int held, long blocks, double deviation) {

    static final int LARGEST = 48;
    static final double MARGIN = 0.03;

    /** @param change of the subject: 0.03 is 3 % worse */
    static SimulatedSessions of(Noise noise, double change, int sessions, double errorRate, long seed) {
        Random random = new Random(seed);
        List<Integer> looks = Looks.of(LARGEST);
        Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
        int held = 0;
        long blocks = 0;
        double[] estimates = new double[sessions];
        for (int session = 0; session < sessions; session++) {
            double[] base = new double[LARGEST];
            double[] subject = new double[LARGEST];
            double[][] trials = noise.blocks(random, LARGEST);
            for (int i = 0; i < LARGEST; i++) {
                int first = random.nextInt(2);
                base[i] = trials[i][first];
                subject[i] = trials[i][1 - first] + Math.log1p(change);
            }
            Estimate last = null;
            int at = 0;
            for (int look : looks) {
                double confidence = 1 - Looks.level(looks, look, errorRate);
                Ranks.Location shift =
                        AlignedHumps.shift(Arrays.copyOf(base, look), Arrays.copyOf(subject, look), confidence);
                Ranks.Interval interval = shift.interval().orElseThrow();
                last = new Estimate(
                        Math.expm1(interval.low()),
                        Math.expm1(shift.center()),
                        Math.expm1(interval.high()),
                        confidence);
                at = look;
                Kind kind = Kind.of(last);
                if (kind != Kind.UNDECIDED) {
                    counts.merge(kind, 1, Integer::sum);
                    break;
                }
            }
            blocks += at;
            Estimate ended = java.util.Objects.requireNonNull(last);
            estimates[session] = ended.change();
            held += ended.low() <= change && change <= ended.high() ? 1 : 0;
        }
        double mean = Arrays.stream(estimates).average().orElseThrow();
        double square = Arrays.stream(estimates)
                .map(estimate -> (estimate - mean) * (estimate - mean))
                .sum();
        return new SimulatedSessions(
                sessions,
                counts.getOrDefault(Kind.SLOWER, 0),
                counts.getOrDefault(Kind.FASTER, 0),
                counts.getOrDefault(Kind.NOT_SLOWER, 0),
                held,
                blocks,
                Math.sqrt(square / (sessions - 1)));
    }

    private enum Kind {
        SLOWER,
        FASTER,
        NOT_SLOWER,
        UNDECIDED;

        static Kind of(Estimate estimate) {
            return Verdict.of(estimate, MARGIN)
                    .map(verdict -> verdict instanceof Verdict.Slower
                            ? SLOWER
                            : verdict instanceof Verdict.Faster ? FASTER : NOT_SLOWER)
                    .orElse(UNDECIDED);
        }
    }

    /** Equal subjects that were called different. */
    int alarms() {
        return slower + faster;
    }

    private String share(int count) {
        return String.format(Locale.ROOT, "%.1f %%", 100.0 * count / sessions);
    }

    /** Prints the tables of the page. Arguments: sessions of each row. */
    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) throws InterruptedException, ExecutionException {
        int sessions = Integer.parseInt(arguments[0]);
        System.out.printf(
                Locale.ROOT,
                "%d sessions each, at most %d blocks, looks after %s, error rate 1 %%, margin 3 %%%n%n",
                sessions,
                LARGEST,
                Looks.of(LARGEST));
        System.out.println(
                "| noise | change | slower | faster | not slower by more than 3 % | undecided | interval holds it | blocks | deviation |");
        System.out.println("| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        // The rows at the same time, each with the same seed: more processors change the time it takes only.
        List<Callable<String>> rows = new ArrayList<>();
        for (Noise noise : Noise.values()) {
            for (double change : new double[] {0, 0.01, 0.02, 0.03, 0.05}) {
                rows.add(() -> row(noise, change, of(noise, change, sessions, 0.01, 20_261_126)));
            }
        }
        ExecutorService threads =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        try {
            for (Future<String> row : threads.invokeAll(rows)) {
                System.out.println(row.get());
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static String row(Noise noise, double change, SimulatedSessions all) {
        return String.format(
                Locale.ROOT,
                "| %s | %s | %s | %s | %s | %s | %s | %.1f | %.2f %% |",
                change == 0 ? noise.words() : "",
                change == 0 ? "none" : String.format(Locale.ROOT, "+%.0f %%", 100 * change),
                all.share(all.slower),
                all.share(all.faster),
                all.share(all.notSlower),
                all.share(all.sessions - all.slower - all.faster - all.notSlower),
                all.share(all.held),
                (double) all.blocks / all.sessions,
                100 * all.deviation);
    }
}
