package io.github.kongperf.result;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Calibrations as JSON. */
final class CalibrationJson {

    private CalibrationJson() {}

    static ObjectNode write(List<Calibration> calibrations) {
        ObjectNode file = ResultJson.file();
        ArrayNode all = file.putArray("calibrations");
        calibrations.forEach(calibration -> write(calibration, all.addObject()));
        return file;
    }

    private static void write(Calibration calibration, ObjectNode json) {
        json.put("session", calibration.session());
        json.put("measured", calibration.measured().toString());
        json.put("scenario", calibration.scenario());
        json.put("case", calibration.caseName());
        json.put("metric", calibration.metric().key());
        json.put("pool_blocks", calibration.pool());
        json.put("blocks", calibration.blocks());
        json.put("block_ms", ResultJson.millis(calibration.block()));
        json.put("error_rate", ResultJson.number(calibration.errorRate()));
        json.put("margin", ResultJson.number(calibration.margin()));
        json.put("drawn", calibration.drawn());
        json.put("alarms", calibration.alarms());
        json.put("alarms_at_most", ResultJson.number(calibration.alarmsAtMost()));
        json.put("not_slower", calibration.notSlower());
        json.putObject("planted")
                .put("low", ResultJson.number(calibration.planted().low()))
                .put("value", ResultJson.number(calibration.planted().value()))
                .put("high", ResultJson.number(calibration.planted().high()));
        json.put("found", calibration.found());
        json.put("blocks_to_find", ResultJson.number(calibration.blocksToFind()));
        ArrayNode smallest = json.putArray("smallest");
        calibration
                .smallest()
                .forEach((blocks, change) ->
                        smallest.addObject().put("blocks", blocks).put("change", ResultJson.number(change)));
        ObjectNode conditions = json.putObject("conditions");
        calibration.conditions().values().forEach(conditions::put);
    }

    /** @throws IllegalArgumentException if something is missing or wrong; the message says what */
    static List<Calibration> read(Fields file) {
        List<Calibration> calibrations = new ArrayList<>();
        for (Fields json : file.list("calibrations")) {
            TreeMap<Integer, Double> smallest = new TreeMap<>();
            json.list("smallest").forEach(size -> smallest.put(size.smallWhole("blocks"), size.number("change")));
            Fields planted = json.fields("planted");
            calibrations.add(new Calibration(
                    json.text("session"),
                    json.instant("measured"),
                    new Conditions(json.fields("conditions").textsByName()),
                    json.text("scenario"),
                    json.text("case"),
                    metric(json.text("metric")),
                    json.smallWhole("pool_blocks"),
                    json.smallWhole("blocks"),
                    json.number("error_rate"),
                    json.number("margin"),
                    json.smallWhole("drawn"),
                    json.smallWhole("alarms"),
                    json.number("alarms_at_most"),
                    json.smallWhole("not_slower"),
                    new Calibration.Change(planted.number("low"), planted.number("value"), planted.number("high")),
                    json.smallWhole("found"),
                    json.number("blocks_to_find"),
                    smallest,
                    json.millis("block_ms")));
        }
        return calibrations;
    }

    private static Metric metric(String key) {
        return Metric.named(key)
                .orElseThrow(
                        () -> new IllegalArgumentException("'metric' should be a metric, not '%s'".formatted(key)));
    }
}
