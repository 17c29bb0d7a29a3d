package io.github.kongperf.report;

import io.github.kongperf.compare.Caveat;
import io.github.kongperf.compare.Verdict;
import io.github.kongperf.report.Views.Link;
import io.github.kongperf.report.Views.VerdictGroup;
import io.github.kongperf.report.Views.VerdictRow;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Verdicts as a list, the worst first, each with its strip. */
final class Verdicts {

    /** So many rows of the kind that nobody need look at are not worth folding. */
    private static final int UNFOLDED = 3;

    private final List<Finding> findings;
    private final Strips strips;
    private final Function<Finding, Link> what;
    private final Function<Finding, String> details;

    /**
     * @param what names a finding, and links to it
     * @param details what else is to be known of it
     */
    Verdicts(List<Finding> findings, Function<Finding, Link> what, Function<Finding, String> details) {
        this.details = details;
        this.findings = findings.stream().sorted(Finding.WORST_FIRST).toList();
        this.strips = new Strips(findings);
        this.what = what;
    }

    /** A group per kind. */
    List<VerdictGroup> groups() {
        List<VerdictGroup> groups = new ArrayList<>();
        boolean firstAxis = true;
        for (Kind kind : Kind.values()) {
            List<Finding> ofKind = ofKind(kind);
            if (!ofKind.isEmpty()) {
                boolean folded = kind == Kind.NOT_SLOWER && ofKind.size() > UNFOLDED && !groups.isEmpty();
                groups.add(
                        group("kp-verdicts-" + kind.key(), kind.key(), title(kind, ofKind), folded, firstAxis, ofKind));
                firstAxis &= groups.get(groups.size() - 1).axis().isEmpty();
            }
        }
        return groups;
    }

    /** All in one group. */
    List<VerdictGroup> together(String anchor) {
        return findings.isEmpty() ? List.of() : List.of(group(anchor + "-verdicts", "all", "", false, true, findings));
    }

    /** How many there are of each kind, and where. */
    List<Link> counts() {
        List<Link> counts = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            List<Finding> ofKind = ofKind(kind);
            if (!ofKind.isEmpty()) {
                counts.add(new Link(
                        "%d%c%s".formatted(ofKind.size(), Numbers.SPACE, kind.word()), "#kp-verdicts-" + kind.key()));
            }
        }
        return counts;
    }

    private VerdictGroup group(
            String id, String kind, String title, boolean folded, boolean firstAxis, List<Finding> rows) {
        boolean drawn = rows.stream().anyMatch(finding -> strips.strip(finding).isPresent());
        return new VerdictGroup(
                kind,
                id,
                title,
                folded,
                firstAxis,
                drawn ? List.of(strips.axis()) : List.of(),
                rows.stream().map(this::row).toList());
    }

    private VerdictRow row(Finding finding) {
        return new VerdictRow(
                finding.kind().key(),
                finding.kind().sign(),
                words(finding),
                Strips.interval(finding),
                what.apply(finding),
                details.apply(finding),
                todo(finding),
                strips.strip(finding).stream().toList());
    }

    /** The reasons of an invalid result stand below, each with its remedy. */
    private static String words(Finding finding) {
        return finding.pair().verdict() instanceof Verdict.Invalid invalid
                        && !invalid.reasons().isEmpty()
                ? "invalid: " + invalid.reasons().get(0).text()
                : Wording.verdict(finding.pair().verdict());
    }

    private static List<String> todo(Finding finding) {
        List<String> todo = new ArrayList<>();
        if (finding.pair().verdict() instanceof Verdict.Invalid invalid) {
            for (int i = 0; i < invalid.reasons().size(); i++) {
                Caveat reason = invalid.reasons().get(i);
                if (i > 0) {
                    todo.add("also: " + reason.text());
                }
                if (!reason.remedy().isEmpty()) {
                    todo.add("do: " + reason.remedy());
                }
            }
        }
        todo.addAll(finding.why());
        finding.pair().caveats().forEach(caveat -> todo.add("doubt: " + Wording.caveat(caveat)));
        return todo;
    }

    private static String title(Kind kind, List<Finding> ofKind) {
        String count = "%s (%d)".formatted(kind.word(), ofKind.size());
        return Character.toUpperCase(count.charAt(0)) + count.substring(1);
    }

    private List<Finding> ofKind(Kind kind) {
        return findings.stream().filter(finding -> finding.kind() == kind).toList();
    }
}
