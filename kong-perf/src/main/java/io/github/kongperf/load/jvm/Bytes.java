package io.github.kongperf.load.jvm;

import java.util.Arrays;

/** A text being written, in a buffer that is used again and again. */
final class Bytes {

    private byte[] buffer = new byte[512];
    private int size;

    void clear() {
        size = 0;
    }

    int size() {
        return size;
    }

    /** The first {@link #size} bytes are the text. */
    byte[] array() {
        return buffer;
    }

    void add(byte[] bytes) {
        add(bytes, bytes.length);
    }

    void add(Bytes other) {
        add(other.buffer, other.size);
    }

    /** Adds the digits of {@code number}, without making a string of it. */
    void add(long number) {
        reserve(20);
        if (number < 0) {
            buffer[size++] = '-';
        }
        int first = size;
        long rest = number;
        do {
            buffer[size++] = (byte) ('0' + Math.abs(rest % 10));
            rest /= 10;
        } while (rest != 0);
        reverse(first, size - 1);
    }

    private void reverse(int first, int last) {
        for (int i = first, j = last; i < j; i++, j--) {
            byte digit = buffer[i];
            buffer[i] = buffer[j];
            buffer[j] = digit;
        }
    }

    private void add(byte[] bytes, int count) {
        reserve(count);
        System.arraycopy(bytes, 0, buffer, size, count);
        size += count;
    }

    private void reserve(int more) {
        if (size + more > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(size + more, 2 * buffer.length));
        }
    }
}
