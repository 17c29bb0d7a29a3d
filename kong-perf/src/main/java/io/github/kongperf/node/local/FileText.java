package io.github.kongperf.node.local;

import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** What files hold. */
final class FileText {

    private static final int CHUNK = 1 << 16;

    private FileText() {}

    /** As UTF-8. Files of /proc are read at once: some give all to the first read and nothing to the next. */
    static String read(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new NoSuchFileException(file.toString());
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] chunk = new byte[CHUNK];
        // Not Files.readAllBytes: that begins with one byte where the size is said to be 0.
        try (InputStream in = new FileInputStream(file.toFile())) {
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                bytes.write(chunk, 0, read);
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
