package io.github.kongperf.profile;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line of a stack as {@code perf script} prints it with fields {@code ip}, {@code sym} and {@code dso}.
 *
 * @param symbol the function; empty if perf does not know it
 * @param library the file that it is in, or what perf says instead: {@code [kernel.kallsyms]}, {@code //anon}
 */
record PerfFrame(long address, String symbol, String library) {

    private static final Pattern LINE = Pattern.compile("\\s+([0-9a-f]{1,16}) (.*\\S)\\s*");
    private static final Pattern SYMBOL_VERSION = Pattern.compile("@@?[A-Z][A-Za-z]*_[0-9.]+$");
    private static final Pattern SYMBOL_OFFSET = Pattern.compile("\\+0x[0-9a-f]+$");

    /** Memory that a process has filled itself: with machine code, if it runs it. The file of the name need not exist. */
    private static final Pattern GENERATED =
            Pattern.compile("(.*/perf-\\d+\\.map|//anon.*|\\[?anon.*|/dev/zero.*|/?memfd:.*)");

    /** Of the kernel, or of one of its modules. */
    private static final Pattern KERNEL = Pattern.compile("(\\[(kernel|guest\\.kernel|bpf).*|.*\\.ko(\\.(xz|gz|zst))?|"
            + "\\[(?!vdso|vsyscall|heap|stack|anon|unknown|uprobes)[a-z0-9_]+])");

    /** @throws ProfilerFailed if it is none */
    static PerfFrame of(String line) {
        Matcher parts = LINE.matcher(line);
        if (!parts.matches()) {
            throw new ProfilerFailed("perf script printed '%s', which is no frame of a stack".formatted(line));
        }
        String text = parts.group(2);
        int library = library(text);
        if (library < 0) {
            throw new ProfilerFailed("perf script printed '%s', which names no library".formatted(line));
        }
        String symbol = text.substring(0, library).strip();
        symbol = SYMBOL_OFFSET.matcher(symbol).replaceFirst("");
        symbol = SYMBOL_VERSION.matcher(symbol).replaceFirst("");
        String name = text.substring(library + 1, text.length() - 1);
        return new PerfFrame(
                Long.parseUnsignedLong(parts.group(1), 16), symbol.equals("[unknown]") ? "" : symbol, deleted(name));
    }

    /** Where the parenthesis around the library opens, since both names may have some of their own; -1 if there is none. */
    private static int library(String text) {
        if (!text.endsWith(")")) {
            return -1;
        }
        int depth = 0;
        for (int i = text.length() - 1; i >= 0; i--) {
            depth += text.charAt(i) == ')' ? 1 : text.charAt(i) == '(' ? -1 : 0;
            if (depth == 0) {
                return i == 0 || text.charAt(i - 1) == ' ' ? i : fallback(text);
            }
        }
        return fallback(text);
    }

    /** In a path with an odd parenthesis. */
    private static int fallback(String text) {
        int at = text.indexOf(" (/");
        return at < 0 ? -1 : at + 1;
    }

    private static String deleted(String name) {
        return name.endsWith(" (deleted)") ? name.substring(0, name.length() - " (deleted)".length()) : name;
    }

    /** Whether it is where the unwinder lost its way, and no function. */
    boolean nowhere() {
        return address == -1 || (symbol.isEmpty() && library.equals("[unknown]") && address >>> 16 == 0);
    }

    boolean kernel() {
        return KERNEL.matcher(library).matches() || (address < 0 && address != -1);
    }

    /** Whether it is machine code that the process has made itself. */
    boolean generated() {
        return GENERATED.matcher(library).matches();
    }

    /** Whether it is where processes begin. */
    boolean root() {
        return symbol.equals("main") || symbol.equals("_start") || symbol.startsWith("__libc_start");
    }

    /** As we show it if there is no better name. */
    String text() {
        String name = symbol.isEmpty() ? "[" + file() + "]" : symbol;
        return name + (kernel() ? "_[k]" : "");
    }

    private String file() {
        String bare =
                library.startsWith("[") && library.endsWith("]") ? library.substring(1, library.length() - 1) : library;
        String name = bare.substring(bare.lastIndexOf('/') + 1);
        return name.isEmpty() ? "unknown" : name;
    }
}
