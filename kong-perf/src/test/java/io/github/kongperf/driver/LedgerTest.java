package io.github.kongperf.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kongperf.driver.Ledger.Entry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LedgerTest {

    @TempDir
    private Path root;

    private Path folder;
    private Path file;
    private Ledger ledger;

    @BeforeEach
    void open() {
        folder = root.resolve("session");
        file = folder.resolve("ledger.jsonl");
        ledger = Ledger.in(folder);
    }

    @Test
    void isOnDiskBeforeAThingIsMade() {
        Entry entry = ledger.enter("folder", "/tmp/ein Ordner\n\"ü\"");
        assertThat(Ledger.in(folder).open()).containsExactly(entry);
        assertThat(entry).isEqualTo(new Entry(1, "folder", "/tmp/ein Ordner\n\"ü\""));
    }

    @Test
    void makesNothingBeforeSomethingIsEntered() {
        assertThat(ledger.open()).isEmpty();
        assertThat(ledger.folder()).isEqualTo(folder).doesNotExist();
    }

    @Test
    void givesWhatIsOpenTheNewestFirst() {
        Entry one = ledger.enter("folder", "/one");
        Entry two = ledger.enter("job", "/two");
        Entry three = ledger.enter("job", "/three");
        assertThat(ledger.open()).containsExactly(three, two, one);
        ledger.strike(two);
        assertThat(ledger.open()).containsExactly(three, one);
        assertThat(Ledger.in(folder).open()).containsExactly(three, one);
    }

    @Test
    void strikesOutOnce() throws IOException {
        Entry entry = ledger.enter("folder", "/one");
        ledger.strike(entry);
        long size = Files.size(file);
        ledger.strike(entry);
        assertThat(file).hasSize(size);
        assertThat(Ledger.in(folder).open()).isEmpty();
    }

    @Test
    void goesOnAfterItWasOpenedAgain() {
        Entry one = ledger.enter("folder", "/one");
        ledger.strike(ledger.enter("folder", "/two"));
        Ledger again = Ledger.in(folder);
        Entry three = again.enter("folder", "/three");
        assertThat(three.number()).isEqualTo(3);
        again.strike(one);
        assertThat(Ledger.in(folder).open()).containsExactly(three);
    }

    @Test
    void survivesACrashAtAnyByteOfALine() throws IOException {
        Entry one = ledger.enter("folder", "/one");
        int before = (int) Files.size(file);
        ledger.enter("folder", "/zwölf");
        byte[] whole = Files.readAllBytes(file);
        for (int length = before; length < whole.length - 2; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            Ledger torn = Ledger.in(folder);
            assertThat(torn.open()).as("torn at byte %d", length).containsExactly(one);
            Entry next = torn.enter("job", "/next");
            assertThat(Ledger.in(folder).open()).as("torn at byte %d", length).containsExactly(next, one);
            torn.strike(one);
            assertThat(Ledger.in(folder).open()).as("torn at byte %d", length).containsExactly(next);
        }
    }

    @Test
    void keepsAThingOpenIfTheLineThatStruckItOutIsTorn() throws IOException {
        Entry one = ledger.enter("folder", "/one");
        Files.writeString(file, "\n{\"number\":1,\"gone\":tr", StandardCharsets.UTF_8, StandardOpenOption.APPEND);
        assertThat(Ledger.in(folder).open()).containsExactly(one);
    }

    @Test
    void saysThatTheDiskIsFull() throws IOException {
        Files.createDirectories(folder);
        Files.createSymbolicLink(file, Path.of("/dev/full"));
        assertThatThrownBy(() -> ledger.enter("folder", "/one"))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("writing to %s, without which nothing may be started: No space left on device", file);
        assertThat(ledger.open()).isEmpty();
        Files.delete(file);
    }

    @Test
    void keepsOpenWhatItCouldNotStrikeOut() throws Exception {
        Entry one = ledger.enter("folder", "/one");
        byte[] before = Files.readAllBytes(file);
        Files.delete(file);
        Files.createSymbolicLink(file, Path.of("/dev/full"));
        assertThat(ledger.workOff(entry -> {}))
                .singleElement()
                .asString()
                .startsWith("folder /one: writing to ")
                .endsWith("No space left on device");
        assertThat(ledger.open()).containsExactly(one);
        Files.delete(file);
        Files.write(file, before);
        assertThat(ledger.workOff(entry -> {})).isEmpty();
        assertThat(Ledger.in(folder).open()).isEmpty();
    }

    @Test
    void saysThatItsFolderCanNotBeMade() throws IOException {
        Files.writeString(folder, "a file");
        assertThatThrownBy(() -> ledger.enter("folder", "/one"))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void worksOffTheNewestFirst() throws InterruptedException {
        ledger.enter("folder", "/one");
        ledger.enter("job", "/two");
        List<String> removed = new ArrayList<>();
        assertThat(ledger.workOff(entry -> removed.add(entry.what()))).isEmpty();
        assertThat(removed).containsExactly("/two", "/one");
        assertThat(ledger.open()).isEmpty();
        assertThat(Ledger.in(folder).open()).isEmpty();
    }

    @Test
    void leavesOpenWhatCanNotBeRemovedAndGoesOn() throws InterruptedException {
        Entry one = ledger.enter("folder", "/one");
        Entry two = ledger.enter("job", "/two");
        Entry three = ledger.enter("job", "/three");
        List<String> left = ledger.workOff(entry -> {
            if (entry.equals(two)) {
                throw new IllegalStateException("process 12 still lives");
            }
            if (entry.equals(one)) {
                throw new IllegalStateException();
            }
        });
        assertThat(left)
                .containsExactly("job /two: process 12 still lives", "folder /one: java.lang.IllegalStateException");
        assertThat(ledger.open()).containsExactly(two, one).doesNotContain(three);
        assertThat(Ledger.in(folder).open()).containsExactly(two, one);
    }

    @Test
    void stopsWhenInterrupted() {
        Entry one = ledger.enter("folder", "/one");
        Entry two = ledger.enter("job", "/two");
        assertThatThrownBy(() -> ledger.workOff(entry -> {
                    throw new InterruptedException();
                }))
                .isInstanceOf(InterruptedException.class);
        assertThat(ledger.open()).containsExactly(two, one);
    }
}
