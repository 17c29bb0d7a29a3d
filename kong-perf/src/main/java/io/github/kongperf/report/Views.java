package io.github.kongperf.report;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What the templates see: finished strings. Public, for a template reads only what is public. */
final class Views {

    private Views() {}

    /** @param href empty: no link */
    public record Link(String text, String href) {}

    public record Doubt(String text, String remedy) {}

    /** @param head the first cell, which names the row */
    public record Row(String cls, Link head, List<String> cells) {}

    /** @param cls {@code t} for a word or two, {@code w} for text that may wrap; numbers have none and stand to the right */
    public record Column(String cls, String name, String unit) {
        static Column text(String name) {
            return new Column("t", name, "");
        }

        static Column wrapping(String name) {
            return new Column("w", name, "");
        }

        static Column number(String name, String unit) {
            return new Column("", name, unit);
        }
    }

    public record Table(String caption, List<Column> columns, List<Row> rows) {
        public Table {
            for (Row row : rows) {
                if (row.cells().size() + 1 != columns.size()) {
                    throw new IllegalArgumentException("%s: %d columns, but a row of %d cells"
                            .formatted(caption, columns.size(), row.cells().size() + 1));
                }
            }
        }

        /** What each column is. Said once per table: said in each cell, it would be a tenth of the page. */
        public String cls() {
            return IntStream.rangeClosed(1, columns.size())
                    .filter(i -> !columns.get(i - 1).cls().isEmpty())
                    .mapToObj(i -> " kp-" + columns.get(i - 1).cls() + i)
                    .collect(Collectors.joining());
        }
    }

    /** @param label within it, cut where it is too narrow */
    public record Rectangle(String cls, String x, String y, String width, String height, String title, String label) {}

    public record Line(String cls, String x1, String y1, String x2, String y2) {}

    public record Text(String cls, String x, String y, String text) {}

    /** One of the shapes that each page defines. */
    public record Mark(String shape, String cls, String x, String y) {}

    /** @param points in a square of 1000 by 1000, which is stretched */
    public record Curve(String cls, String points) {}

    public record Plot(String width, String y, String height, List<Curve> curves) {}

    public record Svg(
            String cls,
            String height,
            String title,
            List<Rectangle> rectangles,
            List<Line> lines,
            List<Plot> plots,
            List<Mark> marks,
            List<Text> texts) {}

    /** @param svg at most one: none for what has no interval */
    public record VerdictRow(
            String kind,
            String sign,
            String words,
            String interval,
            Link what,
            String subjects,
            List<String> todo,
            List<Svg> svg) {}

    public record VerdictGroup(
            String kind,
            String id,
            String title,
            boolean folded,
            boolean firstAxis,
            List<Svg> axis,
            List<VerdictRow> rows) {}

    public record Legend(String shape, String line, String text) {}

    /** @param numbers at most one: none where another figure has them */
    public record Figure(String title, String note, List<Legend> legend, List<Svg> svg, List<Table> numbers) {}

    /** @param href of the whole log; empty if there is none */
    public record Log(String title, List<String> lines, String rest, String href) {}

    public record Case(
            String id,
            String name,
            List<Link> facts,
            List<VerdictGroup> verdicts,
            List<Doubt> doubts,
            List<Link> profiles,
            List<String> unprofiled,
            List<Table> tables,
            List<Figure> figures,
            List<Table> runs,
            String errorsInWords,
            List<Table> errors,
            String logsInWords,
            List<Log> logs) {}

    public record Session(
            String title,
            List<Link> facts,
            String command,
            List<Table> conditions,
            List<Table> differences,
            String same) {}

    public record Index(
            String title,
            List<Link> counts,
            List<String> banners,
            List<String> trust,
            List<Doubt> doubts,
            List<VerdictGroup> groups,
            List<Table> goals,
            List<Table> results,
            List<Link> pages,
            List<Session> sessions) {}

    /** A subject's samples as a picture, and as a page of its own. */
    public record Graph(String title, String note, Svg svg, Link link) {}

    public record ProfiledPair(
            String title, List<Doubt> doubts, List<String> words, List<Table> tables, List<Link> links) {}

    public record Profiler(
            String id,
            String title,
            String note,
            List<String> failures,
            List<Doubt> doubts,
            List<ProfiledPair> pairs,
            List<Table> tables,
            List<Graph> graphs) {}

    /** Where the CPU time of a case goes; of {@code kinds} of frames, what they are and their style. */
    public record ProfilePage(
            String title, List<String> banners, Link home, List<Link> kinds, List<Profiler> profilers) {}

    /** Error logs of a scenario, equal lines counted: a table for each case. */
    public record LogPage(String title, String note, List<String> banners, Link home, List<Table> tables) {}

    public record Scenario(
            String title,
            String subtitle,
            List<String> banners,
            Link home,
            List<Link> neighbours,
            List<Link> contents,
            List<Case> cases,
            Session session) {}
}
