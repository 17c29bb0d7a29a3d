package io.github.kongperf.report;

import io.github.kongperf.compare.Estimate;
import io.github.kongperf.compare.Verdict;
import java.util.Optional;

/** The kinds of verdicts, worst first, and how each looks: a word, a sign and a shape, so that none needs its colour. */
enum Kind {
    SLOWER("slower", "▶"),
    INVALID("invalid", "!"),
    UNDECIDED("undecided", "?"),
    FASTER("faster", "◀"),
    NOT_SLOWER("not slower", "=");

    private final String word;
    private final String sign;

    Kind(String word, String sign) {
        this.word = word;
        this.sign = sign;
    }

    String word() {
        return word;
    }

    String sign() {
        return sign;
    }

    /** For names of classes and anchors. */
    String key() {
        return word.replace(' ', '-');
    }

    static Kind of(Verdict verdict) {
        if (verdict instanceof Verdict.Slower) {
            return SLOWER;
        }
        if (verdict instanceof Verdict.Invalid) {
            return INVALID;
        }
        if (verdict instanceof Verdict.Undecided) {
            return UNDECIDED;
        }
        if (verdict instanceof Verdict.Faster) {
            return FASTER;
        }
        if (verdict instanceof Verdict.NotSlower) {
            return NOT_SLOWER;
        }
        throw new IllegalStateException("no words for " + verdict);
    }

    /** What was estimated, if the verdict rests on an estimate. */
    static Optional<Estimate> estimate(Verdict verdict) {
        if (verdict instanceof Verdict.Slower slower) {
            return Optional.of(slower.estimate());
        }
        if (verdict instanceof Verdict.Faster faster) {
            return Optional.of(faster.estimate());
        }
        if (verdict instanceof Verdict.NotSlower notSlower) {
            return Optional.of(notSlower.estimate());
        }
        return verdict instanceof Verdict.Undecided undecided ? undecided.estimate() : Optional.empty();
    }
}
