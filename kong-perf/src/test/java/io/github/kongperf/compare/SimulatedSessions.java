package io.github.kongperf.compare;

import io.github.kongperf.result.Session;
import java.util.Locale;

/** Sessions of simulated trials. */
record SimulatedSessions(DrawnSessions all) {

    static final int LARGEST = 48;
    static final double MARGIN = 0.03;

    /** @param change of the subject: 0.03 is 3 % worse */
    static SimulatedSessions of(Noise noise, double change, int sessions, double errorRate, long seed) {
        return new SimulatedSessions(DrawnSessions.of(
                (random, blocks) -> {
                    double[][] trials = noise.blocks(random, blocks);
                    double[][] subjects = new double[2][blocks];
                    for (int i = 0; i < blocks; i++) {
                        int first = random.nextInt(2);
                        subjects[0][i] = trials[i][first];
                        subjects[1][i] = trials[i][1 - first] + Math.log1p(change);
                    }
                    return subjects;
                },
                new DrawnSessions.Rule(
                        Session.Pairing.NONE, false, LARGEST, Looks.of(LARGEST), errorRate, MARGIN, change),
                sessions,
                seed));
    }

    /** Equal subjects that were called different. */
    int alarms() {
        return all.slower() + all.faster();
    }

    double coverage() {
        return (double) all.held() / all.sessions();
    }

    private String share(int count) {
        return String.format(Locale.ROOT, "%.1f %%", 100.0 * count / all.sessions());
    }

    /** Prints the tables of the page. Arguments: sessions of each row; "equal" for rows without a change only. */
    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) {
        int sessions = Integer.parseInt(arguments[0]);
        System.out.printf(
                Locale.ROOT,
                "%d sessions each, at most %d blocks, looks after %s, error rate 1 %%, margin 3 %%%n%n",
                sessions,
                LARGEST,
                Looks.of(LARGEST));
        System.out.println(
                "| noise | change | slower | faster | not slower by more than 3 % | undecided | interval holds it | blocks | deviation |");
        System.out.println("| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        for (Noise noise : Noise.values()) {
            for (double change : arguments.length > 1 ? new double[] {0} : new double[] {0, 0.01, 0.02, 0.03, 0.05}) {
                System.out.println(row(noise, change, of(noise, change, sessions, 0.01, 20_261_126)));
            }
        }
    }

    private static String row(Noise noise, double change, SimulatedSessions row) {
        DrawnSessions all = row.all();
        return String.format(
                Locale.ROOT,
                "| %s | %s | %s | %s | %s | %s | %s | %.1f | %.2f %% |",
                change == 0 ? noise.words() : "",
                change == 0 ? "none" : String.format(Locale.ROOT, "+%.0f %%", 100 * change),
                row.share(all.slower()),
                row.share(all.faster()),
                row.share(all.notSlower()),
                row.share(all.sessions() - all.slower() - all.faster() - all.notSlower()),
                row.share(all.held()),
                (double) all.blocks() / all.sessions(),
                100 * all.deviation());
    }
}
