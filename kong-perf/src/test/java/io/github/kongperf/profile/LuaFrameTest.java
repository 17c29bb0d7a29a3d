package io.github.kongperf.profile;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LuaFrameTest {

    private final LuaPath path = new LuaPath("/opt/kong/?.lua;/opt/?.lua;./?.lua;/usr/share/lua/5.1/?/init.lua;;");

    @ParameterizedTest
    @CsvSource({
        "/opt/kong/kong/plugins/key-auth/handler.lua:access, access kong/plugins/key-auth/handler.lua",
        "/opt/other.lua:f, f other.lua",
        "./kong/router.lua:match, match kong/router.lua",
        "/opt/kong/kong/router.lua:123, kong/router.lua:123",
        "/opt/kong/kong/router.lua:0, (main chunk) kong/router.lua",
        "/usr/share/lua/5.1/resty/core.lua:?, ? resty/core.lua",
        "/elsewhere/with space/x:y/a.lua:f, f /elsewhere/with space/x:y/a.lua",
        "'[string]:f', 'f [string]'",
        "'[string]:3', '[string]:3'",
        "content_by_lua(nginx.conf:17):0, content_by_lua nginx.conf",
        "init_worker_by_lua:0, (main chunk) init_worker_by_lua",
        "find, find",
        "'(for generator)', '(for generator)'",
        "string.find, string.find",
    })
    void putsTheFunctionFirstAndTheFileAsModulesNameIt(String raw, String shown) {
        assertThat(LuaFrame.of(raw, path)).isEqualTo(new LuaFrame(shown, true));
    }

    @Test
    void knowsThatAnAddressIsNoName() {
        assertThat(LuaFrame.of("@0x7f84c1d1fe1a", path)).isEqualTo(new LuaFrame("[C function]", false));
    }

    @ParameterizedTest
    @CsvSource({
        "/usr/local/share/lua/5.1/kong/init.lua, kong/init.lua",
        "/usr/local/openresty/lualib/resty/core.lua, resty/core.lua",
        "./kong/init.lua, kong/init.lua",
        "/opt/app.lua, /opt/app.lua",
    })
    void guessesWhereModulesAre(String file, String module) {
        assertThat(LuaPath.guessed(file)).isEqualTo(module);
    }
}
