package io.github.kongperf.scenario;

/** How often requests are made. */
public sealed interface Rate {

    /** Closed model: each connection sends its next request as soon as it has an answer. */
    record AsFastAsPossible() implements Rate {}

    /** Open model: requests are due at even intervals, whether or not the target keeps up. */
    record Constant(double perSecond) implements Rate {
        public Constant {
            if (!(perSecond > 0)) {
                throw new IllegalArgumentException(
                        "rate (%s) must be more than 0 requests per second".formatted(perSecond));
            }
        }
    }
}
