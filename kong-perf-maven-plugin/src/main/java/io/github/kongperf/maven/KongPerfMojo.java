package io.github.kongperf.maven;

import io.github.kongperf.driver.StateFolder;
import io.github.kongperf.report.Wording;
import io.github.kongperf.result.ResultFolder;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProject;
import org.jspecify.annotations.Nullable;

/** What all goals share: where results and state are, how to skip, and what kind of failure is what. */
abstract class KongPerfMojo extends AbstractMojo {

    /** Does nothing at all. */
    @Parameter(property = "kong-perf.skip", defaultValue = "false")
    private boolean skip;

    /** Where results are written to, and read from by {@code verify} and {@code report}. */
    @Parameter(property = "kong-perf.resultFolder", defaultValue = "${project.build.directory}/kong-perf")
    private File resultFolder;

    /**
     * Where {@code start}, {@code run} and {@code stop} meet. Default: {@code $XDG_STATE_HOME/kong-perf}, else
     * {@code ~/.local/state/kong-perf}.
     */
    @Parameter(property = "kong-perf.stateFolder")
    private @Nullable File stateFolder;

    @Parameter(defaultValue = "${project}", readonly = true)
    private MavenProject project;

    @Parameter(defaultValue = "${session}", readonly = true)
    private MavenSession session;

    @Override
    public final void execute() throws MojoExecutionException, MojoFailureException {
        if (skip) {
            getLog().info("kong-perf is skipped (kong-perf.skip)");
            return;
        }
        try {
            perform();
        } catch (Fault e) {
            throw new MojoFailureException(e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MojoExecutionException(
                    "interrupted; what was measured until then is in " + shown(resultPath()), e);
        } catch (IOException | RuntimeException e) {
            throw new MojoExecutionException(e.getMessage() == null ? e.toString() : e.getMessage(), e);
        }
    }

    /** What the goal does. */
    abstract void perform() throws Fault, IOException, InterruptedException;

    final boolean skipped() {
        return skip;
    }

    final Path resultPath() {
        return folder(resultFolder);
    }

    /** A folder that a parameter names. */
    final Path folder(File parameter) {
        // Without a pom Maven leaves this expression as it is.
        String path = parameter.getPath().replace("${project.basedir}" + File.separator, "");
        return module().resolve(path).normalize();
    }

    final ResultFolder results() {
        return new ResultFolder(resultPath());
    }

    final StateFolder state() {
        return stateFolder == null
                ? StateFolder.ofUser(System.getenv(), Path.of(System.getProperty("user.home")))
                : new StateFolder(stateFolder.toPath().toAbsolutePath());
    }

    final MavenProject project() {
        return project;
    }

    final MavenSession session() {
        return session;
    }

    /** The folder of the module, or the current one where there is no pom. */
    final Path module() {
        File folder = project.getBasedir();
        return (folder == null ? Path.of("") : folder.toPath()).toAbsolutePath().normalize();
    }

    /** {@code path} as a user would write it, seen from the module. */
    final String shown(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        return absolute.startsWith(module()) ? module().relativize(absolute).toString() : absolute.toString();
    }

    /** Logs a line of plain text, which any terminal can show. */
    final void say(String line) {
        getLog().info(Wording.plain(line));
    }

    final ThisBuild thisBuild() {
        return new ThisBuild(getPluginContext());
    }
}
