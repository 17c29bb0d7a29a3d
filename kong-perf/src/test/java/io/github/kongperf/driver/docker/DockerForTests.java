package io.github.kongperf.driver.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.HostConfig;
import io.github.kongperf.kong.KongSources;
import io.github.kongperf.kong.StandIn;
import io.github.kongperf.machine.Pinning;
import io.github.kongperf.node.docker.Engine;
import io.github.kongperf.node.docker.TestContainers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The docker driver with the stand-in for Kong, which is not Kong, and what containers cost without it. */
public final class DockerForTests {

    private DockerForTests() {}

    /** Ready to run commits of the stand-in. */
    public static DockerDriver driver(Path folder, Pinning pinning) {
        TestContainers.engine().close();
        TestContainers.kong("2.8.1");
        return new DockerDriver(settings(folder, pinning, Limits.parse("", "", ""), false, TestContainers.BASE));
    }

    /** With the images of tests; nothing is pulled. */
    static DockerSettings settings(Path folder, Pinning pinning, Limits limits, boolean hostNetwork, String postgres) {
        return new DockerSettings(
                new KongSources(
                        Optional.empty(),
                        Optional.of(StandIn.repository().toString()),
                        KongSources.KONGS_DOWNLOAD_SITE,
                        folder.resolve("cache"),
                        true),
                folder,
                pinning,
                new ImageNames(
                        "kong-perf-test/kong:{version}",
                        "kong-perf-test/candidate:{version}",
                        "kong-perf-test/enterprise:{version}",
                        postgres,
                        TestContainers.BASE,
                        Optional.empty()),
                limits,
                hostNetwork,
                1,
                Optional.empty(),
                line -> {},
                System.getenv(),
                Path.of(System.getProperty("user.home")));
    }

    /** Prints what it takes to create, start and remove a container of the image, which does nothing. */
    @SuppressWarnings("SystemOut")
    public static void containersAlone(int times) {
        List<Double> seconds = new ArrayList<>();
        try (Engine engine = TestContainers.engine()) {
            String image = TestContainers.kong("2.8.1");
            DockerClient client = engine.client();
            for (int time = 0; time < times; time++) {
                long began = System.nanoTime();
                String id = client.createContainerCmd(image)
                        .withEntrypoint(List.of("sleep", "600"))
                        .withHostConfig(HostConfig.newHostConfig().withInit(true))
                        .exec()
                        .getId();
                client.startContainerCmd(id).exec();
                client.removeContainerCmd(id).withForce(true).exec();
                seconds.add((System.nanoTime() - began) / 1e9);
            }
        }
        seconds.sort(null);
        System.out.println(String.format(
                Locale.ROOT,
                "a container alone          %.2f s to create, start and remove it (median of %d)",
                seconds.get(times / 2),
                times));
    }
}
