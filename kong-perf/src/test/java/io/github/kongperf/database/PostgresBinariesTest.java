package io.github.kongperf.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kongperf.node.NodeFailed;
import io.github.kongperf.node.local.LocalNode;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresBinariesTest {

    @TempDir
    Path temp;

    @Test
    void takesTheNewestOfThoseThatCanBeUsed() {
        assertThat(PostgresBinaries.newest("""
                /usr/lib/postgresql/9.6/bin postgres (PostgreSQL) 9.6.24
                /usr/lib/postgresql/15/bin postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)
                /opt/a b/bin postgres (PostgreSQL) 15.9
                /usr/pgsql-14/bin postgres (PostgreSQL) 14.19
                """))
                .hasValue(new PostgresBinaries("/usr/lib/postgresql/15/bin", "15.14", false));
        assertThat(PostgresBinaries.newest("""
                /usr/bin postgres (PostgreSQL) 17.2
                /opt/x/bin postgres (PostgreSQL) 18beta1
                """))
                .hasValueSatisfying(found -> assertThat(found.major()).isEqualTo(18));
        assertThat(PostgresBinaries.newest("/a postgres (PostgreSQL) 9.6.24\n/b Segmentation fault\n"))
                .isEmpty();
    }

    @Test
    void findsTheOneOfThisMachine() throws Exception {
        assertThat(TestClusters.binaries(new LocalNode()).folder())
                .startsWith("/")
                .doesNotContain("/local/bin");
    }

    @Test
    void takesTheEmbeddedOneWhereTheMachineHasNone() throws Exception {
        PostgresBinaries found = PostgresBinaries.find(
                new NoPostgres(new LocalNode()),
                new PostgresSources(Optional.empty(), EmbeddedBinaries.onClassPath(), temp));

        assertThat(found.embedded()).isTrue();
        assertThat(found.folder()).startsWith(temp.toString());
        assertThat(EmbeddedBinaries.VERSION).startsWith(found.version());
    }

    @Test
    void saysAllWaysToGetOneWhereThereIsNone() {
        EmbeddedBinaries none = missing -> {
            throw new NodeFailed(missing + ", or …");
        };

        assertThatThrownBy(() -> PostgresBinaries.find(
                        new NoPostgres(new LocalNode()), new PostgresSources(Optional.empty(), none, temp)))
                .isInstanceOf(NodeFailed.class)
                .hasMessage("there is no PostgreSQL, version 10 or later, on this machine; install it (Debian, Ubuntu:"
                        + " postgresql), or …");
        assertThatThrownBy(() -> PostgresBinaries.find(
                        new LocalNode(), new PostgresSources(Optional.of("/usr/bin"), none, temp)))
                .hasMessage("/usr/bin on this machine holds no initdb and postgres, version 10 or later");
    }
}
