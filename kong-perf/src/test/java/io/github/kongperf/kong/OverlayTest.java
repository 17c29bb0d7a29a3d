package io.github.kongperf.kong;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OverlayTest {

    @TempDir
    private Path folder;

    @Test
    void showsTheFilesOfBothAndTheUpperOnesOfThoseThatBothHave() throws Exception {
        write("lower/google/protobuf/any.proto");
        write("lower/kong/pluginsocket.proto");
        write("upper/kong/pluginsocket.proto");
        write("upper/kong/model/route.proto");
        Overlay overlay = new Overlay(new Cache(folder.resolve("cache")));
        Path seen = overlay.of(folder.resolve("lower"), folder.resolve("upper"));
        assertThat(seen.resolve("google/protobuf/any.proto")).hasContent("lower/google/protobuf/any.proto");
        assertThat(seen.resolve("kong/pluginsocket.proto")).hasContent("upper/kong/pluginsocket.proto");
        assertThat(seen.resolve("kong/model/route.proto")).hasContent("upper/kong/model/route.proto");
        write("upper/new.proto");
        assertThat(overlay.of(folder.resolve("lower"), folder.resolve("upper")).resolve("new.proto"))
                .exists();
    }

    private void write(String file) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(Objects.requireNonNull(path.getParent()));
        Files.writeString(path, file);
    }
}
