package io.github.kongperf.database;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SharedMemoryTest {

    private static final String PID_FILE = """
            3195
            /tmp/c/data
            1795658423
            25432
            /tmp/s
            127.0.0.1
               852013         7
            ready
            """;

    private static final String TABLE = """
                   key      shmid perms                  size  cpid  lpid nattch   uid   gid  cuid  cgid      atime      dtime      ctime                   rss                  swap
                852013          7   600                    56  3195  3195      %s   101   104   101   104 1795658423 1795658423 1795658423                  4096                     0
                852014          8   600                    56  3195  3195      0   101   104   101   104 1795658423 1795658423 1795658423                  4096                     0
            """;

    private static final SharedMemory MEMORY = new SharedMemory(852013, 7, 3195);

    @Test
    void isNamedInThePidFile() {
        assertThat(SharedMemory.parse(PID_FILE)).hasValue(MEMORY);
        assertThat(SharedMemory.parse("3195\n/tmp/c/data\n1795658423\n")).isEmpty();
    }

    @Test
    void isAnOrphanOnlyWhileItIsThatOneAndUnused() {
        assertThat(MEMORY.orphan(TABLE.formatted("0"))).hasValue(7);
        assertThat(MEMORY.orphan(TABLE.formatted("1"))).isEmpty();
        assertThat(new SharedMemory(852013, 7, 3196).orphan(TABLE.formatted("0")))
                .isEmpty();
        assertThat(new SharedMemory(852015, 7, 3195).orphan(TABLE.formatted("0")))
                .isEmpty();
        assertThat(new SharedMemory(852013, 9, 3195).orphan(TABLE.formatted("0")))
                .isEmpty();
    }
}
