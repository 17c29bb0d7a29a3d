package io.github.kongperf.kong;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The settings that a Kong runs with: what stands here, under what the user says, under what is ours.
 *
 * <table>
 * <caption>Defaults that differ from Kong's own; {@code kong.config} may change each</caption>
 * <tr><th>setting</th><th>value</th><th>why</th></tr>
 * <tr><td>{@code anonymous_reports}</td><td>off</td><td>a measurement sends nothing to anybody</td></tr>
 * <tr><td>{@code vitals}</td><td>off</td><td>the same for all editions</td></tr>
 * <tr><td>{@code proxy_access_log}, {@code admin_access_log}, {@code status_access_log}</td><td>off</td><td>what a log costs
 * depends on the disk</td></tr>
 * <tr><td>{@code log_level}</td><td>notice</td><td>Kong's own, stated</td></tr>
 * <tr><td>{@code admin_gui_listen}</td><td>off</td><td>its ports are fixed, and it is not measured</td></tr>
 * <tr><td>{@code nginx_main_user}</td><td>root root</td><td>only where Kong is started by root: another user's workers can't
 * read a checkout below a closed home folder</td></tr>
 * <tr><td>{@code nginx_worker_processes}</td><td>the number of CPUs that Kong is pinned to, else Kong's own: auto</td><td>
 * Kong counts all CPUs of the machine</td></tr>
 * </table>
 *
 * <p>Ours, and refused from the user: the prefix, all listeners (on ports of ours, without {@code reuseport}, with which two
 * Kongs could share a port unseen), the database, the declarative file, and that nginx stays in the foreground.
 */
public final class KongSettings {

    private static final Map<String, String> DEFAULTS = defaults();

    private static final Set<String> OURS = Set.of(
            "prefix",
            "proxy_listen",
            "admin_listen",
            "status_listen",
            "cluster_listen",
            "cluster_telemetry_listen",
            "database",
            "pg_host",
            "pg_port",
            "pg_user",
            "pg_password",
            "pg_database",
            "declarative_config",
            "declarative_config_string",
            "nginx_daemon",
            "nginx_main_daemon",
            "openresty_path");

    private static final String PLUGINS = "plugins";
    private static final String LUA_PACKAGE_PATH = "lua_package_path";

    private final Map<String, String> values;
    private final Optional<String> password;

    private KongSettings(Map<String, String> values, Optional<String> password) {
        this.values = values;
        this.password = password;
    }

    private static Map<String, String> defaults() {
        Map<String, String> defaults = new LinkedHashMap<>();
        defaults.put("anonymous_reports", "off");
        defaults.put("vitals", "off");
        defaults.put("proxy_access_log", "off");
        defaults.put("admin_access_log", "off");
        defaults.put("status_access_log", "off");
        defaults.put("log_level", "notice");
        defaults.put("admin_gui_listen", "off");
        return defaults;
    }

    /**
     * What must not stand in {@code kong.config}, each as a sentence.
     *
     * @param user settings as the user wrote them
     */
    public static List<String> refused(Map<String, String> user) {
        List<String> refused = new ArrayList<>();
        for (String key : new TreeSet<>(user.keySet())) {
            String name = key.toLowerCase(Locale.ROOT);
            if (key.startsWith("KONG_")) {
                refused.add("kong.config.%s: write it as Kong's configuration file does: %s"
                        .formatted(key, name.substring("kong_".length())));
            } else if (OURS.contains(name)) {
                refused.add("kong.config.%s: is set by Kong Perf; leave it out".formatted(key));
            } else if (!key.matches("[a-z0-9_]+")) {
                refused.add("kong.config.%s: is no name of a setting; they are made of small letters, digits and _"
                        .formatted(key));
            }
        }
        return refused;
    }

    /**
     * @param user {@code kong.config}
     * @throws IllegalArgumentException for a setting that is {@link #refused}
     */
    static KongSettings of(KongServer.Plan plan, Map<String, String> user, boolean root, String luaPath) {
        List<String> refused = refused(user);
        if (!refused.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", refused));
        }
        Map<String, String> values = new LinkedHashMap<>(DEFAULTS);
        if (root) {
            values.put("nginx_main_user", "root root");
        }
        if (!plan.cpus().isEmpty()) {
            values.put("nginx_worker_processes", String.valueOf(plan.cpus().size()));
        }
        values.putAll(user);
        values.putAll(plan.more());
        values.put("prefix", plan.prefix());
        values.put("nginx_daemon", "off");
        for (Listen listen : Listen.values()) {
            Integer port = plan.ports().get(listen);
            if (port != null) {
                values.put(listen.setting(), plan.address() + ":" + port);
            } else if (listen.compareTo(Listen.CLUSTER) < 0) {
                // Those of a control plane can't be off; without that role nothing listens.
                values.put(listen.setting(), "off");
            }
        }
        values.putAll(plan.database().settings());
        plugins(plan.customPlugins(), user).ifPresent(plugins -> values.put(PLUGINS, plugins));
        if (!luaPath.isEmpty()) {
            values.put(LUA_PACKAGE_PATH, luaPath + user.getOrDefault(LUA_PACKAGE_PATH, "./?.lua;./?/init.lua;"));
        }
        return new KongSettings(values, plan.database().password());
    }

    private static Optional<String> plugins(List<String> custom, Map<String, String> user) {
        if (custom.isEmpty()) {
            return Optional.empty();
        }
        Set<String> names = new LinkedHashSet<>();
        for (String name : user.getOrDefault(PLUGINS, "bundled").split(",", -1)) {
            names.add(name.strip());
        }
        // Kong loads no plugin at all if it stands first.
        names.remove("off");
        names.addAll(custom);
        return Optional.of(String.join(",", names));
    }

    /** The settings by Kong's names, without the password. */
    public Map<String, String> values() {
        return java.util.Collections.unmodifiableMap(values);
    }

    /** The same as environment variables. */
    Map<String, String> environment() {
        Map<String, String> environment = new LinkedHashMap<>();
        values.forEach((name, value) -> environment.put("KONG_" + name.toUpperCase(Locale.ROOT), value));
        return environment;
    }

    Optional<String> password() {
        return password;
    }
}
