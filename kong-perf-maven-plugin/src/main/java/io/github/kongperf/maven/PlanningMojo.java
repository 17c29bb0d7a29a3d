package io.github.kongperf.maven;

import io.github.kongperf.database.PostgresSources;
import io.github.kongperf.driver.Driver;
import io.github.kongperf.driver.Needs;
import io.github.kongperf.driver.ShutdownGuard;
import io.github.kongperf.driver.StartedSession;
import io.github.kongperf.driver.StateFolder;
import io.github.kongperf.driver.docker.DockerSettings;
import io.github.kongperf.driver.docker.ImageNames;
import io.github.kongperf.driver.local.LocalSettings;
import io.github.kongperf.experiment.Setups;
import io.github.kongperf.kong.KongSources;
import io.github.kongperf.machine.EnvironmentDoctor;
import io.github.kongperf.machine.HostConditions;
import io.github.kongperf.machine.Pinning;
import io.github.kongperf.plan.Overhead;
import io.github.kongperf.plan.Plan;
import io.github.kongperf.plan.PlanOptions;
import io.github.kongperf.plan.TagExpression;
import io.github.kongperf.report.Numbers;
import io.github.kongperf.scenario.Abilities;
import io.github.kongperf.scenario.Ability;
import io.github.kongperf.scenario.Problem;
import io.github.kongperf.scenario.Profiling;
import io.github.kongperf.scenario.Reading;
import io.github.kongperf.scenario.ScenarioFile;
import io.github.kongperf.scenario.ScenarioReader;
import java.io.File;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.Parameter;
import org.eclipse.aether.RepositorySystem;
import org.jspecify.annotations.Nullable;

/** What the goals share that know what is to be measured: they read it, check all of it, and plan. */
abstract class PlanningMojo extends KongPerfMojo {

    /** Instead of names of profilers. */
    private static final String NO_PROFILERS = "none";

    private static final String DEFAULT_EMBEDDED_WARMUP = "10s";

    /**
     * Where Kong runs: {@code docker}, in containers; {@code local}, as processes of this machine; or {@code embedded}, a plain
     * proxy inside of Maven, which is not Kong.
     */
    @Parameter(property = "kong-perf.driver", defaultValue = Drivers.DEFAULT)
    private @Nullable String driver;

    /**
     * Versions to compare; the first is the baseline. {@code 3.9.1} is a release, {@code git:main} a branch, tag or hash of
     * {@code kongRepository}, {@code path:../kong} a working tree as it is, {@code image:my/kong:1} an image, for the docker
     * driver. The embedded driver has one of its own and takes none.
     */
    @Parameter(property = "kong-perf.versions")
    private @Nullable List<String> versions;

    /** Scenario files, or folders of them. */
    @Parameter(property = "kong-perf.scenarios", defaultValue = "src/perf")
    private List<String> scenarios;

    /**
     * Which cases to measure, by tags of scenarios and cases, or names of cases: {@code simple & !hybrid}. Default: all.
     */
    @Parameter(property = "kong-perf.tags", defaultValue = "")
    private @Nullable String tags;

    /**
     * Blocks of each case at most: how often each subject is started afresh and loaded. A case gets no more once its verdicts stand,
     * which is looked at up to five times.
     */
    @Parameter(property = "kong-perf.blocks", defaultValue = "48")
    private int blocks;

    /** How long all of it may take, such as {@code 20m}; spent on as many blocks as fit, instead of {@code blocks}. */
    @Parameter(property = "kong-perf.budget")
    private @Nullable String budget;

    /** Seed of everything that is random: orders, and requests. Default: a new one, which the results keep. */
    @Parameter(property = "kong-perf.seed")
    private @Nullable Long seed;

    /** How often at most a whole session may call equal subjects different. */
    @Parameter(property = "kong-perf.errorRate", defaultValue = "0.01")
    private double errorRate;

    /**
     * By what all cases are profiled, instead of what each of them says ({@code profile}): {@code lua}, {@code perf} and
     * {@code stapxx}, several with commas; {@code none}. Profiled trials come after the measured ones, and are never measured.
     */
    @Parameter(property = "kong-perf.profile")
    private @Nullable List<String> profile;

    /**
     * The folder of a clone of {@code https://github.com/Kong/stapxx}, for the profiler {@code stapxx}. With the docker driver, in
     * the image of the worker.
     */
    @Parameter(property = "kong-perf.stapxx")
    private @Nullable String stapxx;

    /**
     * How long the embedded driver keeps the JVM busy before the first block, such as {@code 1s}. With less than 10 s the
     * first blocks are measured with code that is not compiled yet.
     */
    @Parameter(property = "kong-perf.embeddedWarmup", defaultValue = DEFAULT_EMBEDDED_WARMUP)
    private String embeddedWarmup;

    /**
     * A folder with OpenResty and the rocks that Kong needs, on which working trees and commits run. Default: what is found on
     * PATH, LUA_PATH and LUA_CPATH, as where {@code make dev} or {@code make venv} of Kong put it.
     */
    @Parameter(property = "kong-perf.kongHome")
    private @Nullable File kongHome;

    /**
     * What {@code git:} versions refer to: a folder with a clone of Kong, which is only read, or a URL, which is fetched into a
     * cache.
     */
    @Parameter(property = "kong-perf.kongRepository")
    private @Nullable String kongRepository;

    /**
     * Where packages of releases are: a URL with {@code {version}}, and possibly {@code {major}}, {@code {minor}},
     * {@code {arch}} and {@code {codename}}; or several, parted by blanks, of which the first that has it is taken. Default:
     * Kong's download site.
     */
    @Parameter(property = "kong-perf.packageUrl")
    private @Nullable String packageUrl;

    /**
     * A folder with {@code initdb} and {@code postgres}, or {@code embedded} for the PostgreSQL that Maven Central has. Default:
     * the newest that the machine has, else the embedded one.
     */
    @Parameter(property = "kong-perf.postgresHome")
    private @Nullable String postgresHome;

    /**
     * Where fetched commits and packages are kept. Default: {@code $XDG_CACHE_HOME/kong-perf}, else
     * {@code ~/.cache/kong-perf}.
     */
    @Parameter(property = "kong-perf.cacheFolder")
    private @Nullable File cacheFolder;

    /**
     * Below which folder sessions keep their processes' files while they last. Its path must be short, for sockets lie in it.
     * Default: the system's folder for temporary files.
     */
    @Parameter(property = "kong-perf.workFolder")
    private @Nullable File workFolder;

    /** CPUs of each role: {@code kong=0-3; upstream=4; generator=5-7; database=4}. One that is not named may use all. */
    @Parameter(property = "kong-perf.cpus")
    private @Nullable String cpus;

    /** The image of a release, for the docker driver: a name with {@code {version}}. */
    @Parameter(property = "kong-perf.kongImage", defaultValue = ImageNames.KONG)
    private @Nullable String kongImage;

    /** The image of an alpha or beta version or a release candidate: a name with {@code {version}}. */
    @Parameter(property = "kong-perf.candidateImage", defaultValue = ImageNames.CANDIDATE_OF_KONG)
    private @Nullable String candidateImage;

    /** The image of an enterprise release, which has four numbers: a name with {@code {version}}. */
    @Parameter(property = "kong-perf.enterpriseImage", defaultValue = ImageNames.ENTERPRISE_KONG)
    private @Nullable String enterpriseImage;

    /**
     * The image in which all {@code git:} and {@code path:} versions run with the docker driver. Default: that of the release that
     * each is based on.
     */
    @Parameter(property = "kong-perf.kongBaseImage")
    private @Nullable String kongBaseImage;

    /** The image of PostgreSQL, for the docker driver; {@code {version}} in it stands for a version that fits Kong's age. */
    @Parameter(property = "kong-perf.postgresImage", defaultValue = ImageNames.POSTGRES)
    private @Nullable String postgresImage;

    /**
     * What the docker driver makes its image with the upstream's nginx and the load generator from. Where these are missing, they
     * are installed by its apt or apk.
     */
    @Parameter(property = "kong-perf.workerImage", defaultValue = ImageNames.WORKER)
    private @Nullable String workerImage;

    /** How much memory containers may use: {@code kong=1g; db=512m; worker=2g}. One that is not named has no limit. */
    @Parameter(property = "kong-perf.memory")
    private @Nullable String memory;

    /** Limits of all containers, soft and hard: {@code nofile=65536:65536}. */
    @Parameter(property = "kong-perf.ulimits")
    private @Nullable String ulimits;

    /** Kernel settings of all containers: {@code net.core.somaxconn=4096}. */
    @Parameter(property = "kong-perf.sysctls")
    private @Nullable String sysctls;

    /** Whether containers use the network of the engine's machine, instead of one of their own. */
    @Parameter(property = "kong-perf.hostNetwork", defaultValue = "false")
    private boolean hostNetwork;

    /**
     * How often a start is tried again that lost its ports to another program, or a pull that failed. Nothing else is tried again.
     */
    @Parameter(property = "kong-perf.retries", defaultValue = "3")
    private int retries;

    @Inject
    private RepositorySystem repositorySystem;

    /** How long Ctrl-C waits for everything to be taken down in good order. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** What is to be measured, by whom; checked. */
    record Prepared(Driver driver, Plan plan, List<ScenarioFile> files) {}

    /**
     * Reads and checks everything, starting nothing.
     *
     * @param adopted seed of the session that {@code start} began, unless the user gives one
     * @throws Fault with all problems at once
     */
    final Prepared prepare(OptionalLong adopted) throws Fault, InterruptedException {
        List<String> faults = new ArrayList<>();
        Driver chosen = null;
        PlanOptions options = null;
        try {
            chosen = Drivers.named(driver, driverOptions());
            options = options(chosen, adopted);
            faults.addAll(chosen.check(options.versions()));
        } catch (Fault | IllegalArgumentException e) {
            faults.add(String.valueOf(e.getMessage()));
            if (chosen != null) {
                // What it lacks whatever the versions are.
                faults.addAll(chosen.check(List.of()));
            }
        }
        Reading reading = new ScenarioReader(module()).read(paths());
        List<Problem> problems = new ArrayList<>(reading.problems());
        if (chosen != null) {
            for (ScenarioFile file : reading.scenarios()) {
                problems.addAll(abilities(chosen).missing(file));
                problems.addAll(chosen.check(file));
            }
        }
        problems.sort(Comparator.comparing(
                        (Problem problem) -> problem.position().file().toString())
                .thenComparing(problem -> problem.position().line())
                .thenComparing(problem -> problem.position().column()));
        problems.forEach(problem -> faults.add(problem.toString()));
        if (!faults.isEmpty() || chosen == null || options == null) {
            throw new Fault(faults.stream()
                    .distinct()
                    .collect(Collectors.joining(
                            "\n",
                            "%d problem%s, so nothing was started:\n"
                                    .formatted(faults.size(), faults.size() == 1 ? "" : "s"),
                            "")));
        }
        try {
            return new Prepared(chosen, Plan.of(reading.scenarios(), options), reading.scenarios());
        } catch (IllegalArgumentException e) {
            throw new Fault(String.valueOf(e.getMessage()), e);
        }
    }

    /** What cases say of profilers does not matter where the user says it. */
    private Abilities abilities(Driver chosen) {
        Abilities own = Abilities.of(chosen.name());
        return profilers().isPresent() ? own.and(Ability.PROFILE) : own;
    }

    private Optional<List<String>> profilers() {
        List<String> names = profile == null
                ? List.of()
                : profile.stream()
                        .map(String::strip)
                        .filter(name -> !name.isEmpty())
                        .distinct()
                        .toList();
        if (names.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(names.equals(List.of(NO_PROFILERS)) ? List.of() : names);
    }

    /** @throws IllegalArgumentException if the driver can't do it, or one is no profiler */
    private Optional<List<String>> profilers(Driver chosen) {
        Optional<List<String>> names = profilers();
        names.ifPresent(given -> {
            try {
                Profiling.with(given);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("kong-perf.profile: %s, or 'none'".formatted(e.getMessage()), e);
            }
            if (!given.isEmpty() && !Abilities.of(chosen.name()).can().contains(Ability.PROFILE)) {
                throw new IllegalArgumentException(
                        "kong-perf.profile: the %s driver has no profilers; leave it out, or choose the local or the docker driver"
                                .formatted(chosen.name()));
            }
        });
        return names;
    }

    /** Has what is up go down when the JVM is told to end, until it is closed. */
    static ShutdownGuard guard(StateFolder state, StartedSession own) {
        return ShutdownGuard.of(PATIENCE, () -> {
            // The last resort: by the ledger.
            try {
                state.end(own, Drivers.remover(own.driver()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** Under which everything is measured that is measured now. */
    static Map<String, String> conditions(Driver driver, HostConditions host) {
        Map<String, String> all = new HashMap<>(host.fixed());
        all.putAll(host.current());
        all.putAll(driver.conditions());
        return all;
    }

    /** Says what will be profiled, if anything. */
    final void profiles(Plan plan) {
        if (!plan.profilers().isEmpty()) {
            say("then %s are profiled by %s, about %s more"
                    .formatted(
                            Numbers.counted(
                                    plan.profiles().stream()
                                            .mapToInt(round ->
                                                    round.block().subjects().size())
                                            .sum(),
                                    "trial"),
                            String.join(" and ", plan.profilers()),
                            Numbers.duration(plan.profiling())));
        }
    }

    /** Says what of this machine is amiss. */
    final void diagnose() {
        new EnvironmentDoctor().findings().forEach(finding -> getLog().warn("this machine: " + finding));
    }

    /** Says what of this machine is amiss, and what profilers lack. */
    final void diagnose(Prepared prepared) throws InterruptedException {
        diagnose();
        for (String profiler : prepared.plan().profilers()) {
            for (String lack : prepared.driver().missing(profiler)) {
                getLog().warn("there will be no flame graph by %s: %s".formatted(profiler, lack));
            }
        }
    }

    final Needs needs(Plan plan) throws Fault {
        try {
            return Setups.needs(plan);
        } catch (IllegalArgumentException e) {
            throw new Fault(String.valueOf(e.getMessage()), e);
        }
    }

    /** The options that decide what is measured, as a command line gives them. */
    final String commandLine(Prepared prepared) {
        List<String> words = new ArrayList<>(List.of("mvn", goal()));
        words.add(option("driver", prepared.driver().name()));
        if (prepared.driver().name().equals("embedded")
                && !embeddedWarmup.strip().equals(DEFAULT_EMBEDDED_WARMUP)) {
            words.add(option("embeddedWarmup", embeddedWarmup.strip()));
        }
        if (versions != null && !versions.isEmpty()) {
            words.add(option("versions", String.join(",", versions)));
        }
        if (kongHome != null) {
            words.add(option("kongHome", shown(folder(kongHome))));
        }
        if (kongRepository != null) {
            words.add(option("kongRepository", kongRepository));
        }
        if (packageUrl != null && !packageUrl.isBlank()) {
            words.add(option("packageUrl", packageUrl.strip()));
        }
        if (postgresHome != null && !postgresHome.isBlank()) {
            words.add(option("postgresHome", postgresHome.strip()));
        }
        if (stapxx != null && !stapxx.isBlank()) {
            words.add(option("stapxx", stapxx.strip()));
        }
        if (cpus != null && !cpus.isBlank()) {
            words.add(option("cpus", cpus.strip()));
        }
        if (prepared.driver().name().equals("docker")) {
            dockerOptions().forEach((name, value) -> words.add(option(name, value)));
        }
        if (!scenarios.equals(List.of("src/perf"))) {
            words.add(option(
                    "scenarios",
                    scenarios.stream().map(path -> shown(resolved(path))).collect(Collectors.joining(","))));
        }
        if (tags != null && !tags.isBlank()) {
            words.add(option("tags", tags));
        }
        profilers()
                .ifPresent(names ->
                        words.add(option("profile", names.isEmpty() ? NO_PROFILERS : String.join(",", names))));
        words.addAll(sizes(prepared.plan()));
        words.add(option("errorRate", Double.toString(errorRate)));
        words.add(option("seed", Long.toString(prepared.plan().options().seed())));
        return String.join(" ", words);
    }

    /** Options of the docker driver that differ from what they are by themselves, by name. */
    private Map<String, String> dockerOptions() {
        Map<String, String> given = new LinkedHashMap<>();
        given(given, "kongImage", kongImage, ImageNames.KONG);
        given(given, "candidateImage", candidateImage, ImageNames.CANDIDATE_OF_KONG);
        given(given, "enterpriseImage", enterpriseImage, ImageNames.ENTERPRISE_KONG);
        given(given, "kongBaseImage", kongBaseImage, "");
        given(given, "postgresImage", postgresImage, ImageNames.POSTGRES);
        given(given, "workerImage", workerImage, ImageNames.WORKER);
        given(given, "memory", memory, "");
        given(given, "ulimits", ulimits, "");
        given(given, "sysctls", sysctls, "");
        given(given, "hostNetwork", Boolean.toString(hostNetwork), "false");
        return given;
    }

    private static void given(Map<String, String> all, String name, @Nullable String value, String standard) {
        String text = value == null ? "" : value.strip();
        if (!text.isEmpty() && !text.equals(standard)) {
            all.put(name, text);
        }
    }

    private DockerSettings docker(KongSources sources) {
        Map<String, String> named = dockerOptions();
        given(named, "cpus", cpus, "");
        given(named, "stapxx", stapxx, "");
        return DockerSettings.of(named, sources, module(), retries, getLog()::debug);
    }

    /** Options that say how much is measured, as a command line gives them. */
    List<String> sizes(Plan plan) {
        return List.of(option("blocks", Integer.toString(plan.blocksPerWorkload())));
    }

    /** The goal that measures what is planned. */
    String goalName() {
        return "run";
    }

    /** The prefix of the plugin is known only where a pom names it. */
    private String goal() {
        return project().getBasedir() == null
                ? "io.github.kongperf:kong-perf-maven-plugin:%s:%s".formatted(Tool.version(), goalName())
                : "kong-perf:" + goalName();
    }

    /** Blocks of each case that the user wants at most. */
    final int blocks() {
        return blocks;
    }

    /** What is known of this machine. */
    final Calibrations calibrations() {
        return Calibrations.of(state(), module());
    }

    private Drivers.Options driverOptions() throws Fault {
        Path cache = cacheFolder == null
                ? StateFolder.defaultCache(System.getenv(), Path.of(System.getProperty("user.home")))
                : folder(cacheFolder);
        try {
            KongSources sources = new KongSources(
                    Optional.ofNullable(kongHome).map(this::folder),
                    Optional.ofNullable(kongRepository).map(this::repository),
                    packageUrl == null || packageUrl.isBlank() ? KongSources.KONGS_DOWNLOAD_SITE : packageUrl.strip(),
                    cache,
                    session().isOffline());
            return new Drivers.Options(
                    duration("embeddedWarmup", embeddedWarmup),
                    new LocalSettings(
                            sources,
                            module(),
                            Pinning.parse(cpus == null ? "" : cpus),
                            workFolder == null ? Path.of(System.getProperty("java.io.tmpdir")) : folder(workFolder),
                            retries,
                            new PostgresSources(
                                    Optional.ofNullable(postgresHome)
                                            .map(String::strip)
                                            .filter(home -> !home.isEmpty())
                                            .map(this::postgres),
                                    new FetchedPostgres(
                                            repositorySystem,
                                            session().getRepositorySession(),
                                            project().getRemoteProjectRepositories()),
                                    cache),
                            Optional.ofNullable(stapxx)
                                    .map(String::strip)
                                    .filter(folder -> !folder.isEmpty())
                                    .map(folder -> resolved(folder).toString()),
                            getLog()::debug,
                            System.getenv()),
                    docker(sources));
        } catch (IllegalArgumentException e) {
            throw new Fault("kong-perf: " + e.getMessage(), e);
        }
    }

    /** A folder is seen from the module; what has a scheme, or a host before a colon, is a URL. */
    private String repository(String text) {
        return text.matches("[A-Za-z][A-Za-z0-9+.-]*://.*|[^/]+:.*")
                ? text
                : module().resolve(text).normalize().toString();
    }

    /** Whether the user chose the seed. */
    final boolean seedGiven() {
        return seed != null;
    }

    private String postgres(String home) {
        return home.equals(PostgresSources.EMBEDDED)
                ? home
                : module().resolve(home).normalize().toString();
    }

    private PlanOptions options(Driver chosen, OptionalLong adopted) throws Fault {
        return new PlanOptions(
                Drivers.versions(chosen, versions == null ? List.of() : versions),
                TagExpression.parse(tags == null ? "" : tags),
                blocks,
                budget == null || budget.isBlank() ? Optional.empty() : Optional.of(duration("budget", budget)),
                seed != null ? seed : adopted.orElseGet(() -> new SecureRandom().nextInt(1, Integer.MAX_VALUE)),
                errorRate,
                // A process of its own seldom seems stable at once.
                new Overhead(chosen.sharesProcess() ? 1 : 2, chosen.besides()),
                profilers(chosen));
    }

    private static Duration duration(String parameter, String text) throws Fault {
        try {
            return io.github.kongperf.scenario.Durations.parse(text.strip());
        } catch (IllegalArgumentException e) {
            throw new Fault("kong-perf.%s: %s".formatted(parameter, e.getMessage()), e);
        }
    }

    private List<Path> paths() {
        return scenarios.stream().map(this::resolved).toList();
    }

    private Path resolved(String path) {
        return module().resolve(path.strip()).normalize();
    }

    static String option(String name, String value) {
        String word = "-Dkong-perf.%s=%s".formatted(name, value);
        return word.matches("[A-Za-z0-9_.,:=/@%+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
