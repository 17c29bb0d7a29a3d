package io.github.kongperf.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.kongperf.driver.Deployment;
import io.github.kongperf.driver.DeploymentFailed;
import io.github.kongperf.driver.Profiled;
import io.github.kongperf.driver.Setup;
import io.github.kongperf.driver.Testbed;
import io.github.kongperf.load.LoadFailed;
import io.github.kongperf.load.LoadGenerator;
import io.github.kongperf.load.LoadOptions;
import io.github.kongperf.load.RunningLoad;
import io.github.kongperf.profile.Probe;
import io.github.kongperf.profile.ProfilerFailed;
import io.github.kongperf.result.Latencies;
import io.github.kongperf.result.Measurement;
import io.github.kongperf.result.Role;
import io.github.kongperf.result.StackSamples;
import io.github.kongperf.scenario.Load;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Stream;

/** A driver that keeps a journal of what is asked of it, and fails where it is told to. */
final class JournalTestbed implements Testbed {

    final List<String> journal = new ArrayList<>();
    String refusedToDeploy = "";
    String breaksUnderLoad = "";
    int status = 200;
    int upstreamStatus = 200;
    boolean readsStatuses = true;
    String died = "";
    Optional<String> upstreamPath = Optional.empty();
    final List<OptionalInt> assumed = new ArrayList<>();
    Optional<Long> upstreamAskedPerLoad = Optional.empty();
    int loadsWithoutUpstream = Integer.MAX_VALUE;
    int spread = 1;

    /** Of each request; too long for turns within a slice. */
    long latencyMicros = 50_000;

    int interruptedAtLoad = Integer.MAX_VALUE;

    /** CPU time in ms that a subject uses in each of its loads, one after another; then 1 ms. */
    final Map<String, List<Integer>> cpu = new HashMap<>();

    /** CPU time in ms that a subject uses while another one is loaded. */
    int idleMillis;

    /** Whose profiler can't be attached. */
    String unprofilable = "";

    /** Whose profiler dies. */
    String profilerDies = "";

    /** Whose CPU time can't be read. */
    String unreadable = "";

    private final Random random = new Random(4711);
    private int loads;
    private long asked;

    private final Map<String, Duration> used = new HashMap<>();
    private final Map<String, Integer> loadsOf = new HashMap<>();

    @Override
    public Deployment deploy(Setup setup) {
        String name = setup.kong().config().isEmpty() ? "base" : "slowed";
        journal.add("deploy " + name);
        if (name.equals(refusedToDeploy)) {
            throw new DeploymentFailed("port 8000 is in use; stop what uses it");
        }
        return new Deployment() {
            @Override
            public URI target(Load.Target target) {
                return URI.create("http://%s:1".formatted(target == Load.Target.UPSTREAM ? "upstream" : name));
            }

            @Override
            public Optional<String> upstreamPath() {
                return upstreamPath;
            }

            @Override
            public OptionalLong upstreamRequests() {
                return upstreamAskedPerLoad.isPresent() ? OptionalLong.of(asked) : OptionalLong.empty();
            }

            @Override
            public void check() {
                if (name.equals(died)) {
                    throw new DeploymentFailed("it died");
                }
            }

            @Override
            public Map<Role, Duration> cpuTimes() {
                if (name.equals(unreadable)) {
                    throw new DeploymentFailed("its worker has ended");
                }
                return Map.of(Role.GATEWAY, used.getOrDefault(name, Duration.ZERO));
            }

            @Override
            public Probe attach(Profiled how, Duration within) {
                assertThat(setup.profilable()).isTrue();
                String profiler = how.profiler();
                journal.add("attach %s to %s".formatted(profiler, name));
                if (unprofilable.equals("all") || name.equals(unprofilable)) {
                    throw new ProfilerFailed("there is no program '%s'".formatted(profiler));
                }
                return new Probe() {
                    @Override
                    public void begin(Duration length, Duration soon) {
                        journal.add("sample " + name);
                    }

                    @Override
                    public StackSamples await() {
                        if (name.equals(profilerDies)) {
                            throw new ProfilerFailed("it was killed");
                        }
                        journal.add("samples of " + name);
                        return new StackSamples(
                                profiler, 99, Duration.ofSeconds(10), 1, Map.of("a;b", 900L), 900, 0, Optional.empty());
                    }

                    @Override
                    public void close() {
                        journal.add("detach from " + name);
                    }
                };
            }

            @Override
            public Map<String, String> conditions() {
                return Map.of("gateway.name", name);
            }

            @Override
            public List<String> errorLog() {
                return List.of("[error] of " + name);
            }

            @Override
            public void close() {
                journal.add("stop " + name);
            }
        };
    }

    @Override
    public LoadGenerator generator() {
        return new LoadGenerator() {
            @Override
            public RunningLoad start(URI target, LoadOptions load) {
                return load(target.getHost(), load);
            }

            @Override
            public String engine() {
                return "none";
            }

            @Override
            public boolean readsStatuses() {
                return readsStatuses;
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void close() {
        journal.add("close");
    }

    private int costOf(String name) {
        int number = loadsOf.merge(name, 1, Integer::sum);
        List<Integer> costs = cpu.getOrDefault(name, List.of());
        return number > costs.size() ? 1 : costs.get(number - 1);
    }

    private void use(String name, int millis) {
        used.merge(name, Duration.ofMillis(millis), Duration::plus);
    }

    private RunningLoad load(String name, LoadOptions load) {
        assumed.add(load.statusBelow400());
        int answered = name.equals("upstream") ? upstreamStatus : status;
        String what = load.duration().toMillis() < 100 ? "probe " : "load ";
        journal.add(what + name);
        if (what.equals("load ") && name.equals(breaksUnderLoad)) {
            throw new LoadFailed("every connection was refused");
        }
        if (what.equals("load ")) {
            loads++;
            use(name, costOf(name));
            Stream.of("base", "slowed").filter(other -> !other.equals(name)).forEach(other -> use(other, idleMillis));
            asked += loads > loadsWithoutUpstream ? 0 : upstreamAskedPerLoad.orElse(0L);
        }
        boolean interrupted = loads >= interruptedAtLoad;
        Measurement measurement = new Measurement(
                load.duration(),
                Map.of(answered, 100L + random.nextInt(spread)),
                Map.of(),
                1000,
                Latencies.ofMicros(latencyMicros),
                Optional.empty());
        return new RunningLoad() {
            @Override
            public Measurement await() throws InterruptedException {
                if (interrupted) {
                    throw new InterruptedException("as if by a user");
                }
                return measurement;
            }

            @Override
            public Measurement stop() {
                return measurement;
            }
        };
    }
}
