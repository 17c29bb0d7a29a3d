package io.github.kongperf.driver;

import io.github.kongperf.result.Role;
import io.github.kongperf.scenario.Load;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** One subject, up. */
public interface Deployment extends AutoCloseable {

    /**
     * Where to send load, as the generator sees it.
     *
     * @throws IllegalArgumentException if it has no such target
     */
    URI target(Load.Target target);

    /** CPU time that each role has used since it was started. */
    Map<Role, Duration> cpuTimes();

    /** Facts about this subject that belong to the conditions of its runs. */
    Map<String, String> conditions();

    /** The gateway's error log so far, line by line. */
    List<String> errorLog();

    /** Takes it down. */
    @Override
    void close();
}
