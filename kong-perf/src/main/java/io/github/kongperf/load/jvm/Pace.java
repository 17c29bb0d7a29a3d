package io.github.kongperf.load.jvm;

/** Decides when the connections of a thread send. All times are those of {@link System#nanoTime}. */
interface Pace {

    /** The load begins. */
    void begin(long start);

    /** {@code connection} is ready to send. */
    void ready(Connection connection, long now);

    /** {@code connection}, which was ready, is no more. */
    void lost(Connection connection);

    /** The load is over. */
    void end(long end, Tally tally);

    /** The closed model: whoever is ready sends. */
    final class Closed implements Pace {
        @Override
        public void begin(long start) {}

        @Override
        public void ready(Connection connection, long now) {
            connection.send(now, now);
        }

        @Override
        public void lost(Connection connection) {}

        @Override
        public void end(long end, Tally tally) {}
    }
}
