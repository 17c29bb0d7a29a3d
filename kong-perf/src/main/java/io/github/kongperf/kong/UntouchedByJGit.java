package io.github.kongperf.kong;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;

/**
 * Keeps JGit from writing where it is only to read. At its first look at a file system it measures how precise times are
 * there: with files that it makes in the folder at hand, such as the user's {@code .git}, for three seconds, and it keeps what
 * it found in the user's {@code ~/.config/jgit}. Told beforehand, it believes it.
 */
final class UntouchedByJGit {

    /** Precise enough for every Linux file system: the kernel's clock ticks at least 100 times a second. */
    private static final String PRECISION = "10 ms";

    private static final List<String> USERS = List.of("", ".config/jgit", ".config/git");

    private UntouchedByJGit() {}

    /** Must be called for each folder that JGit may look at, before it does. */
    static synchronized void know(Path... folders) {
        SystemReader before = SystemReader.getInstance();
        SystemReader.setInstance(new Told(before));
        try {
            for (String users : USERS) {
                tell(Path.of(System.getProperty("user.home"), users));
            }
            tell(Path.of("/etc"));
            for (Path folder : folders) {
                tell(folder);
            }
        } finally {
            SystemReader.setInstance(before);
        }
    }

    private static void tell(Path folder) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        var attributes = FS.getFileStoreAttributes(folder);
        if (attributes.getFsTimestampResolution().isZero()) {
            throw new IllegalStateException("JGit thinks that times in %s are infinitely precise".formatted(folder));
        }
    }

    /** Answers for every file system. */
    private static final class Told extends SystemReader.Delegate {
        private final StoredConfig config = new Precision();

        Told(SystemReader before) {
            super(before);
        }

        @Override
        public StoredConfig getUserConfig() {
            return config;
        }

        @Override
        public StoredConfig getJGitConfig() {
            return config;
        }
    }

    private static final class Precision extends StoredConfig {
        @Override
        public void load() throws IOException, ConfigInvalidException {}

        @Override
        public void save() throws IOException {}

        @Override
        public String getString(String section, String subsection, String name) {
            return section.equals("filesystem") ? PRECISION : super.getString(section, subsection, name);
        }
    }
}
