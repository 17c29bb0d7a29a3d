package io.github.kongperf.compare;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What logarithms of values of equal subjects may look like, trial by trial: two trials in each block, in random order. */
enum Noise {
    NORMAL("normal, 3 %") {
        @Override
        double[][] blocks(Random random, int count) {
            return each(count, () -> 0.03 * random.nextGaussian());
        }
    },
    HEAVY_TAILED("heavy tails (Student's t, 3 degrees of freedom, scale 2 %)") {
        @Override
        double[][] blocks(Random random, int count) {
            return each(count, () -> {
                double square = 0;
                for (int i = 0; i < 3; i++) {
                    square += Math.pow(random.nextGaussian(), 2);
                }
                return 0.02 * random.nextGaussian() / Math.sqrt(square / 3);
            });
        }
    },
    TWO_HUMPS("two humps 8 % apart, 3 of 10 lucky, 1 % within, 1 % common to a block") {
        @Override
        double[][] blocks(Random random, int count) {
            double[][] blocks =
                    each(count, () -> (random.nextDouble() < 0.3 ? 0.08 : 0) + 0.01 * random.nextGaussian());
            for (double[] block : blocks) {
                double common = 0.01 * random.nextGaussian();
                block[0] += common;
                block[1] += common;
            }
            return blocks;
        }
    },
    DRIFTING("1.5 %, and a drift of 5 % from the first to the last trial") {
        @Override
        double[][] blocks(Random random, int count) {
            double[][] blocks = each(count, () -> 0.015 * random.nextGaussian());
            for (int i = 0; i < count; i++) {
                blocks[i][0] += 0.05 * (2 * i) / (2.0 * count);
                blocks[i][1] += 0.05 * (2 * i + 1) / (2.0 * count);
            }
            return blocks;
        }
    },
    AUTOCORRELATED("3 %, each trial with 0.7 of the one before") {
        @Override
        double[][] blocks(Random random, int count) {
            double[] last = {0.03 * random.nextGaussian()};
            return each(count, () -> {
                last[0] = 0.7 * last[0] + Math.sqrt(1 - 0.49) * 0.03 * random.nextGaussian();
                return last[0];
            });
        }
    },
    SHARED("3.5 %, and 7 % common to a block, as where neighbours slow the machine down") {
        @Override
        double[][] blocks(Random random, int count) {
            double[][] blocks = each(count, () -> 0.035 * random.nextGaussian());
            for (double[] block : blocks) {
                double common = 0.07 * random.nextGaussian();
                block[0] += common;
                block[1] += common;
            }
            return blocks;
        }
    },
    RECORDED("recorded: fresh processes of nginx with LuaJIT, equal programs") {
        @Override
        double[][] blocks(Random random, int count) {
            double[][] blocks = new double[count][];
            for (int i = 0; i < count; i++) {
                blocks[i] = Recorded.BLOCKS
                        .get(random.nextInt(Recorded.BLOCKS.size()))
                        .clone();
            }
            return blocks;
        }
    };

    private final String words;

    Noise(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }

    /** For each block the values of its first and of its second trial. */
    abstract double[][] blocks(Random random, int count);

    private interface Value {
        double next();
    }

    private static double[][] each(int count, Value value) {
        double[][] blocks = new double[count][];
        for (int i = 0; i < count; i++) {
            blocks[i] = new double[] {value.next(), value.next()};
        }
        return blocks;
    }

    /** On another machine with two cores; wrk, 1 thread, 50 connections; pinned and not pinned. */
    private static final class Recorded {
        static final List<double[]> BLOCKS = new ArrayList<>();

        static {
            for (String file : List.of("fresh-processes-pinned.jsonl", "fresh-processes-unpinned.jsonl")) {
                try (InputStream in = Objects.requireNonNull(Noise.class.getResourceAsStream(file))) {
                    List<double[]> blocks = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .map(line -> JsonMapper.shared().readTree(line))
                            .map(block -> new double[] {log(block.get("a_rps")), log(block.get("b_rps"))})
                            .toList();
                    double middle = blocks.stream()
                            .mapToDouble(block -> (block[0] + block[1]) / 2)
                            .average()
                            .orElseThrow();
                    // The two series differ in what is common to them.
                    blocks.forEach(block -> BLOCKS.add(new double[] {block[0] - middle, block[1] - middle}));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }

        private static double log(JsonNode slices) {
            return Math.log(StreamSupport.stream(slices.spliterator(), false)
                    .mapToDouble(JsonNode::asDouble)
                    .average()
                    .orElseThrow());
        }
    }
}
