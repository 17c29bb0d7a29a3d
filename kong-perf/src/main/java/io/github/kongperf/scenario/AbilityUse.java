package io.github.kongperf.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A key, by its JSON pointer, that asks a driver for an ability. */
record AbilityUse(String pointer, Ability ability) {

    static List<AbilityUse> of(Scenario scenario) {
        List<AbilityUse> uses = new ArrayList<>();
        if (scenario.upstream().answer() instanceof Upstream.Nginx nginx
                && TrivialNginx.parse(nginx.snippet()).isEmpty()) {
            uses.add(new AbilityUse("/upstream/nginx", Ability.NGINX_UPSTREAM));
        }
        kong(scenario.kong(), uses);
        for (int i = 0; i < scenario.variants().size(); i++) {
            Variant variant = scenario.variants().get(i);
            filling("/variants/" + i, variant.content(), variant.plugins(), uses);
        }
        for (int i = 0; i < scenario.cases().size(); i++) {
            workload("/cases/" + i, scenario.cases().get(i), uses);
        }
        return uses;
    }

    private static void kong(Kong kong, List<AbilityUse> uses) {
        if (kong.database().kind() == Kong.Database.Kind.POSTGRES) {
            uses.add(new AbilityUse("/kong/database", Ability.POSTGRES));
        }
        if (kong.database().separate()) {
            uses.add(new AbilityUse("/kong/database/separate", Ability.SEPARATE_DATABASE));
        }
        filling("/kong", kong.content(), kong.plugins(), uses);
        if (!kong.nodes().isEmpty()) {
            uses.add(new AbilityUse("/kong/nodes", Ability.NODES));
        }
    }

    private static void filling(String at, Kong.Content content, List<Kong.Plugin> plugins, List<AbilityUse> uses) {
        content.sql().ifPresent(file -> uses.add(new AbilityUse(at + "/sql", Ability.SQL)));
        content.dump().ifPresent(file -> uses.add(new AbilityUse(at + "/dump", Ability.DUMP)));
        // What is switched on everywhere is ours, and each driver has its own way to run it.
        if (plugins.stream().anyMatch(plugin -> plugin.everywhere().isEmpty())) {
            uses.add(new AbilityUse(at + "/plugins", Ability.PLUGINS));
        }
    }

    private static void workload(String at, Case workload, List<AbilityUse> uses) {
        Load load = workload.load();
        target(load.target()).ifPresent(ability -> uses.add(new AbilityUse(at + "/load/target", ability)));
        if (load.engine().filter(engine -> engine == Load.Engine.WRK).isPresent()) {
            uses.add(new AbilityUse(at + "/load/engine", Ability.WRK));
        }
        load.script().ifPresent(script -> uses.add(new AbilityUse(at + "/load/script", Ability.WRK_SCRIPT)));
        if (load.rate() instanceof Rate.Constant) {
            uses.add(new AbilityUse(at + "/load/rate", Ability.RATE));
        }
        if (!workload.profile().profilers().isEmpty()) {
            uses.add(new AbilityUse(at + "/profile", Ability.PROFILE));
        }
        if (!workload.during().isEmpty()) {
            uses.add(new AbilityUse(at + "/during", Ability.DURING));
        }
    }

    private static Optional<Ability> target(Load.Target target) {
        return switch (target) {
            case ADMIN -> Optional.of(Ability.ADMIN_TARGET);
            case STATUS -> Optional.of(Ability.STATUS_TARGET);
            case PROXY, UPSTREAM -> Optional.empty();
        };
    }
}
