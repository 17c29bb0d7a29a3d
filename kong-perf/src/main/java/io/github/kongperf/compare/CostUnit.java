package io.github.kongperf.compare;

/** What the cost of a frame is counted in. */
public enum CostUnit {
    /** µs of CPU time of the gateway for each request, at the speed that the machine had when the baseline ran. */
    MICROSECONDS_PER_REQUEST("µs per request"),
    /** Of the baseline's CPU time, where the time or the requests are not known. More than 100 is possible for a slower subject. */
    PERCENTAGE_POINTS("percentage points");

    private final String words;

    CostUnit(String words) {
        this.words = words;
    }

    public String words() {
        return words;
    }
}
