package io.github.kongperf.maven;

import io.github.kongperf.compare.Floor;
import io.github.kongperf.compare.Looks;
import io.github.kongperf.compare.Prospect;
import io.github.kongperf.machine.HostConditions;
import io.github.kongperf.plan.Plan;
import io.github.kongperf.plan.Subject;
import io.github.kongperf.plan.Workload;
import io.github.kongperf.report.Numbers;
import io.github.kongperf.report.Wording;
import io.github.kongperf.result.Calibration;
import io.github.kongperf.result.Conditions;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.apache.maven.plugins.annotations.Mojo;

/** Reads and checks everything, starts nothing, and prints the plan: blocks, order, seed, and how long it will take. */
@Mojo(name = "validate", requiresProject = false, threadSafe = true)
public final class ValidateMojo extends PlanningMojo {

    /** Blocks whose order is printed. */
    private static final int SHOWN = 4;

    @Override
    void perform() throws Fault, InterruptedException {
        Prepared prepared = prepare(OptionalLong.empty());
        Plan plan = prepared.plan();
        getLog().info("driver %s: %s"
                .formatted(prepared.driver().name(), prepared.driver().gateway()));
        for (Workload workload : plan.workloads()) {
            getLog().info("%s, %s: %s for %s after at least %s of warm-up; decides by %s, margin %s"
                    .formatted(
                            workload.scenario(),
                            workload.name(),
                            workload.planned().load(),
                            Numbers.duration(workload.work().load().duration()),
                            Numbers.duration(workload.work().load().warmup()),
                            workload.work().decide().key(),
                            Numbers.percent(workload.work().margin())));
        }
        plan.subjects()
                .forEach(subject -> getLog().info("subject '%s'%s"
                        .formatted(
                                subject.name(),
                                subject.baseline()
                                        .map(base -> ", compared with '%s'".formatted(base))
                                        .orElse(": a baseline"))));
        plan.blocks().stream()
                .limit(SHOWN)
                .forEach(block -> getLog().info("order: %s, block %d: %s"
                        .formatted(
                                block.workload().name(),
                                block.number(),
                                block.subjects().stream().map(Subject::name).collect(Collectors.joining(", ")))));
        if (plan.blocks().size() > SHOWN) {
            say("order: and so on, %s in all"
                    .formatted(Numbers.counted(plan.blocks().size(), "block")));
        }
        List<Integer> looks = Looks.of(plan.blocksPerWorkload());
        say("%s in %s each%s %s, about %s; seed %d; at most %s of sessions call equal subjects different"
                .formatted(
                        Numbers.counted(plan.workloads().size(), "case"),
                        Numbers.counted(plan.blocksPerWorkload(), "block"),
                        looks.size() == 1
                                ? ","
                                : " at most, looked at after "
                                        + looks.stream().map(String::valueOf).collect(Collectors.joining(", ")) + ":",
                        Numbers.counted(plan.trials(), "trial"),
                        Numbers.duration(plan.duration()),
                        plan.options().seed(),
                        Numbers.percent(plan.options().errorRate())));
        profiles(plan);
        prospect(prepared);
        diagnose(prepared);
        getLog().info("to run exactly this: " + commandLine(prepared));
    }

    private static String provable(Calibration known, int blocks) {
        OptionalDouble change = known.smallest(blocks);
        return change.isPresent()
                ? "9 of 10 sessions prove a difference of %s in at most %s (%s); %s of sessions with equal subjects alarmed"
                        .formatted(
                                Numbers.roughPercent(change.getAsDouble()),
                                Wording.blocks(known, blocks),
                                Numbers.duration(known.block().multipliedBy(blocks)),
                                Numbers.roughPercent(known.alarmRate()))
                : "%s can prove nothing".formatted(Numbers.counted(blocks, "block"));
    }

    /** What it is good for, where trials have processes of their own. */
    private void prospect(Prepared prepared) {
        Plan plan = prepared.plan();
        int comparisons = plan.workloads().stream()
                .mapToInt(workload -> (int) workload.subjects().stream()
                        .filter(subject -> subject.baseline().isPresent())
                        .count())
                .sum();
        List<Calibration> known = calibrations()
                .of(
                        prepared.driver().name(),
                        plan.workloads().stream().map(Workload::planned).toList(),
                        new Conditions(conditions(prepared.driver(), new HostConditions())));
        for (Calibration calibration : known) {
            say("%s, %s, by %s: %s: %s"
                    .formatted(
                            calibration.scenario(),
                            calibration.caseName(),
                            calibration.metric().key(),
                            Wording.calibrated(calibration),
                            provable(calibration, plan.blocksPerWorkload())));
        }
        Floor.margins(plan.workloads().stream().map(Workload::planned).toList(), plan.blocksPerWorkload(), known)
                .forEach(caveat -> getLog().warn(Wording.plain(Wording.caveat(caveat))));
        if (prepared.driver().sharesProcess() || comparisons == 0 || !known.isEmpty()) {
            return;
        }
        OptionalDouble smallest = Prospect.smallestChange(
                plan.blocksPerWorkload(), comparisons, plan.options().errorRate());
        say(
                smallest.isPresent()
                        ? "%s, 9 of 10 sessions find a change of %s in throughput or CPU time per request; kong-perf:calibrate finds out"
                                .formatted(Prospect.ASSUMED, Numbers.roughPercent(smallest.getAsDouble()))
                        : "%s can show no difference; choose more (kong-perf.blocks, kong-perf.budget)"
                                .formatted(Numbers.counted(plan.blocksPerWorkload(), "block")));
    }
}
