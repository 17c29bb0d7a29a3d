package io.github.kongperf.result;

/**
 * Names a trial within its session.
 *
 * @param caseName with the value of its axis, if it has one: {@code random_routes routes=50}
 * @param block from 1
 */
public record TrialId(String scenario, String caseName, int block, String subject) {

    /** The subject of a control: load put on the upstream directly. */
    public static final String CONTROL = "upstream alone";

    public TrialId {
        if (block < 1) {
            throw new IllegalArgumentException("blocks count from 1, not " + block);
        }
    }
}
