package io.github.kongperf.load.jvm;

import io.github.kongperf.load.LoadOptions;
import io.github.kongperf.result.Latencies;
import io.github.kongperf.result.Measurement;
import io.github.kongperf.result.Schedule;
import io.github.kongperf.scenario.Rate;
import io.github.kongperf.scenario.Request;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * The generator's side of {@code it/benchmark/generator.sh}, which tells it line by line what to do, so that all rounds run in
 * one warm JVM:
 *
 * <pre>
 * closed &lt;url> &lt;connections> &lt;threads> &lt;seconds>
 *     answers/s, CPU µs per answer of its threads, CPU µs per answer of the process, p50 µs, p99 µs, errors
 * open &lt;url> &lt;connections> &lt;threads> &lt;seconds> &lt;rate> &lt;phase>
 *     due, sent, errors, p50, p90, p99 and max in ms since due; begins when the clock is &lt;phase> seconds after a multiple of 5
 * </pre>
 */
public final class GeneratorBenchmark {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private GeneratorBenchmark() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (JvmLoadGenerator generator = new JvmLoadGenerator()) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String[] words = line.split(" ", -1);
                System.out.println(words[0].equals("open") ? open(generator, words) : closed(generator, words));
            }
        }
    }

    private static String closed(JvmLoadGenerator generator, String[] words) throws InterruptedException {
        long threadsBefore = cpuOfGeneratorThreads();
        long processBefore = cpuOfProcess();
        Measurement measurement = generator
                .start(URI.create(words[1]), load(words, new Rate.AsFastAsPossible()))
                .await();
        double answers = measurement.answers();
        return String.format(
                Locale.ROOT,
                "%.0f %.3f %.3f %d %d %d",
                measurement.throughput(),
                (cpuOfGeneratorThreads() - threadsBefore) / 1e3 / answers,
                (cpuOfProcess() - processBefore) / 1e3 / answers,
                micros(measurement.latencies(), 50),
                micros(measurement.latencies(), 99),
                measurement.failures());
    }

    private static String open(JvmLoadGenerator generator, String[] words) throws InterruptedException {
        LoadOptions load = load(words, new Rate.Constant(Double.parseDouble(words[5])));
        long phase = (long) (1000 * Double.parseDouble(words[6]));
        Thread.sleep(Math.floorMod(phase - System.currentTimeMillis(), 5000L));
        Measurement measurement = generator.start(URI.create(words[1]), load).await();
        Schedule schedule = measurement.schedule().orElseThrow();
        Latencies sinceDue = schedule.sinceDue();
        return String.format(
                Locale.ROOT,
                "%d %d %d %.3f %.3f %.3f %.3f",
                schedule.due(),
                schedule.sent(),
                measurement.failures(),
                micros(sinceDue, 50) / 1e3,
                micros(sinceDue, 90) / 1e3,
                micros(sinceDue, 99) / 1e3,
                micros(sinceDue, 100) / 1e3);
    }

    private static LoadOptions load(String[] words, Rate rate) {
        return new LoadOptions(
                Integer.parseInt(words[2]),
                Integer.parseInt(words[3]),
                Duration.ofSeconds(Long.parseLong(words[4])),
                rate,
                Duration.ofSeconds(5),
                List.of(Request.get("/")),
                1);
    }

    private static long micros(Latencies latencies, double percentile) {
        return latencies.percentile(percentile).toNanos() / 1000;
    }

    private static long cpuOfGeneratorThreads() {
        long sum = 0;
        for (ThreadInfo thread : THREADS.getThreadInfo(THREADS.getAllThreadIds())) {
            if (thread != null && thread.getThreadName().startsWith(JvmLoadGenerator.THREAD_NAME)) {
                sum += THREADS.getThreadCpuTime(thread.getThreadId());
            }
        }
        return sum;
    }

    private static long cpuOfProcess() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }
}
