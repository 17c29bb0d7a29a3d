package io.github.kongperf.result;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Files that earlier versions wrote stay readable: one recording per schema number, never written again. */
class RecordingTest {

    @Test
    void readsSchemaOne() throws URISyntaxException {
        ResultFolder folder = recording("schema-1");
        Results results = folder.read("20261125-120000-7c1f");
        assertThat(results.damages()).isEmpty();
        assertThat(results.session()).isEqualTo(Samples.session("20261125-120000-7c1f"));
        assertThat(results.runs())
                .containsExactly(
                        Samples.measured(Samples.trial(1, "embedded")),
                        Samples.openModel(Samples.trial(1, "embedded with burn")),
                        Samples.failedHalfway(Samples.trial(2, "embedded")),
                        Samples.withoutAnswers(Samples.trial(2, "embedded with burn")));
        assertThat(folder.errorLog("20261125-120000-7c1f", Samples.trial(2, "embedded")))
                .isEqualTo(List.of("[crit] out of memory"));
    }

    private static ResultFolder recording(String name) throws URISyntaxException {
        return new ResultFolder(Path.of(Objects.requireNonNull(RecordingTest.class.getResource("/result/" + name))
                .toURI()));
    }
}
