package io.github.kongperf.experiment;

import io.github.kongperf.plan.Block;
import io.github.kongperf.plan.Plan;
import io.github.kongperf.plan.Subject;
import io.github.kongperf.result.Outcome;
import io.github.kongperf.result.ResultFolder;
import io.github.kongperf.result.Run;
import io.github.kongperf.result.Session;
import io.github.kongperf.result.TrialId;
import java.util.ArrayList;
import java.util.List;

/** What a session has measured before it was ended, and goes on from. */
final class Earlier {

    /** Why a trial failed that had not all its slices when somebody ended the session. */
    static final String INTERRUPTED = "interrupted";

    private final ResultFolder folder;
    private final Session session;
    private final List<Run> runs;

    Earlier(ResultFolder folder, Session session) {
        this.folder = folder;
        this.session = session;
        this.runs = folder.read(session.id()).runs();
    }

    /** Whether each trial of the block is there, and none was interrupted. */
    boolean has(Block block) {
        List<Run> own = of(block);
        return block.subjects().stream()
                .map(Subject::name)
                .allMatch(name -> own.stream()
                        .anyMatch(run -> run.id().subject().equals(name)
                                && !(run.outcome() instanceof Outcome.Failed failed
                                        && failed.reason().equals(INTERRUPTED))));
    }

    Tally tally(Plan plan) {
        Tally tally = new Tally(0, 0);
        for (Block block : plan.blocks()) {
            if (has(block)) {
                for (Run run : of(block)) {
                    tally = run.isControl() ? tally : tally.and(run);
                }
            }
        }
        return tally;
    }

    /** Makes room for the block to be measured anew. */
    void setAside(Block block) {
        for (Run run : of(block)) {
            folder.setAside(session, run.id());
        }
    }

    private List<Run> of(Block block) {
        List<Run> own = new ArrayList<>();
        for (Run run : runs) {
            TrialId id = run.id();
            if (id.block() == block.number()
                    && id.scenario().equals(block.workload().scenario())
                    && id.caseName().equals(block.workload().name())) {
                own.add(run);
            }
        }
        return own;
    }
}
