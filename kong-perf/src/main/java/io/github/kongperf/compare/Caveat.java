package io.github.kongperf.compare;

/** A doubt about a result: with numbers, and with what would settle it. */
public interface Caveat {

    /** What is doubtful, with its numbers. No full stop. */
    String text();

    /** What to do about it. No full stop. */
    String remedy();
}
