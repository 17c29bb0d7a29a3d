# Puts other sources of Kong in the place of those that an image has: run while an image is built. /kong-perf has them as "kong",
# and Kong's command as "program".
set -eu
kong=/usr/local/share/lua/5.1/kong
new=/kong-perf/kong

# Whether a plugin belongs to the installed Kong itself.
own() {
    for rockspec in /usr/local/lib/luarocks/rocks*/kong/*/*.rockspec; do
        if [ -r "$rockspec" ] && grep -qF "\"kong/plugins/$1/" "$rockspec"; then return 0; fi
    done
    return 1
}

[ -d "$kong" ] || { echo "there is no $kong in this image" >&2; exit 1; }
# Plugins that came as rocks of their own stay.
for plugin in "$kong"/plugins/*/; do
    name=${plugin%/}
    name=${name##*/}
    if [ -d "$kong/plugins/$name" ] && [ ! -e "$new/plugins/$name" ] && ! own "$name"; then
        cp -R "$kong/plugins/$name" "$new/plugins/$name"
    fi
done
rm -rf "$kong"
cp -R "$new" "$kong"
# Compiled once more, they would be found before these.
compiled=/usr/local/openresty/site/lualib/kong
if [ -d "$compiled" ]; then
    if command -v find >/dev/null; then
        find "$compiled" -name '*.ljbc' -exec rm -f {} +
    else
        rm -rf "$compiled"
    fi
fi
# Where Kong looks for .proto files before its own sources
if [ -d "$new/include" ] && [ -d /usr/local/kong/include ]; then
    cp -R "$new/include/." /usr/local/kong/include/
fi
cp /kong-perf/program /usr/local/bin/kong
chmod 755 /usr/local/bin/kong
