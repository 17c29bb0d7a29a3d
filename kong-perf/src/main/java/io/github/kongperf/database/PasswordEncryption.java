package io.github.kongperf.database;

/** How PostgreSQL keeps the password of a role, and so what its client must speak. */
public enum PasswordEncryption {
    /** For Kong before 3.0, which knows nothing else. */
    MD5("md5"),
    /** For Kong from 3.0 on. */
    SCRAM("scram-sha-256");

    private final String setting;

    PasswordEncryption(String setting) {
        this.setting = setting;
    }

    /** As PostgreSQL's {@code password_encryption} has it. */
    String setting() {
        return setting;
    }
}
