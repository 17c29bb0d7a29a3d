package io.github.kongperf.kong;

import io.github.kongperf.node.Await;
import io.github.kongperf.node.CleanUp;
import io.github.kongperf.node.Command;
import io.github.kongperf.node.Job;
import io.github.kongperf.node.Node;
import io.github.kongperf.node.NodeFailed;
import io.github.kongperf.node.Result;
import io.github.kongperf.scenario.Kong.Plugin;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One Kong node: a master process and its workers. All that it has is below one folder, which is the caller's to enter in a
 * ledger before, and to delete after.
 */
public final class KongServer {

    /** How long a start may take on a busy machine. */
    public static final Duration START = Duration.ofSeconds(60);

    private static final Duration MIGRATIONS = Duration.ofMinutes(3);
    private static final Duration IMPORT = Duration.ofMinutes(10);

    /** The load is over when Kong is stopped: there is nothing to wait for. */
    private static final Duration QUIT = Duration.ofSeconds(2);

    private static final Duration END = Duration.ofSeconds(2);
    private static final int LONGEST_LOG = 16 << 20;

    /** Kong makes sockets in its prefix; the system limits their paths to 107 bytes, and their names have up to 35. */
    private static final int LONGEST_PREFIX = 72;

    private final Node node;
    private final Installation installation;
    private final Plan plan;
    private final KongSettings settings;
    private @Nullable Job job;
    private NginxProcesses.@Nullable Children children;

    /**
     * How a Kong is to run.
     *
     * @param folder a folder on the node for all that it has; need not exist
     * @param ports where it listens; what is not there is off
     * @param address on which it listens: {@code 127.0.0.1}
     * @param more settings of the deployment, such as {@code role}: they win over the user's
     * @param plugins besides its own
     * @param cpus that it is pinned to; empty: not pinned
     * @param confined whether its node has no others anyway
     */
    public record Plan(
            String folder,
            Map<Listen, Integer> ports,
            String address,
            KongDatabase database,
            Map<String, String> more,
            List<Plugin> plugins,
            List<Integer> cpus,
            boolean confined) {

        /** Of one that is only to run commands, such as migrations. */
        public static Plan forCommands(String folder, String address, KongDatabase database, List<Plugin> plugins) {
            return new Plan(folder, Map.of(Listen.PROXY, 1), address, database, Map.of(), plugins, List.of());
        }

        /** On a node that may have other CPUs. */
        public Plan(
                String folder,
                Map<Listen, Integer> ports,
                String address,
                KongDatabase database,
                Map<String, String> more,
                List<Plugin> plugins,
                List<Integer> cpus) {
            this(folder, ports, address, database, more, plugins, cpus, false);
        }

        public Plan {
            EnumMap<Listen, Integer> copy = new EnumMap<>(Listen.class);
            copy.putAll(ports);
            ports = java.util.Collections.unmodifiableMap(copy);
            more = Map.copyOf(more);
            plugins = List.copyOf(plugins);
            cpus = List.copyOf(cpus);
            if (ports.isEmpty()) {
                throw new IllegalArgumentException("a Kong that listens on no port can't be waited for");
            }
        }

        /** Kong's prefix. */
        public String prefix() {
            return folder + "/kong";
        }

        /** The folder of the job that Kong is. */
        public String jobFolder() {
            return folder + "/job";
        }

        String luaFolder() {
            return folder + "/plugins";
        }

        String conf() {
            return folder + "/kong.conf";
        }

        List<String> customPlugins() {
            return CustomPlugins.names(plugins);
        }
    }

    private KongServer(Node node, Installation installation, Plan plan, KongSettings settings) {
        this.node = node;
        this.installation = installation;
        this.plan = plan;
        this.settings = settings;
    }

    /**
     * Puts what it needs on the node, and starts nothing.
     *
     * @param user {@code kong.config}
     * @throws KongFailed if it can't run so
     * @throws IllegalArgumentException for a setting that is {@link KongSettings#refused}
     */
    public static KongServer prepare(Node node, Installation installed, Plan plan, Map<String, String> user)
            throws InterruptedException {
        if (plan.prefix().length() > LONGEST_PREFIX) {
            throw new KongFailed(
                    "%s is too long for Kong, which makes sockets in it: at most %d characters; set a shorter workFolder"
                            .formatted(plan.prefix(), LONGEST_PREFIX));
        }
        if (!installed.wrapper().isEmpty() && plan.folder().startsWith("/usr/local/")) {
            throw new KongFailed(
                    "%s is below /usr/local, which the package of Kong hides while it runs; set another stateFolder"
                            .formatted(plan.folder()));
        }
        Installation installation =
                plan.customPlugins().isEmpty() ? installed : installed.withLuaFolder(plan.luaFolder());
        boolean root = node.run(Command.of("id", "-u"))
                .orFail("asking who we are")
                .out()
                .strip()
                .equals("0");
        KongSettings settings = KongSettings.of(plan, user, root, installation.luaPath());
        // Without a file of its own, Kong reads what somebody has in /etc/kong.
        node.run(Command.of(
                        "sh",
                        "-c",
                        "mkdir -p \"$1\" && echo 'anonymous_reports = off' > \"$2\"",
                        "sh",
                        plan.folder(),
                        plan.conf()))
                .orFail("making " + plan.folder());
        CustomPlugins.put(plan.plugins(), node, plan.luaFolder());
        return new KongServer(node, installation, plan, settings);
    }

    public Plan plan() {
        return plan;
    }

    /** All settings that it runs with, by Kong's names, without the password. */
    public Map<String, String> settings() {
        return settings.values();
    }

    /** Makes the tables of an empty database. */
    public void bootstrap() throws InterruptedException {
        run(MIGRATIONS, "migrations", "bootstrap");
    }

    /**
     * Loads a declarative file into the database.
     *
     * @param file on the node
     */
    public void dbImport(String file) throws InterruptedException {
        run(IMPORT, "config", "db_import", file);
    }

    /**
     * Checks a declarative file.
     *
     * @param file on the node
     */
    public void parse(String file) throws InterruptedException {
        run(IMPORT, "config", "parse", file);
    }

    /** Makes the certificate that the nodes of a hybrid deployment share. Both files are on the node, and must not exist yet. */
    public void hybridCertificate(String certificate, String key) throws InterruptedException {
        String[] words = {"hybrid", "gen_cert", certificate, key};
        // It takes no -c.
        run(installation.kong(words).env(settings.environment()).within(MIGRATIONS), words);
    }

    /** Brings a database of an older Kong to what this one needs; one that is so already stays as it is. */
    public void migrate() throws InterruptedException {
        run(MIGRATIONS, "migrations", "up");
        run(MIGRATIONS, "migrations", "finish");
    }

    private void run(Duration within, String... arguments) throws InterruptedException {
        run(command(arguments).within(within), arguments);
    }

    private void run(Command command, String... arguments) throws InterruptedException {
        Result result = node.run(command);
        if (!result.ok()) {
            throw StartFailure.of(
                    "%s: 'kong %s' ended with %d".formatted(name(), String.join(" ", arguments), result.code()),
                    result.err() + "\n" + result.out(),
                    List.of());
        }
    }

    private Command command(String... arguments) {
        Command command = installation.kong(arguments).with("-c", plan.conf()).env(settings.environment());
        return settings.password()
                .map(password -> command.secret("KONG_PG_PASSWORD", password))
                .orElse(command);
    }

    /**
     * Starts it and waits until it listens. Its routes may take longer: only an answer of theirs tells.
     *
     * @throws KongFailed.PortTaken if another program has one of its ports; all of it is down again
     * @throws KongFailed if it does not start in that time, with Kong's own words; all of it is down again
     */
    public void start(Duration within) throws InterruptedException {
        Command command = command("start");
        if (!plan.cpus().isEmpty() && !plan.confined()) {
            command = command.by(
                    "taskset",
                    "-c",
                    String.join(",", plan.cpus().stream().map(String::valueOf).toList()));
        }
        Job started = node.start(command, plan.jobFolder());
        job = started;
        try {
            Await.until(name() + " to listen", within, () -> amiss(started));
        } catch (NodeFailed e) {
            KongFailed failure =
                    StartFailure.of(e.getMessage() == null ? name() : e.getMessage(), said(started), errorLog());
            failure.addSuppressed(e);
            throw down(started, failure);
        } catch (KongFailed e) {
            throw down(started, e);
        } catch (InterruptedException e) {
            throw down(started, e);
        }
    }

    private <E extends Exception> E down(Job started, E failure) {
        try {
            CleanUp.call(() -> {
                started.end(END);
                return true;
            });
        } catch (NodeFailed left) {
            failure.addSuppressed(left);
        }
        return failure;
    }

    private Optional<String> amiss(Job started) throws InterruptedException {
        if (!started.running()) {
            throw StartFailure.of(name() + " did not start", said(started), errorLog());
        }
        OptionalLong master = master();
        if (master.isEmpty()) {
            return Optional.of("no master process yet");
        }
        if (!started.processes().contains(master.getAsLong())) {
            return Optional.of("process %d of its pid file is not there".formatted(master.getAsLong()));
        }
        for (Map.Entry<Listen, Integer> port : plan.ports().entrySet()) {
            Optional<String> refusal = node.refusal(port.getValue());
            if (refusal.isPresent()) {
                return Optional.of(
                        "%s on port %d: %s".formatted(port.getKey().setting(), port.getValue(), refusal.get()));
            }
        }
        return incomplete(NginxProcesses.children(node, master.getAsLong()));
    }

    /** A worker that begins answers on the ports already, for they are its master's, but is not known as one yet. */
    private Optional<String> incomplete(NginxProcesses.Children now) {
        boolean asBefore = now.equals(children);
        children = now;
        if (now.workers().isEmpty() || now.beginning() > 0) {
            return Optional.of("%d worker processes are there, and %d begin"
                    .formatted(now.workers().size(), now.beginning()));
        }
        // One may be forked just after the look.
        return asBefore ? Optional.empty() : Optional.of("its worker processes have just begun");
    }

    /** Pids of its worker processes. Empty if it is not up. */
    public List<Long> workers() throws InterruptedException {
        OptionalLong master = master();
        return master.isEmpty()
                ? List.of()
                : NginxProcesses.children(node, master.getAsLong()).workers();
    }

    /** What has happened, in a sentence with its last words, if it is no longer up; empty if it is, or was not started. */
    public Optional<String> died() throws InterruptedException {
        Job started = job;
        if (started == null) {
            return Optional.empty();
        }
        OptionalLong master = master();
        boolean masterLives = master.isPresent() && started.processes().contains(master.getAsLong());
        if (started.running() && masterLives) {
            return Optional.empty();
        }
        String how = started.exitCode().isPresent()
                ? "with exit code " + started.exitCode().getAsInt()
                : "killed by somebody else";
        return Optional.of(
                StartFailure.withItsWords("%s has ended, %s".formatted(name(), how), said(started), errorLog()));
    }

    /** Its error log so far; of a very long one, the end. */
    public List<String> errorLog() throws InterruptedException {
        String name = settings.values().getOrDefault("proxy_error_log", "logs/error.log");
        String file = name.startsWith("/") ? name : plan.prefix() + "/" + name;
        if (name.startsWith("/dev/")) {
            return job == null ? List.of() : job.errors().lines().toList();
        }
        Result result = node.run(Command.of("tail", "-c", String.valueOf(LONGEST_LOG), file));
        // None before its first line, and none if the user has turned it off.
        return result.ok() ? result.out().lines().toList() : List.of();
    }

    /**
     * Ends it: lets it finish what it is at, but not for long. When this returns, none of its processes lives. Does nothing if
     * it is not up.
     */
    public void stop() throws InterruptedException {
        Job started = job;
        if (started == null) {
            return;
        }
        OptionalLong master = master();
        if (master.isPresent() && started.processes().contains(master.getAsLong())) {
            node.run(Command.of("sh", "-c", "kill -QUIT \"$1\"", "sh", String.valueOf(master.getAsLong())));
            started.await(QUIT);
        }
        started.end(END);
        job = null;
    }

    private OptionalLong master() throws InterruptedException {
        Result pid = node.run(Command.of("cat", plan.prefix() + "/pids/nginx.pid"));
        String text = pid.out().strip();
        return pid.ok() && text.matches("[1-9][0-9]{0,9}")
                ? OptionalLong.of(Long.parseLong(text))
                : OptionalLong.empty();
    }

    private String name() {
        return "Kong %s (%s)"
                .formatted(installation.kong(), installation.version().text());
    }

    private String said(Job started) throws InterruptedException {
        String text = started.errors() + "\n" + started.output();
        return settings.password()
                .map(password -> text.replace(password, "(secret)"))
                .orElse(text);
    }
}
