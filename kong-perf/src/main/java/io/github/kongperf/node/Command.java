package io.github.kongperf.node;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A program with its arguments, one element each: no shell sees them.
 *
 * @param environment variables that it gets besides those of the node; one with the name of a node's replaces it
 * @param secrets variables that must appear in no argument, log, result or message; the node decides how they travel
 * @param directory where it runs; empty: wherever the node likes
 * @param user as whom it runs; empty: as whom the node does. Another user needs a node that is root
 * @param input its standard input
 * @param within how long it may take
 */
@SuppressWarnings("ArrayRecordComponent") // copied on the way in and out
public record Command(
        List<String> arguments,
        Map<String, String> environment,
        Map<String, String> secrets,
        Optional<String> directory,
        Optional<String> user,
        byte[] input,
        Duration within) {

    private static final Duration A_MINUTE = Duration.ofMinutes(1);

    /** A script, say, would hide in a message what happened to it. */
    private static final int LONGEST_SHOWN = 200;

    public Command {
        arguments = List.copyOf(arguments);
        environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
        secrets = Collections.unmodifiableMap(new LinkedHashMap<>(secrets));
        input = input.clone();
        if (arguments.isEmpty()) {
            throw new IllegalArgumentException("a command has at least a program");
        }
        if (within.isNegative() || within.isZero()) {
            throw new IllegalArgumentException("within (%s) must be more than zero".formatted(within));
        }
    }

    /** With a time limit of a minute and nothing on standard input. */
    public static Command of(String program, String... arguments) {
        List<String> all = new ArrayList<>(List.of(program));
        all.addAll(List.of(arguments));
        return of(all);
    }

    /** @param arguments the program, and its arguments */
    public static Command of(List<String> arguments) {
        return new Command(arguments, Map.of(), Map.of(), Optional.empty(), Optional.empty(), new byte[0], A_MINUTE);
    }

    @Override
    public byte[] input() {
        return input.clone();
    }

    /** With these arguments after the others. */
    public Command with(String... more) {
        List<String> all = new ArrayList<>(arguments);
        all.addAll(List.of(more));
        return copy(all, environment, secrets, directory, user);
    }

    /** Run by {@code program}, which gets this as its last arguments: {@code taskset -c 0}, say. */
    public Command by(String... program) {
        List<String> all = new ArrayList<>(List.of(program));
        all.addAll(arguments);
        return copy(all, environment, secrets, directory, user);
    }

    public Command env(String name, String value) {
        return copy(arguments, and(environment, name, value), secrets, directory, user);
    }

    public Command env(Map<String, String> variables) {
        Map<String, String> all = new LinkedHashMap<>(environment);
        all.putAll(variables);
        return copy(arguments, all, secrets, directory, user);
    }

    /** With an environment variable that nobody may see but the command. */
    public Command secret(String name, String value) {
        return copy(arguments, environment, and(secrets, name, value), directory, user);
    }

    public Command in(String folder) {
        return copy(arguments, environment, secrets, Optional.of(folder), user);
    }

    public Command as(String who) {
        return copy(arguments, environment, secrets, directory, Optional.of(who));
    }

    public Command input(String text) {
        return new Command(
                arguments, environment, secrets, directory, user, text.getBytes(StandardCharsets.UTF_8), within);
    }

    public Command input(byte[] bytes) {
        return new Command(arguments, environment, secrets, directory, user, bytes, within);
    }

    public Command within(Duration time) {
        return new Command(arguments, environment, secrets, directory, user, input, time);
    }

    /** How long it may take, for messages: {@code 2 s}, {@code 1500 ms}. */
    public String withinInWords() {
        return within.toMillis() % 1000 == 0 ? within.toSeconds() + " s" : within.toMillis() + " ms";
    }

    /**
     * Looks whether a process can have these variables.
     *
     * @throws NodeFailed if not; it does not show the value
     */
    public void requirePossible(Map<String, String> all) {
        all.forEach((name, value) -> {
            if (name.isEmpty() || name.contains("=") || name.contains("\0") || value.contains("\0")) {
                throw new NodeFailed("running '%s': variable '%s' has a name or value that no variable can have"
                        .formatted(this, name.replace("\0", "\\0")));
            }
        });
    }

    /** {@code text}, which the command may have printed, without the values of its secrets. */
    public String withoutSecrets(String text) {
        String shown = text;
        for (String value : secrets.values()) {
            shown = value.isBlank() ? shown : shown.replace(value, "(secret)");
        }
        return shown;
    }

    /** As it may be shown: what a person would type, without its environment; the end of a long text is left out. */
    @Override
    public String toString() {
        List<String> words = new ArrayList<>();
        for (String argument : arguments) {
            String shown = argument.length() <= LONGEST_SHOWN ? argument : argument.substring(0, LONGEST_SHOWN) + "…";
            words.add(quoted(shown));
        }
        return String.join(" ", words);
    }

    /** As a shell takes it for one word. */
    public static String quoted(String word) {
        return word.matches("[A-Za-z0-9_.,:=/@%+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Command that
                && arguments.equals(that.arguments)
                && environment.equals(that.environment)
                && secrets.equals(that.secrets)
                && directory.equals(that.directory)
                && user.equals(that.user)
                && java.util.Arrays.equals(input, that.input)
                && within.equals(that.within);
    }

    @Override
    public int hashCode() {
        return java.util.Objects.hash(arguments, environment, directory, user, within);
    }

    private Command copy(
            List<String> newArguments,
            Map<String, String> newEnvironment,
            Map<String, String> newSecrets,
            Optional<String> newDirectory,
            Optional<String> newUser) {
        return new Command(newArguments, newEnvironment, newSecrets, newDirectory, newUser, input, within);
    }

    private static Map<String, String> and(Map<String, String> map, String name, String value) {
        Map<String, String> all = new LinkedHashMap<>(map);
        all.put(name, value);
        return all;
    }
}
