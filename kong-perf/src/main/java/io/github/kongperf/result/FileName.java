package io.github.kongperf.result;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/** Makes file names of names that a user chose, which may hold anything. */
final class FileName {

    private static final int LONGEST = 60;

    // Lower case only: on macOS and Windows, two names that differ in case are one file.
    private static final Pattern HARMLESS = Pattern.compile("[a-z0-9_]([a-z0-9._-]{0,58}[a-z0-9_-])?");

    /** Names that mean devices on Windows, whatever their extension. */
    private static final Pattern DEVICE = Pattern.compile("(con|prn|aux|nul|com\\d|lpt\\d)(\\..*)?");

    /** Occurs in no harmless name, so a name that got a hash never equals one that needed none. */
    private static final String BEFORE_HASH = "~";

    private FileName() {}

    /**
     * {@code name} itself if it is harmless as a file name everywhere, else what can be read of it and a hash of the whole.
     * Different names give different file names, of at most 71 ASCII characters.
     */
    static String of(String name) {
        if (HARMLESS.matcher(name).matches() && !DEVICE.matcher(name).matches()) {
            return name;
        }
        return readable(name) + BEFORE_HASH + hash(name);
    }

    private static String readable(String name) {
        String slug =
                name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._]+", "-").replaceAll("^[.-]+|[.-]+$", "");
        return slug.isEmpty() ? "name" : slug.substring(0, Math.min(slug.length(), LONGEST));
    }

    private static String hash(String name) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 5);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
