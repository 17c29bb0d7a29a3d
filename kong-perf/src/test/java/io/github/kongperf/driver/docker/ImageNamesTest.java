package io.github.kongperf.driver.docker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ImageNamesTest {

    private static final String DIGEST = "@sha256:c54fbae0310b3641e9f8e1c0c748a77d127753ee8a56d657c9e5863adabbaa6d";

    @ParameterizedTest
    @CsvSource({
        "3.9.0, kong:3.9.0, kongImage",
        "3.9.0-rc.1, kong/kong:3.9.0-rc.1, candidateImage",
        "3.4.3.12, kong/kong-gateway:3.4.3.12, enterpriseImage",
    })
    void tellsAnImageAndTheParameterThatNamesIt(String version, String image, String parameter) {
        assertThat(ImageNames.STANDARD.of(version)).isEqualTo(image);
        assertThat(ImageNames.parameter(version)).isEqualTo(parameter);
    }

    @ParameterizedTest
    @CsvSource({
        "kong, kong",
        "docker.io/library/kong, kong",
        "docker.io/kong/kong-gateway, kong/kong-gateway",
        "registry.example:5000/kong, registry.example:5000/kong",
    })
    void findsTheRepositoryAndAddsATagWhereNeitherTagNorDigestIs(String ref, String repository) {
        for (String end : new String[] {":3.9", DIGEST, ":3.9" + DIGEST}) {
            assertThat(ImageNames.repository(ref + end)).isEqualTo(repository);
            assertThat(ImageNames.tagged(ref + end)).isEqualTo(ref + end);
        }
        assertThat(ImageNames.repository(ref)).isEqualTo(repository);
        assertThat(ImageNames.tagged(ref)).isEqualTo(ref + ":latest");
    }

    @Test
    void leavesNumbersOfPortsAlone() {
        assertThat(ImageNames.tagged("127.0.0.1:5000/a/b")).isEqualTo("127.0.0.1:5000/a/b:latest");
    }
}
