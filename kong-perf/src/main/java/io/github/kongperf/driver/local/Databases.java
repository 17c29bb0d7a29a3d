package io.github.kongperf.driver.local;

import io.github.kongperf.driver.DeploymentFailed;
import io.github.kongperf.driver.Setup;
import io.github.kongperf.kong.Installation;
import io.github.kongperf.kong.KongDatabase;
import io.github.kongperf.node.Command;
import io.github.kongperf.node.Node;
import io.github.kongperf.scenario.EntitiesModel;
import io.github.kongperf.scenario.EntitiesTemplate;
import io.github.kongperf.scenario.InvalidEntities;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** What Kongs begin with: a declarative file each, or a database each. */
final class Databases {

    private final Node node;
    private final WorkFolder work;
    private final LocalSettings settings;
    private final Consumer<String> step;

    Databases(Node node, WorkFolder work, LocalSettings settings, Consumer<String> step) {
        this.node = node;
        this.work = work;
        this.settings = settings;
        this.step = step;
    }

    void prepare(Installation installed, Setup setup, List<String> uris) throws InterruptedException {}

    Filling filling(Installation installed, Setup setup, List<String> uris, String folder) throws InterruptedException {
        Optional<io.github.kongperf.scenario.Entities> entities = rendered(installed, setup, uris);
        Optional<String> file = Optional.empty();
        if (entities.isPresent()) {
            file = Optional.of(folder + "/entities.yaml");
            node.run(Command.of("sh", "-c", "mkdir -p \"$1\" && cat > \"$2\"", "sh", folder, file.get())
                            .input(entities.get().text()))
                    .orFail("writing the declarative file");
        }
        return new Filling(new KongDatabase.Off(file), entities.flatMap(all -> all.upstreamPath(uris)), Map.of());
    }

    private static Optional<io.github.kongperf.scenario.Entities> rendered(
            Installation installed, Setup setup, List<String> uris) {
        EntitiesModel model =
                new EntitiesModel(uris, installed.kong(), FormatVersion.of(installed.kong()), Map.of(), setup.axis());
        try {
            return setup.kong().content().entities().map(file -> new EntitiesTemplate(file).render(model));
        } catch (InvalidEntities e) {
            throw new DeploymentFailed(String.valueOf(e.getMessage()), e);
        }
    }

    void drop(Filling filling) throws InterruptedException {}

    void saveDump(Filling filling, Path file) throws InterruptedException {}

    void stop() throws InterruptedException {}
}
