package io.github.kongperf.compare;

import io.github.kongperf.result.Profile;
import io.github.kongperf.result.StackSamples;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Profiles of fresh nginx processes with Lua on a busy machine, for which 24 to 690 samples were taken in 7 or 8 s: subjects a and b are
 * equal, and the third has one more function, {@code app.lua:planted}. Stacks of perf are their innermost frames only.
 *
 * @param equal of a and b
 * @param planted of the third
 */
record RecordedProfiles(List<Profile.Sampled> equal, List<Profile.Sampled> planted) {

    static final String PLANTED = "app.lua:planted";

    static RecordedProfiles of(String profiler) {
        List<Profile.Sampled> equal = new ArrayList<>();
        List<Profile.Sampled> planted = new ArrayList<>();
        try (InputStream in =
                Objects.requireNonNull(RecordedProfiles.class.getResourceAsStream("fresh-processes-profiled.jsonl"))) {
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> JsonMapper.shared().readTree(line))
                    .filter(trial -> trial.get("profiler").asString().equals(profiler))
                    .forEach(trial -> (trial.get("subject").asString().equals("planted") ? planted : equal)
                            .add(sampled(profiler, trial)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new RecordedProfiles(equal, planted);
    }

    private static Profile.Sampled sampled(String profiler, JsonNode trial) {
        Map<String, Long> stacks = new TreeMap<>();
        trial.get("stacks")
                .properties()
                .forEach(stack -> stacks.put(stack.getKey(), stack.getValue().asLong()));
        return new Profile.Sampled(
                new StackSamples(profiler, 99, Duration.ofSeconds(7), 1, stacks, 0, 0, Optional.empty()),
                trial.get("answers").asLong(),
                Optional.of(Duration.ofNanos(1000 * trial.get("cpu_us").asLong())));
    }

    /** Of how many drawn sessions the ranking names a frame, and of how many the planted one first. */
    record Drawn(int named, int plantedFirst) {}

    /** Sessions of trials of this recording, none twice in a session. */
    Drawn draw(boolean equalOnly, int blocks, int sessions, long seed) {
        int named = 0;
        int first = 0;
        Random random = new Random(seed);
        for (int session = 0; session < sessions; session++) {
            FrameRanking.Ranked ranking = (FrameRanking.Ranked)
                    FrameRanking.of(blocks(equalOnly, blocks, random), SimulatedProfiles.ERROR_RATE);
            named += ranking.frames().isEmpty() ? 0 : 1;
            first += !ranking.frames().isEmpty()
                            && ranking.frames().get(0).frame().equals(PLANTED)
                    ? 1
                    : 0;
        }
        return new Drawn(named, first);
    }

    private List<ProfiledBlock> blocks(boolean equalOnly, int blocks, Random random) {
        List<Profile.Sampled> baselines = new ArrayList<>(equal);
        Collections.shuffle(baselines, random);
        List<Profile.Sampled> subjects =
                new ArrayList<>(equalOnly ? baselines.subList(blocks, baselines.size()) : planted);
        Collections.shuffle(subjects, random);
        List<ProfiledBlock> list = new ArrayList<>();
        for (int block = 0; block < blocks; block++) {
            list.add(new ProfiledBlock(baselines.get(block), subjects.get(block)));
        }
        return list;
    }

    /** Prints what sessions of recorded trials say. Arguments: sessions of each row. */
    @SuppressWarnings("SystemOut")
    static void print(int sessions) {
        for (String profiler : List.of("lua", "perf")) {
            RecordedProfiles recorded = of(profiler);
            for (int blocks : new int[] {4, 5, 10}) {
                Drawn equal = recorded.draw(true, blocks, sessions, 1);
                Drawn planted = recorded.draw(false, blocks, sessions, 2);
                System.out.printf(
                        Locale.ROOT,
                        "| %s | %d | %.1f %% | %.1f %% | %s |%n",
                        profiler,
                        blocks,
                        100.0 * equal.named() / sessions,
                        100.0 * planted.named() / sessions,
                        profiler.equals("lua")
                                ? String.format(Locale.ROOT, "%.1f %%", 100.0 * planted.plantedFirst() / sessions)
                                : "not seen");
            }
        }
    }
}
