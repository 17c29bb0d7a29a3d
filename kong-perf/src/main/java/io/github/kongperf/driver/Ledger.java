package io.github.kongperf.driver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Everything that a session makes outside of this JVM: entered before it is made, struck out when it is gone. What is open
 * in the ledger of a dead session may still be there; it is worked off backwards.
 */
public final class Ledger {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path file;
    private final Map<Long, Entry> open = new LinkedHashMap<>();
    private long last;

    /**
     * A thing that may be there.
     *
     * @param kind a word that its driver knows: {@code folder}, {@code job}
     * @param what how the driver finds it again: a path, an id
     */
    public record Entry(long number, String kind, String what) {}

    /** A line of the file: an entry, or with a number only that it is gone. */
    record Line(long number, boolean gone, String kind, String what) {}

    private Ledger(Path file) {
        this.file = file;
    }

    /** The ledger that is kept in {@code folder}, new or found again. A last line that was not written whole is ignored. */
    public static Ledger in(Path folder) {
        Ledger ledger = new Ledger(folder.resolve("ledger.jsonl"));
        ledger.load();
        return ledger;
    }

    /** The folder that holds the ledger, and may hold what else a driver needs to find a session again. */
    public Path folder() {
        return java.util.Objects.requireNonNull(file.getParent());
    }

    /** Enters a thing that is about to be made. On disk when it returns. */
    public synchronized Entry enter(String kind, String what) {
        Entry entry = new Entry(++last, kind, what);
        append(new Line(entry.number(), false, kind, what));
        open.put(entry.number(), entry);
        return entry;
    }

    /** Strikes out a thing that is gone. */
    public synchronized void strike(Entry entry) {
        if (open.containsKey(entry.number())) {
            append(new Line(entry.number(), true, "", ""));
            open.remove(entry.number());
        }
    }

    /** What may still be there, the newest first. */
    public synchronized List<Entry> open() {
        List<Entry> entries = new ArrayList<>(open.values());
        java.util.Collections.reverse(entries);
        return entries;
    }

    /** Removes one thing. */
    @FunctionalInterface
    public interface Remover {
        /** @throws RuntimeException if it is still there */
        void remove(Entry entry) throws InterruptedException;
    }

    /**
     * Removes what is open, the newest first, and strikes it out. What can't be removed stays open and hinders nothing else.
     *
     * @return why, for each that stays
     */
    public List<String> workOff(Remover remover) throws InterruptedException {
        List<String> left = new ArrayList<>();
        for (Entry entry : open()) {
            try {
                remover.remove(entry);
                strike(entry);
            } catch (RuntimeException e) {
                String why = e.getMessage();
                left.add("%s %s: %s".formatted(entry.kind(), entry.what(), why == null ? e.toString() : why));
            }
        }
        return left;
    }

    private void load() {
        if (!Files.exists(file)) {
            return;
        }
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + file, e);
        }
        // Not as readAllLines does: a crash may have torn a line amid a letter.
        for (String text : new String(bytes, StandardCharsets.UTF_8).lines().toList()) {
            Line line;
            try {
                line = JSON.readValue(text, Line.class);
            } catch (JacksonException e) {
                // A crash tore it: what it was to enter was not made.
                continue;
            }
            last = Math.max(last, line.number());
            if (line.gone()) {
                open.remove(line.number());
            } else {
                open.put(line.number(), new Entry(line.number(), line.kind(), line.what()));
            }
        }
    }

    private void append(Line line) {
        try {
            Files.createDirectories(folder());
            // A torn line of an earlier crash must not swallow this one.
            byte[] bytes = ("\n" + JSON.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8);
            try (FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
                ByteBuffer buffer = ByteBuffer.wrap(bytes);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                channel.force(false);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "writing to %s, without which nothing may be started: %s".formatted(file, e.getMessage()), e);
        }
    }
}
