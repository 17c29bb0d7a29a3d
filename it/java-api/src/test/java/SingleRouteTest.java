import io.github.kongperf.api.Entities;
import io.github.kongperf.api.Entity;
import io.github.kongperf.api.KongPerf;
import io.github.kongperf.api.LoadRequest;
import io.github.kongperf.api.LoadResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SingleRouteTest {

    private final KongPerf perf = new KongPerf();

    @AfterEach
    void teardown() {
        perf.teardown();
    }

    @ParameterizedTest
    @ValueSource(strings = {"git:main", "git:2.8.1"})
    void singleRoute(String version) throws InterruptedException {
        perf.useDriver("local", Map.of("kongHome", "home", "kongRepository", "kong", "stateFolder", "target/state"));
        Entities entities = perf.setup();
        String upstream = perf.startUpstream("location = /test { return 200; }");
        Entity service = entities.services().insert("name", "s1", "url", upstream + "/test");
        entities.routes().insert("paths", List.of("/s1-r1"), "service", service, "strip_path", true);
        perf.startKong(version);

        List<LoadResult> results = new ArrayList<>();
        for (int run = 1; run <= 3; run++) {
            perf.startLoad(LoadRequest.path("/s1-r1").connections(20).threads(2).duration(Duration.ofSeconds(1)));
            LoadResult result = perf.waitResult();
            System.out.printf("### Result for Kong %s (run %d):%n%s%n", version, run, result);
            results.add(result);
        }
        System.out.printf("### Combined result for Kong %s:%n%s%n", version, KongPerf.combineResults(results));
        perf.saveErrorLog(Path.of("output", version.replace(':', '#') + "-single_route.log"));
        perf.stopKong();
    }
}
