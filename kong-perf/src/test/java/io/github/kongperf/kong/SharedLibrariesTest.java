package io.github.kongperf.kong;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.kongperf.node.Result;
import org.junit.jupiter.api.Test;

class SharedLibrariesTest {

    @Test
    void namesLibrariesWithTheirPackages() {
        String ldd = """
                \tlinux-vdso.so.1 (0x00007ffd0b5f2000)
                \tlibcrypt.so.1 => /lib/x86_64-linux-gnu/libcrypt.so.1 (0x00007f3)
                \tlibpcre.so.3 => not found
                \tlibother.so.7 => not found
                \tlibpcre.so.3 => not found
                """;
        assertThat(SharedLibraries.missing(new Result("ldd", 0, ldd, "")))
                .contains(
                        "shared libraries that it needs are not on this machine: libother.so.7, libpcre.so.3 (package libpcre3); install them");
    }

    @Test
    void noticesAPackageForANewerSystem() {
        String err =
                "/x/nginx: /lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.38' not found (required by /x/nginx)\n";
        assertThat(SharedLibraries.missing(new Result("ldd", 0, "\tlibc.so.6 => /lib/libc.so.6 (0x1)\n", err)))
                .hasValueSatisfying(
                        sentence -> assertThat(sentence).contains("newer system", "GLIBC_2.38", "packageUrl"));
    }

    @Test
    void isContentWithWhatIsThere() {
        assertThat(SharedLibraries.missing(
                        new Result("ldd", 0, "\tlibc.so.6 => /lib/libc.so.6 (0x1)\n", "\tnot a dynamic executable\n")))
                .isEmpty();
    }
}
