package io.github.kongperf.maven;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.Map;
import java.util.Optional;
import org.apache.maven.execution.MavenSession;

/** The terminal that somebody watches, if somebody does. */
final class Terminal {

    private Terminal() {}

    /**
     * A stream to draw a live line on. Empty with {@code -B}, in a pipe, in CI and in parallel builds: there it would only
     * litter the log.
     */
    static Optional<PrintStream> live(MavenSession session, Map<String, String> environment) {
        boolean watched = session.getRequest().isInteractiveMode()
                && !environment.containsKey("CI")
                && !environment.getOrDefault("TERM", "dumb").equals("dumb")
                && session.getRequest().getDegreeOfConcurrency() <= 1
                && attached();
        // Not System.out: Maven 4 puts a prefix before everything that is written there.
        return watched
                ? Optional.of(new PrintStream(new FileOutputStream(FileDescriptor.out), true, Charset.defaultCharset()))
                : Optional.empty();
    }

    @SuppressWarnings("SystemConsoleNull") // that it is never null from JDK 22 on is why isTerminal is asked, too
    private static boolean attached() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            // Before JDK 22 there is a console only where there is a terminal.
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }
}
