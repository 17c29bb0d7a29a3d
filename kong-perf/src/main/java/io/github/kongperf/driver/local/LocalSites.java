package io.github.kongperf.driver.local;

import io.github.kongperf.driver.Setup;
import io.github.kongperf.driver.nodes.Site;
import io.github.kongperf.driver.nodes.Sites;
import io.github.kongperf.driver.nodes.WorkFolder;
import io.github.kongperf.kong.Versions;
import io.github.kongperf.node.Node;
import java.util.function.Consumer;

/** All on this machine. */
record LocalSites(WorkFolder work, LocalSettings settings, Versions versions) implements Sites {

    @Override
    public Site of(Setup setup, Consumer<String> step) throws InterruptedException {
        return new Site(work, versions.get(settings.located(setup.version()), step));
    }

    @Override
    public Node node() {
        return work.node();
    }
}
