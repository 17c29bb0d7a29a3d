package io.github.kongperf.kong;

/** A port that Kong can listen on. */
public enum Listen {
    PROXY("proxy_listen"),
    ADMIN("admin_listen"),
    STATUS("status_listen"),
    /** Of a control plane, for data planes. */
    CLUSTER("cluster_listen"),
    /** Of a control plane, for the data planes' vitals. */
    CLUSTER_TELEMETRY("cluster_telemetry_listen");

    private final String setting;

    Listen(String setting) {
        this.setting = setting;
    }

    /** Kong's name for it. */
    String setting() {
        return setting;
    }
}
