#!/bin/sh
# Builds a package of Kong Perf's stand-in (not Kong) with the layout of Kong's: it runs only where its absolute paths are, under
# /usr/local, such as in a mount namespace.
#
#   make-deb.sh VERSION OUT.deb [xz|gz|zst]     Kong's file names are kong_<version>_amd64.deb
#
# Tags of make-repository.sh are packed as they are; another version is the nearest of them with another number.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
[ $# -ge 2 ] || { sed -n '2,7p' "$0" >&2; exit 2; }
version=$1 compression=${3:-xz}
case $2 in /*) out=$2 ;; *) out=$PWD/$2 ;; esac
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
umask 022

"$here/make-repository.sh" "$work/repository"
tag=$version
if ! git -C "$work/repository" rev-parse -q --verify "refs/tags/$version" > /dev/null; then
  case $version in 2.*) tag=2.8.1 ;; *) tag=3.9.0 ;; esac
fi
mkdir "$work/tree"
git -C "$work/repository" archive "$tag" | tar -x -C "$work/tree"
if [ "$tag" != "$version" ]; then
  numbers=${version%%-*} suffix=
  [ "$numbers" = "$version" ] || suffix="suffix = \"-${version#*-}\""
  major=${numbers%%.*} patch=${numbers##*.}
  minor=${numbers#*.}
  minor=${minor%%.*}
  sed -i -e "s/major = .*,/major = $major,/" -e "s/minor = .*,/minor = $minor,/" -e "s/patch = .*,/patch = $patch,/" \
    -e "s/--suffix = .*/$suffix/" "$work/tree/kong/meta.lua"
fi
case $compression in gz) compression=gzip ;; zst) compression=zstd ;; esac
case $version in 2.*) resty=1.19.9.1 ;; *) resty=1.25.3.2 ;; esac

root=$work/root
STANDIN_PLACE=/usr/local/openresty "$here/make-home.sh" "$work/home" "$resty"
mkdir -p "$root/DEBIAN" "$root/usr/local/bin" "$root/usr/local/share/lua/5.1" "$root/usr/local/lib/lua/5.1" \
  "$root/usr/local/kong/include" "$root/etc/kong" "$root/lib/systemd/system"
cp -R "$work/home/openresty" "$root/usr/local/openresty"
cp -R "$work/home/rocks/share/lua/5.1/." "$root/usr/local/share/lua/5.1/"
cp -R "$work/tree/kong" "$root/usr/local/share/lua/5.1/kong"
cp "$work/tree/bin/kong" "$root/usr/local/bin/kong"
cp "$work/tree/kong.conf.default" "$root/etc/kong/kong.conf.default"
echo 'stand-in, not Kong' > "$root/usr/local/lib/lua/5.1/stand-in.txt"
echo 'stand-in, not Kong' > "$root/usr/local/kong/include/stand-in.proto"
# Links as OpenResty has them: an absolute and a relative one
ln -sf /usr/local/openresty/nginx/sbin/nginx "$root/usr/local/openresty/bin/openresty"
mv "$root/usr/local/openresty/luajit/bin/luajit" "$root/usr/local/openresty/luajit/bin/luajit-2.1.0-beta3"
ln -s luajit-2.1.0-beta3 "$root/usr/local/openresty/luajit/bin/luajit"
# "Precompiled" modules, which OpenResty finds before those in /usr/local/share/lua/5.1: who only replaces the latter tests nothing.
mkdir -p "$root/usr/local/openresty/site/lualib/kong"
for module in burn leftover; do
  if [ -e "$work/tree/kong/$module.lua" ]; then
    cp "$work/tree/kong/$module.lua" "$root/usr/local/openresty/site/lualib/kong/$module.ljbc"
  fi
done
cat > "$root/lib/systemd/system/kong.service" <<'UNIT'
# Kong Perf's stand-in for tests, not Kong.
[Unit]
Description=Kong Perf stand-in (not Kong)
[Service]
ExecStart=/usr/local/bin/kong start
UNIT
cat > "$root/DEBIAN/control" <<CONTROL
Package: kong
Version: $version
Architecture: amd64
Maintainer: Kong Perf <stand-in@kong-perf.invalid>
Depends: nginx-light, libnginx-mod-http-lua
Section: misc
Priority: optional
Description: stand-in for tests of Kong Perf, not Kong
 Never to be installed; tests unpack it.
CONTROL
SOURCE_DATE_EPOCH=1640995200
export SOURCE_DATE_EPOCH
dpkg-deb --build --root-owner-group "-Z$compression" "$root" "$out" > /dev/null
