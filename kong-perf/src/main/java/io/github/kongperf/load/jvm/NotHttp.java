package io.github.kongperf.load.jvm;

/** What came is no answer in HTTP/1. It has no stack trace: a broken target may cause thousands a second. */
final class NotHttp extends Exception {
    private static final long serialVersionUID = 1L;

    NotHttp(String message) {
        super(message, null, false, false);
    }
}
