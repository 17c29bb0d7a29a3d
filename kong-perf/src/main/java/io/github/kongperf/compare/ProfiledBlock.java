package io.github.kongperf.compare;

import io.github.kongperf.result.Profile;

/**
 * Two profiled trials that ran near each other in time.
 *
 * @param baseline names of its frames are comparable with the subject's: without line numbers of generated files
 */
public record ProfiledBlock(Profile.Sampled baseline, Profile.Sampled subject) {

    boolean hasSamples() {
        return baseline.samples().samples() > 0 && subject.samples().samples() > 0;
    }

    boolean hasCosts() {
        return baseline.cpuPerAnswer().isPresent() && subject.cpuPerAnswer().isPresent();
    }

    /** Baseline first. */
    Profile.Sampled side(int side) {
        return side == 0 ? baseline : subject;
    }
}
