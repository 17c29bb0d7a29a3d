package io.github.kongperf.node;

/**
 * What tells the processes of a job from all others.
 *
 * @param id is in their environment
 * @param since start time, as in field 22 of a stat, before which none of them can have begun
 * @param boot since when that time counts
 */
record JobId(String id, String since, String boot) {

    /** @param text what file {@code id} in the folder of a job holds */
    static JobId parse(String text) {
        String[] words = text.strip().split(" ", -1);
        if (words.length != 3) {
            throw new NodeFailed("expected the id of a job, a start time and a boot, but got: " + text.strip());
        }
        return new JobId(words[0], words[1], words[2]);
    }
}
