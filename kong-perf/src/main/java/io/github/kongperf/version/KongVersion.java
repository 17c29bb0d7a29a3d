package io.github.kongperf.version;

import java.util.regex.Pattern;

/** A version of Kong, as a user names it: {@code 3.9.1}, {@code git:master}, {@code path:../kong}, {@code image:kong:3.9}. */
public sealed interface KongVersion {

    /** The version as the user writes it; {@link #parse} reads it back. */
    String text();

    /** A published release or release candidate, such as {@code 3.9.0-rc.1}. */
    record Release(String number) implements KongVersion {
        private static final Pattern NUMBER = Pattern.compile("\\d+(\\.\\d+){1,3}([-.]?(alpha|beta|rc)\\.?\\d+)?");

        public Release {
            if (!NUMBER.matcher(number).matches()) {
                throw new IllegalArgumentException(
                        "'%s' is no version; write a release (3.9.1), git:<ref>, path:<dir> or image:<ref>"
                                .formatted(number));
            }
        }

        @Override
        public String text() {
            return number;
        }
    }

    /** A branch, tag or hash of Kong's repository. */
    record Commit(String ref) implements KongVersion {
        public Commit {
            requireText("git:", ref);
        }

        @Override
        public String text() {
            return "git:" + ref;
        }
    }

    /** A working tree, as it is. */
    record Tree(String folder) implements KongVersion {
        public Tree {
            requireText("path:", folder);
        }

        @Override
        public String text() {
            return "path:" + folder;
        }
    }

    /** A container image. */
    record Image(String ref) implements KongVersion {
        public Image {
            requireText("image:", ref);
        }

        @Override
        public String text() {
            return "image:" + ref;
        }
    }

    /** The gateway of the embedded driver. It is not Kong, and has one version: the one that this library brings. */
    record Embedded() implements KongVersion {
        @Override
        public String text() {
            return "embedded";
        }
    }

    /** @throws IllegalArgumentException naming what may be written, if {@code text} is none of it */
    static KongVersion parse(String text) {
        if (text.startsWith("git:")) {
            return new Commit(text.substring("git:".length()));
        }
        if (text.startsWith("path:")) {
            return new Tree(text.substring("path:".length()));
        }
        if (text.startsWith("image:")) {
            return new Image(text.substring("image:".length()));
        }
        return text.equals("embedded") ? new Embedded() : new Release(text);
    }

    private static void requireText(String prefix, String rest) {
        if (rest.isBlank()) {
            throw new IllegalArgumentException("'%s' names nothing; write it as %s<name>".formatted(prefix, prefix));
        }
    }
}
