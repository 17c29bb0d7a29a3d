package io.github.kongperf.compare;

import io.github.kongperf.result.Profile;
import io.github.kongperf.result.StackSamples;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/**
 * Sessions of simulated profiles: 20 to 300 frames of log-normal cost, each process with its own speed, up to 15 % off, and with its own
 * cost of each frame.
 *
 * @param named rankings that name any frame
 * @param first those whose first is the planted one
 * @param others those that name a frame that is as it was
 * @param held those in which the planted frame's interval holds the truth, of those in which it is ranked
 */
record SimulatedProfiles(int sessions, int named, int first, int others, int held, int ranked) {

    static final double ERROR_RATE = 0.01;

    /** What frames cost more from process to process than the samples scatter. */
    enum Scatter {
        NONE("no more than samples scatter", 0, 0),
        REAL("10 % deviation, in frames by half-normal", 0.1, 0),
        FLIPS("the same, and two frames are at 2 or at 8 % in each process", 0.1, 2),
        WILD("30 % deviation, and five such frames", 0.3, 5);

        final String words;
        final double deviation;
        final int flips;

        Scatter(String words, double deviation, int flips) {
            this.words = words;
            this.deviation = deviation;
            this.flips = flips;
        }
    }

    /** What the subject has more than its baseline. */
    enum Planted {
        NOTHING("nothing", 0, 0),
        SLOWDOWN("8 % in all frames", 0, 0),
        NEW("5 % in a new frame", 0, 0.05),
        GROWN("5 % more in a frame of 5 %", 0.05, 0.10),
        HALF("half of it in a new frame", 0, 0.5);

        final String words;
        final double before;
        final double after;

        Planted(String words, double before, double after) {
            this.words = words;
            this.before = before;
            this.after = after;
        }

        /** In parts of what a request costs the baseline; what other frames cost stays. */
        double difference() {
            return subject() - before;
        }

        double subject() {
            return after * (1 - before) / (1 - after);
        }
    }

    private static final String PLANTED = "planted";

    static SimulatedProfiles of(Scatter scatter, Planted planted, int blocks, int samples, int sessions, long seed) {
        int named = 0;
        int first = 0;
        int others = 0;
        int held = 0;
        int ranked = 0;
        for (int session = 0; session < sessions; session++) {
            Random random = new Random(seed * 1_000_003 + session);
            List<ProfiledBlock> profiled = new Frames(random, scatter, planted).blocks(random, blocks, samples);
            FrameRanking.Ranked ranking = (FrameRanking.Ranked) FrameRanking.of(profiled, ERROR_RATE);
            double truth = planted.difference() * baseline(profiled);
            List<FrameDifference> frames = ranking.frames();
            named += frames.isEmpty() ? 0 : 1;
            first += !frames.isEmpty() && frames.get(0).frame().equals(PLANTED) ? 1 : 0;
            others += frames.stream().anyMatch(frame -> !frame.frame().equals(PLANTED)) ? 1 : 0;
            for (FrameDifference frame : frames) {
                if (frame.frame().equals(PLANTED)) {
                    ranked++;
                    held += frame.difference().low() <= truth
                                    && truth <= frame.difference().high()
                            ? 1
                            : 0;
                }
            }
        }
        return new SimulatedProfiles(sessions, named, first, others, held, ranked);
    }

    /** What a request cost the baseline, at the speeds that its processes happened to have. */
    private static double baseline(List<ProfiledBlock> blocks) {
        return blocks.stream()
                .mapToDouble(block -> block.baseline().cpuPerAnswer().orElseThrow())
                .average()
                .orElseThrow();
    }

    /** One case's frames, of both subjects. */
    private static final class Frames {
        static final double COST = 100;
        final double[][] costs = new double[2][];
        final double[] deviations;
        final List<Integer> flips = new ArrayList<>();
        final Planted planted;

        Frames(Random random, Scatter scatter, Planted planted) {
            this.planted = planted;
            int frames = 20 + random.nextInt(280);
            double[] costs = new double[frames + 1];
            this.deviations = new double[frames + 1];
            for (int i = 1; i <= frames; i++) {
                costs[i] = Math.exp(1.6 * random.nextGaussian());
            }
            double sum = Arrays.stream(costs).sum();
            for (int i = 0; i <= frames; i++) {
                costs[i] *= COST * (1 - planted.before) / sum;
                deviations[i] = scatter.deviation * Math.abs(random.nextGaussian());
            }
            for (int i = 0; i < scatter.flips; i++) {
                flips.add(1 + random.nextInt(frames));
            }
            for (int side = 0; side < 2; side++) {
                this.costs[side] = costs.clone();
            }
            this.costs[0][0] = COST * planted.before;
            this.costs[1][0] = COST * planted.subject();
        }

        List<ProfiledBlock> blocks(Random random, int blocks, int samples) {
            List<ProfiledBlock> list = new ArrayList<>();
            for (int block = 0; block < blocks; block++) {
                list.add(new ProfiledBlock(trial(random, 0, samples), trial(random, 1, samples)));
            }
            return list;
        }

        Profile.Sampled trial(Random random, int side, int samples) {
            double[] own = costs[side].clone();
            for (int i = 0; i < own.length; i++) {
                own[i] *= Math.exp(deviations[i] * random.nextGaussian() - deviations[i] * deviations[i] / 2);
            }
            flips.forEach(frame -> own[frame] = COST * (random.nextBoolean() ? 0.02 : 0.08));
            double speed = 1 + 0.15 * (2 * random.nextDouble() - 1);
            double cost = Arrays.stream(own).sum() * speed * (planted == Planted.SLOWDOWN && side == 1 ? 1.08 : 1);
            long answers = Math.round(1e7 / cost);
            return new Profile.Sampled(
                    sampled(random, own, (int) (samples * (0.7 + 0.6 * random.nextDouble()))),
                    answers,
                    Optional.of(Duration.ofNanos(Math.round(answers * cost * 1000))));
        }

        private static StackSamples sampled(Random random, double[] own, int samples) {
            double[] until = own.clone();
            Arrays.parallelPrefix(until, Double::sum);
            Map<String, Long> stacks = new TreeMap<>();
            for (int i = 0; i < samples; i++) {
                int found = Arrays.binarySearch(until, random.nextDouble() * until[until.length - 1]);
                int frame = found < 0 ? -found - 1 : found + 1;
                stacks.merge(frame == 0 ? "main;" + PLANTED : "main;f" + frame, 1L, Long::sum);
            }
            return new StackSamples("lua", 99, Duration.ofSeconds(10), 1, stacks, samples, 0, Optional.empty());
        }
    }

    /** Prints the error rates. Arguments: sessions of each row. */
    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) {
        int sessions = Integer.parseInt(arguments[0]);
        System.out.printf(
                Locale.ROOT, "%d sessions each, profiles of about 700 samples, error rate 1 %%%n%n", sessions);
        System.out.println(
                "| frames scatter by | planted | blocks | rankings with any frame | planted one first | with a frame as it was | interval holds it |");
        System.out.println("| --- | --- | --- | --- | --- | --- | --- |");
        for (Scatter scatter : Scatter.values()) {
            for (int blocks : new int[] {4, 5, 10}) {
                for (Planted planted : Planted.values()) {
                    System.out.println(
                            row(scatter, planted, blocks, of(scatter, planted, blocks, 700, sessions, 20_261_126)));
                }
            }
        }
        System.out.printf(
                "%nSessions drawn from recorded trials:%n%n| profiler | blocks | equal: rankings with any frame | one function more: with any frame | that one first |%n| --- | --- | --- | --- | --- |%n");
        RecordedProfiles.print(sessions);
    }

    private static String row(Scatter scatter, Planted planted, int blocks, SimulatedProfiles row) {
        return "| %s | %s | %d | %s | %s | %s | %s |"
                .formatted(
                        scatter.words,
                        planted.words,
                        blocks,
                        share(row.named, row.sessions),
                        planted.after > 0 ? share(row.first, row.sessions) : "",
                        share(row.others, row.sessions),
                        planted.after > 0 ? share(row.held, row.ranked) : "");
    }

    private static String share(int count, int of) {
        return String.format(Locale.ROOT, "%.1f %%", 100.0 * count / of);
    }
}
