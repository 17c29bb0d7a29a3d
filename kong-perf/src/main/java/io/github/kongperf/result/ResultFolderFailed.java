package io.github.kongperf.result;

/** The result folder could not be written or read. The message says what, where, why, and what to do. */
public final class ResultFolderFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ResultFolderFailed(String message) {
        super(message);
    }

    public ResultFolderFailed(String message, Throwable cause) {
        super(message, cause);
    }
}
