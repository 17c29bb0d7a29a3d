package io.github.kongperf.result;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The folder where measuring leaves its results, and judging and reporting find them. Owns all names in it:
 *
 * <pre>
 * &lt;session&gt;/session.json
 * &lt;session&gt;/calibration.json
 * &lt;session&gt;/runs/&lt;scenario&gt;/&lt;case&gt;/&lt;block&gt;-&lt;subject&gt;.json
 * &lt;session&gt;/runs/&lt;scenario&gt;/&lt;case&gt;/&lt;block&gt;-&lt;subject&gt;.error.log
 * &lt;session&gt;/profiles/&lt;scenario&gt;/&lt;case&gt;/&lt;profiler&gt;/&lt;block&gt;-&lt;subject&gt;.json
 * </pre>
 *
 * <p>Each file appears whole or not at all, whenever the writer is killed. One process writes a session; any number may read
 * it meanwhile.
 */
public final class ResultFolder {

    private static final String SESSION_FILE = "session.json";
    private static final String CALIBRATION_FILE = "calibration.json";
    private static final String RUNS = "runs";
    private static final String PROFILES = "profiles";
    private static final String REPLACED = "replaced";
    private static final String RUN_END = ".json";
    private static final String LOG_END = ".error.log";

    /** What can be a folder everywhere, and leads nowhere else. */
    private static final Pattern SESSION_ID = Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9._-]{0,98}[A-Za-z0-9_-])?");

    private final Path root;

    /** @param root need not exist */
    public ResultFolder(Path root) {
        this.root = root;
    }

    /**
     * Writes what {@code session} sets out to do, before its first trial.
     *
     * @throws ResultFolderFailed if there is a session of this id, or the folder can't be written
     */
    public void begin(Session session) {
        if (!SESSION_ID.matcher(session.id()).matches()) {
            throw new IllegalArgumentException(
                    "session id '%s' can't name a folder; use at most 100 letters, digits, '.', '_' and '-'"
                            .formatted(session.id()));
        }
        Path folder = root.resolve(session.id());
        String what = "the plan of session " + session.id();
        try {
            Files.createDirectories(root);
            // Of two processes that begin the same session, one fails here.
            Files.createDirectory(folder);
        } catch (FileAlreadyExistsException e) {
            throw taken(folder, e);
        } catch (IOException e) {
            throw WholeFile.failure(what, folder, e);
        }
        new WholeFile(folder.resolve(SESSION_FILE)).write(what, ResultJson.bytes(session));
    }

    /**
     * Adds a run. When this returns, it is on disk.
     *
     * @param errorLog the gateway's error log, line by line; empty makes no file
     * @throws ResultFolderFailed if the trial has a run already, or the folder can't be written; what was there is untouched
     */
    public void append(Session session, Run run, List<String> errorLog) {
        Path file = file(session.id(), run.id());
        requireRoom(session, file);
        // The log first: a run without its log would look like one whose log was empty.
        if (!errorLog.isEmpty()) {
            byte[] log = (String.join("\n", errorLog) + "\n").getBytes(StandardCharsets.UTF_8);
            new WholeFile(logFile(session.id(), run.id())).write("the error log of " + name(run.id()), log);
        }
        new WholeFile(file).write("the run of " + name(run.id()), ResultJson.bytes(session.id(), run));
    }

    /**
     * Adds a profile. When this returns, it is on disk.
     *
     * @throws ResultFolderFailed if the trial has a profile of this profiler already, or the folder can't be written; what was
     *     there is untouched
     */
    public void append(Session session, Profile profile) {
        Path file = profileFile(session.id(), profile);
        requireRoom(session, file);
        new WholeFile(file)
                .write(
                        "the profile of %s by %s".formatted(name(profile.id()), profile.profiler()),
                        ResultJson.bytes(session.id(), profile));
    }

    private void requireRoom(Session session, Path file) {
        if (!Files.exists(sessionFile(session.id()))) {
            throw new ResultFolderFailed(
                    "%s is gone, so its next run can't be added; was the folder deleted (mvn clean?) while measuring? Run again"
                            .formatted(sessionFile(session.id())));
        }
        if (Files.exists(file)) {
            throw new ResultFolderFailed(
                    "%s exists already; a trial has one run, and results are never overwritten".formatted(file));
        }
    }

    /**
     * Moves a run out of the way of another one of the same trial: into the folder {@code replaced} beside {@code runs}, where
     * nobody reads it.
     *
     * @throws ResultFolderFailed if the folder can't be written
     */
    public void setAside(Session session, TrialId id) {
        for (Path file : List.of(logFile(session.id(), id), file(session.id(), id))) {
            if (Files.exists(file)) {
                Path runs = runs(session.id());
                Path place = runs.resolveSibling(REPLACED).resolve(runs.relativize(file));
                for (int number = 2; Files.exists(place); number++) {
                    place = place.resolveSibling("%s.%d".formatted(file.getFileName(), number));
                }
                try {
                    Files.createDirectories(java.util.Objects.requireNonNull(place.getParent()));
                    Files.move(file, place, StandardCopyOption.ATOMIC_MOVE);
                } catch (IOException e) {
                    throw WholeFile.failure("a run that is measured anew", place, e);
                }
            }
        }
    }

    /**
     * Keeps with a session what is known of the machine on which it is measured; instead of what was kept before.
     *
     * @throws ResultFolderFailed if the folder can't be written
     */
    public void keep(Session session, List<Calibration> calibrations) {
        new WholeFile(calibrationFile(session.id()))
                .write("the calibration of session " + session.id(), ResultJson.bytes(calibrations));
    }

    /** What was kept by {@link #keep}; none if there is no such file, or it can't be read. */
    public List<Calibration> calibrations(String sessionId) {
        Path file = calibrationFile(sessionId);
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            return read(file, ResultJson::calibrations);
        } catch (Unreadable e) {
            return List.of();
        }
    }

    /** All sessions that can be read, the newest first. */
    public List<Session> sessions() {
        List<Session> sessions = new ArrayList<>();
        readSessions(sessions::add, damage -> {});
        sessions.sort(Comparator.comparing(Session::started)
                .thenComparing(Session::id)
                .reversed());
        return sessions;
    }

    /** Folders that {@link #sessions} leaves out although they hold a session, or something that was one. */
    public List<Damage> damagedSessions() {
        List<Damage> damages = new ArrayList<>();
        readSessions(session -> {}, damages::add);
        return damages;
    }

    /** Empty if there is none of this id that can be read. */
    public Optional<Session> session(String id) {
        return sessions().stream().filter(session -> session.id().equals(id)).findFirst();
    }

    /** @throws ResultFolderFailed if there is no session of this id that can be read */
    public Results read(String sessionId) {
        Session session = session(sessionId).orElseThrow(() -> noSession(sessionId));
        List<Damage> damages = new ArrayList<>();
        List<Run> runs = new ArrayList<>(readAll(runs(sessionId), file -> readRun(sessionId, file), damages));
        runs.sort(Comparator.comparing(Run::id, inPlannedOrder(session))
                .thenComparingInt(run -> run.id().block())
                .thenComparingInt(Run::order)
                .thenComparing(run -> run.id().subject()));
        List<Profile> profiles =
                new ArrayList<>(readAll(profiles(sessionId), file -> readProfile(sessionId, file), damages));
        profiles.sort(Comparator.comparing(Profile::id, inPlannedOrder(session))
                .thenComparing(Profile::profiler)
                .thenComparingInt(profile -> profile.id().block())
                .thenComparing(profile -> profile.id().subject()));
        return new Results(session, runs, profiles, damages);
    }

    private static <T> List<T> readAll(Path folder, FileReader<T> reader, List<Damage> damages) {
        RunFiles found = RunFiles.below(folder, RUN_END);
        damages.addAll(found.damages());
        List<T> all = new ArrayList<>();
        for (Path file : found.files()) {
            try {
                all.add(reader.read(file));
            } catch (Unreadable e) {
                damages.add(e.damage);
            }
        }
        return all;
    }

    private interface FileReader<T> {
        T read(Path file) throws Unreadable;
    }

    /**
     * The gateway's error log during a trial, line by line; empty if there is none.
     *
     * @throws ResultFolderFailed if it is there and can't be read
     */
    public List<String> errorLog(String sessionId, TrialId id) {
        Path file = logFile(sessionId, id);
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            // Not Files.readAllLines: a gateway logs whatever bytes a client sent.
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new ResultFolderFailed("reading %s: %s".formatted(file, WholeFile.reason(e)), e);
        }
    }

    /** Where the run of a trial is, or would be. */
    public Path file(String sessionId, TrialId id) {
        return beside(sessionId, id, RUN_END);
    }

    /** Where the gateway's error log of a trial is, or would be. */
    public Path logFile(String sessionId, TrialId id) {
        return beside(sessionId, id, LOG_END);
    }

    private Path beside(String sessionId, TrialId id, String end) {
        return below(runs(sessionId), id).resolve(fileName(id) + end);
    }

    /** Where this profile is, or would be. */
    private Path profileFile(String sessionId, Profile profile) {
        return below(profiles(sessionId), profile.id())
                .resolve(FileName.of(profile.profiler()))
                .resolve(fileName(profile.id()) + RUN_END);
    }

    private Path profiles(String sessionId) {
        return root.resolve(sessionId).resolve(PROFILES);
    }

    private static Path below(Path folder, TrialId id) {
        return folder.resolve(FileName.of(id.scenario())).resolve(FileName.of(id.caseName()));
    }

    private static String fileName(TrialId id) {
        return "%03d-%s".formatted(id.block(), FileName.of(id.subject()));
    }

    private Path runs(String sessionId) {
        return root.resolve(sessionId).resolve(RUNS);
    }

    private Path sessionFile(String sessionId) {
        return root.resolve(sessionId).resolve(SESSION_FILE);
    }

    private Path calibrationFile(String sessionId) {
        return root.resolve(sessionId).resolve(CALIBRATION_FILE);
    }

    private static String name(TrialId id) {
        return "%s / %s, block %d, %s".formatted(id.scenario(), id.caseName(), id.block(), id.subject());
    }

    /** Folders with a session in them. Others, such as one whose session was killed before it began, are nobody's loss. */
    private List<Path> sessionFolders() {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> inside = Files.list(root)) {
            return inside.filter(
                            folder -> Files.exists(folder.resolve(SESSION_FILE)) || Files.exists(folder.resolve(RUNS)))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new ResultFolderFailed("reading the result folder %s: %s".formatted(root, WholeFile.reason(e)), e);
        }
    }

    private void readSessions(Consumer<Session> whole, Consumer<Damage> damaged) {
        for (Path folder : sessionFolders()) {
            try {
                whole.accept(readSession(folder));
            } catch (Unreadable e) {
                damaged.accept(e.damage);
            }
        }
    }

    private static Session readSession(Path folder) throws Unreadable {
        Path file = folder.resolve(SESSION_FILE);
        Session session = read(file, ResultJson::session);
        String name = String.valueOf(folder.getFileName());
        if (!session.id().equals(name)) {
            throw new Unreadable(
                    file,
                    "belongs to session '%s', but its folder is '%s'; rename the folder back"
                            .formatted(session.id(), name));
        }
        return session;
    }

    private Run readRun(String sessionId, Path file) throws Unreadable {
        Run run = read(file, bytes -> ResultJson.run(sessionId, bytes));
        requireHome(file, file(sessionId, run.id()));
        return run;
    }

    private Profile readProfile(String sessionId, Path file) throws Unreadable {
        Profile profile = read(file, bytes -> ResultJson.profile(sessionId, bytes));
        requireHome(file, profileFile(sessionId, profile));
        return profile;
    }

    private static void requireHome(Path file, Path home) throws Unreadable {
        if (!file.equals(home)) {
            throw new Unreadable(file, "is a copy, or was moved; its place is " + home);
        }
    }

    private static <T> T read(Path file, Function<byte[], T> reader) throws Unreadable {
        try {
            return reader.apply(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new Unreadable(file, "can't be read: " + WholeFile.reason(e));
        } catch (RuntimeException e) {
            throw new Unreadable(file, String.valueOf(e.getMessage()));
        }
    }

    private static Comparator<TrialId> inPlannedOrder(Session session) {
        List<String> cases = session.cases().stream()
                .map(planned -> planned.scenario() + "\n" + planned.name())
                .toList();
        return Comparator.comparingInt(id -> cases.indexOf(id.scenario() + "\n" + id.caseName()));
    }

    private static ResultFolderFailed taken(Path folder, FileAlreadyExistsException e) {
        return Files.isDirectory(folder)
                ? new ResultFolderFailed(
                        "%s exists already; a session is never written over another. Run again".formatted(folder), e)
                : new ResultFolderFailed(
                        "%s is in the way: a file where the result folder needs a folder; move it, or set another resultFolder"
                                .formatted(e.getFile()),
                        e);
    }

    private ResultFolderFailed noSession(String sessionId) {
        List<String> known = sessions().stream().map(Session::id).toList();
        List<Damage> damages = damagedSessions();
        return new ResultFolderFailed("there is no session '%s' in %s; %s%s"
                .formatted(
                        sessionId,
                        root,
                        known.isEmpty() ? "there is none at all: run kong-perf:run first" : "there are " + known,
                        damages.isEmpty() ? "" : "; unreadable: " + damages));
    }

    /** Travels from where a file is found to be none of ours to where the damages are gathered. */
    private static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient Damage damage;

        Unreadable(Path file, String why) {
            super(why);
            this.damage = new Damage(file, why);
        }
    }
}
