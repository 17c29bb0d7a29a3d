package io.github.kongperf.node;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A node that runs nothing: it gives the answers that it was told, and fails on what it does not expect. What it was asked
 * is kept, as {@code run …}, {@code start …}, {@code end …}, {@code put …}, {@code get …}.
 */
public final class ScriptedNode implements Node {

    private final Map<String, Deque<Result>> answers = new LinkedHashMap<>();
    private final Map<String, String> files = new HashMap<>();
    private final Map<String, ScriptedJob> jobs = new HashMap<>();
    private final List<String> journal = new ArrayList<>();

    /** The next time that {@code command} is run (as it is shown), it prints {@code out}. */
    public ScriptedNode expect(String command, String out) {
        return expect(command, 0, out, "");
    }

    /** The next time that {@code command} is run or started, it ends so. */
    public ScriptedNode expect(String command, int code, String out, String err) {
        answers.computeIfAbsent(command, shown -> new ArrayDeque<>()).add(new Result(command, code, out, err));
        return this;
    }

    /** From now on {@code file} holds that. */
    public ScriptedNode file(String file, String text) {
        files.put(file, text);
        return this;
    }

    /** What it was asked. */
    public synchronized List<String> journal() {
        return List.copyOf(journal);
    }

    /** What it was told to expect but was not asked. */
    public synchronized List<String> left() {
        return answers.values().stream()
                .flatMap(Deque::stream)
                .map(Result::command)
                .toList();
    }

    @Override
    public String name() {
        return "a scripted node";
    }

    @Override
    public synchronized Result run(Command command) {
        journal.add("run " + command);
        return answer(command);
    }

    @Override
    public synchronized Job start(Command command, String folder) {
        journal.add("start " + command);
        if (jobs.containsKey(folder)) {
            throw new NodeFailed("making folder %s for '%s': it is there".formatted(folder, command));
        }
        ScriptedJob job = new ScriptedJob(folder, answer(command));
        jobs.put(folder, job);
        return job;
    }

    @Override
    public synchronized Optional<Job> find(String folder) {
        return Optional.ofNullable(jobs.get(folder));
    }

    @Override
    public synchronized void put(Path from, String to) {
        journal.add("put " + to);
    }

    @Override
    public synchronized void get(String from, Path to) {
        journal.add("get " + from);
    }

    @Override
    public synchronized String read(String file) {
        String text = files.get(file);
        if (text == null) {
            throw new NodeFailed("reading %s: %s is not there".formatted(file, file));
        }
        return text;
    }

    @Override
    public String address() {
        return "127.0.0.1";
    }

    @Override
    public InetSocketAddress reach(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    @Override
    public void close() {}

    private Result answer(Command command) {
        Deque<Result> expected = answers.get(command.toString());
        if (expected == null || expected.isEmpty()) {
            throw new AssertionError("unexpected: " + command + "; expected are " + left());
        }
        return expected.remove();
    }

    /** Runs until it is ended, and has written from the beginning what it was told to. */
    private final class ScriptedJob implements Job {
        private final String folder;
        private final Result result;
        private boolean running = true;

        ScriptedJob(String folder, Result result) {
            this.folder = folder;
            this.result = result;
        }

        @Override
        public String folder() {
            return folder;
        }

        @Override
        public boolean running() {
            return running;
        }

        @Override
        public OptionalInt exitCode() {
            return running ? OptionalInt.empty() : OptionalInt.of(result.code());
        }

        @Override
        public String output() {
            return result.out();
        }

        @Override
        public String errors() {
            return result.err();
        }

        @Override
        public List<Long> processes() {
            return running ? List.of(1L) : List.of();
        }

        /** Waiting is what lets it end. */
        @Override
        public boolean await(Duration within) {
            running = false;
            return true;
        }

        @Override
        public void end(Duration grace) {
            if (running) {
                journal.add("end " + result.command());
            }
            running = false;
        }
    }
}
