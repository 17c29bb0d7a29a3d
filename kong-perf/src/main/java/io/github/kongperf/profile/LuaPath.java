package io.github.kongperf.profile;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Where Lua looks for modules: {@code /opt/kong/?.lua;/usr/share/lua/5.1/?/init.lua}. */
final class LuaPath {

    /** Where modules are in all installations that we know, for those who can't ask Lua. */
    private static final List<String> USUAL = List.of("/share/lua/5.1/", "/site/lualib/", "/lualib/");

    private final List<String> folders = new ArrayList<>();

    LuaPath(String path) {
        for (String template : path.split(";", -1)) {
            int mark = template.indexOf('?');
            if (mark > 0) {
                folders.add(template.substring(0, mark));
            }
        }
        folders.sort(Comparator.comparing(String::length).reversed());
    }

    /** A file as modules name it: below the deepest folder of the path that has it, or else as it is. */
    String relative(String file) {
        return folders.stream()
                .filter(folder -> file.startsWith(folder) && file.length() > folder.length())
                .findFirst()
                .map(folder -> file.substring(folder.length()))
                .orElse(file);
    }

    /** A file as modules name it, without knowing the path. */
    static String guessed(String file) {
        for (String folder : USUAL) {
            int at = file.lastIndexOf(folder);
            if (at >= 0) {
                return file.substring(at + folder.length());
            }
        }
        return file.startsWith("./") ? file.substring(2) : file;
    }
}
