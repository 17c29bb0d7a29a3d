package io.github.kongperf.maven;

import org.jspecify.annotations.Nullable;

/** This plugin itself. */
final class Tool {

    private Tool() {}

    /** Its version, as results keep it. */
    static String version() {
        @Nullable String version = Tool.class.getPackage().getImplementationVersion();
        return version == null ? "unpackaged" : version;
    }
}
