package io.github.kongperf.profile;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Names of machine code that LuaJIT has made in one process, by address. */
final class TraceNames {

    private final TreeMap<Long, Code> all = new TreeMap<>();

    private record Code(long size, String name) {}

    /** Adds a piece; it replaces those that were where it is, since LuaJIT has thrown them away. */
    void add(long address, long size, String name) {
        Map.Entry<Long, Code> before = all.lowerEntry(address);
        while (before != null && before.getKey() + before.getValue().size() > address) {
            all.remove(before.getKey());
            before = all.lowerEntry(address);
        }
        all.subMap(address, address + size).clear();
        all.put(address, new Code(size, name));
    }

    /** What has the instruction at that address. */
    Optional<String> at(long address) {
        Map.Entry<Long, Code> code = all.floorEntry(address);
        return code != null && address - code.getKey() < code.getValue().size()
                ? Optional.of(code.getValue().name())
                : Optional.empty();
    }
}
