package io.github.kongperf.kong;

import io.github.kongperf.node.Command;
import io.github.kongperf.node.Node;
import java.util.ArrayList;
import java.util.List;

/** Finds the processes of an nginx in /proc. */
final class NginxProcesses {

    /** Prints a line for each child: its pid, and its title. */
    private static final String CHILDREN = """
            for stat in /proc/[0-9]*/stat; do
              line=
              read -r line < "$stat" || continue
              rest=${line##*) }
              set -- "$1" $rest
              [ "$3" = "$1" ] || continue
              pid=${line%% *}
              echo "$pid $(tr '\\0' ' ' < "/proc/$pid/cmdline")"
            done 2> /dev/null
            exit 0
            """;

    private NginxProcesses() {}

    /** How a child is called until it has done what init_worker_by_lua asks of it. */
    private static final String BEGINNING = "nginx: master process";

    /**
     * The children of a master.
     *
     * @param workers pids of those that answer, not of its other helpers
     * @param beginning how many are not ready to say what they are
     */
    record Children(List<Long> workers, int beginning) {
        Children {
            workers = List.copyOf(workers);
        }
    }

    /** What a master has just now. */
    static Children children(Node node, long master) throws InterruptedException {
        String children = node.run(Command.of("sh", "-c", CHILDREN, "sh", String.valueOf(master)))
                .orFail("looking for worker processes")
                .out();
        List<Long> workers = new ArrayList<>();
        int beginning = 0;
        for (String line : children.lines().toList()) {
            String[] words = line.split(" ", 2);
            if (words.length == 2 && words[1].startsWith("nginx: worker process")) {
                workers.add(Long.parseLong(words[0]));
            } else if (words.length == 2 && words[1].startsWith(BEGINNING)) {
                beginning++;
            }
        }
        return new Children(workers, beginning);
    }
}
