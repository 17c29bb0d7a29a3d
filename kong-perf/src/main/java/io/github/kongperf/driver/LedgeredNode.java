package io.github.kongperf.driver;

import io.github.kongperf.node.Command;
import io.github.kongperf.node.ForwardingNode;
import io.github.kongperf.node.Job;
import io.github.kongperf.node.Node;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A node whose jobs stand in the ledger: each is entered, by its folder, before it is started, and struck out when none of its
 * processes lives.
 */
public final class LedgeredNode extends ForwardingNode {

    /** The kind of its entries; what they say is the folder of a job. */
    public static final String JOB = "job";

    private final Ledger ledger;

    public LedgeredNode(Node node, Ledger ledger) {
        super(node);
        this.ledger = ledger;
    }

    @Override
    public Job start(Command command, String folder) throws InterruptedException {
        Ledger.Entry entry = ledger.enter(JOB, folder);
        return new Entered(node.start(command, folder), entry);
    }

    @Override
    public Optional<Job> find(String folder) throws InterruptedException {
        Optional<Ledger.Entry> entry = ledger.open().stream()
                .filter(open -> open.kind().equals(JOB) && open.what().equals(folder))
                .findFirst();
        return node.find(folder)
                .map(job -> entry.<Job>map(known -> new Entered(job, known)).orElse(job));
    }

    private final class Entered implements Job {
        private final Job job;
        private final Ledger.Entry entry;

        Entered(Job job, Ledger.Entry entry) {
            this.job = job;
            this.entry = entry;
        }

        @Override
        public String folder() {
            return job.folder();
        }

        @Override
        public boolean running() throws InterruptedException {
            return job.running();
        }

        @Override
        public OptionalInt exitCode() throws InterruptedException {
            return job.exitCode();
        }

        @Override
        public String output() throws InterruptedException {
            return job.output();
        }

        @Override
        public String errors() throws InterruptedException {
            return job.errors();
        }

        @Override
        public List<Long> processes() throws InterruptedException {
            return job.processes();
        }

        @Override
        public boolean await(Duration within) throws InterruptedException {
            return job.await(within);
        }

        @Override
        public void end(Duration grace) throws InterruptedException {
            job.end(grace);
            try {
                ledger.strike(entry);
            } catch (UncheckedIOException e) {
                // The disk may be full. To look for a job that is gone does no harm, and there is more to take down.
                return;
            }
        }
    }
}
