#!/bin/sh
# Makes what `kongHome` names, for Kong Perf's stand-in (not Kong): a folder with openresty/ and rocks/, as a Kong is built on.
# Its "OpenResty" is the nginx of this machine with its Lua module.
#
#   make-home.sh DIR [RESTY_VERSION]     RESTY_VERSION: what it claims to be, 1.19.9.1 unless given
set -eu
here=$(cd "$(dirname "$0")" && pwd)
[ $# -ge 1 ] || { sed -n '2,5p' "$0" >&2; exit 2; }
version=${2:-1.19.9.1}
PATH=$PATH:/usr/sbin
nginx=$(command -v nginx) || { echo "make-home.sh: no nginx on PATH; install nginx-light" >&2; exit 1; }
nginx_version=$("$nginx" -v 2>&1 | sed 's/.*: //')
modules=$("$nginx" -V 2>&1 | sed -n 's/.*--modules-path=\([^ ]*\).*/\1/p')
[ -e "$modules/ngx_http_lua_module.so" ] || {
  echo "make-home.sh: no $modules/ngx_http_lua_module.so; install libnginx-mod-http-lua" >&2
  exit 1
}
mkdir -p "$1"
dir=$(cd "$1" && pwd)
cp -R "$here/home/." "$dir/"
# Where it will be, if that is not where it is made
place=${STANDIN_PLACE:-$dir/openresty}
for file in bin/resty bin/openresty luajit/bin/luajit nginx/sbin/nginx; do
  sed -e "s|@HOME@|$place|g" -e "s|@NGINX@|$nginx|g" -e "s|@NGINX_VERSION@|$nginx_version|g" \
    -e "s|@MODULES@|$modules|g" -e "s|@RESTY_VERSION@|$version|g" "$here/home/openresty/$file" > "$dir/openresty/$file"
  chmod 755 "$dir/openresty/$file"
done
