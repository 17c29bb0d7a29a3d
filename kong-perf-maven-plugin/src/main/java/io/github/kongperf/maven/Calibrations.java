package io.github.kongperf.maven;

import io.github.kongperf.driver.StateFolder;
import io.github.kongperf.result.Calibration;
import io.github.kongperf.result.Conditions;
import io.github.kongperf.result.Metric;
import io.github.kongperf.result.ResultFolder;
import io.github.kongperf.result.Session;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Calibrations of a module on this machine, with their pools. Not below {@code target}, since {@code mvn clean} would cost an hour. */
record Calibrations(Path path) {

    static Calibrations of(StateFolder state, Path module) {
        String name = String.valueOf(module.getFileName()).replaceAll("[^A-Za-z0-9._-]", "_");
        // Two modules may have folders of the same name.
        UUID unlike = UUID.nameUUIDFromBytes(module.toString().getBytes(StandardCharsets.UTF_8));
        return new Calibrations(state.root()
                .resolve("calibrations")
                .resolve("%s-%s".formatted(name, unlike.toString().substring(0, 8))));
    }

    ResultFolder folder() {
        return new ResultFolder(path);
    }

    /** The newest ones that tell of the cases of {@code session}, under its conditions. */
    List<Calibration> of(Session session) {
        return of(session.driver(), session.cases(), session.conditions());
    }

    /** The newest ones that tell of {@code cases}, under these conditions of the machine. */
    List<Calibration> of(String driver, List<Session.PlannedCase> cases, Conditions machine) {
        ResultFolder folder = folder();
        List<Calibration> known = folder.sessions().stream()
                .flatMap(pool -> folder.calibrations(pool.id()).stream())
                .toList();
        List<Calibration> fitting = new ArrayList<>();
        for (Session.PlannedCase planned : cases) {
            Conditions now = Calibration.conditions(driver, planned, machine);
            for (Metric metric : Metric.values()) {
                Optional<Calibration> newest = known.stream()
                        .filter(calibration -> calibration.fits(planned, metric, now))
                        .findFirst();
                newest.ifPresent(fitting::add);
            }
        }
        return fitting;
    }
}
