#!/bin/sh
# Makes images for tests of the docker driver. No registry is asked: Debian comes from its mirror, the rest from here.
#
#   make-image.sh base NAME               Debian with nginx and Lua, wrk, perf and PostgreSQL; must be root
#   make-image.sh kong VERSION NAME BASE  Kong Perf's stand-in (not Kong) with the layout of Kong's image, on such a base
#
# Does nothing if the image is there, made of the same.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
usage() { sed -n '2,7p' "$0" >&2; exit 2; }
[ $# -ge 2 ] || usage
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
umask 022

base() { # name
  [ "$(id -u)" = 0 ] || { echo "make-image.sh: debootstrap must be root" >&2; exit 1; }
  command -v debootstrap > /dev/null || { echo "make-image.sh: no debootstrap; install it" >&2; exit 1; }
  debootstrap --variant=minbase \
    --include=nginx-light,libnginx-mod-http-lua,wrk,linux-perf,netbase,procps,util-linux,postgresql-15 \
    bookworm "$work/root" > "$work/log" 2>&1 || { tail -20 "$work/log" >&2; exit 1; }
  rm -rf "$work/root/var/cache/apt/archives" "$work/root/var/lib/apt/lists" "$work/root/var/lib/postgresql/15"
  tar -C "$work/root" -c . | docker import - "$1" > /dev/null
}

# What a stand-in is made of, in short.
made_of() { # base
  { docker image inspect -f '{{.Id}}' "$1"; find "$here" -type f | sort | xargs cat; } | sha256sum | cut -c 1-16
}

kong() { # version, name, base
  "$here/make-deb.sh" "$1" "$work/kong.deb" gz
  mkdir "$work/context"
  dpkg-deb -x "$work/kong.deb" "$work/context/kong"
  # A folder in the place of the link that Debian has there would hide all libraries.
  rm -rf "$work/context/kong/lib"
  cat > "$work/context/docker-entrypoint.sh" << 'ENTRYPOINT'
#!/bin/sh
# Kong Perf's stand-in for tests, not Kong.
if [ "$1" = kong ] && [ "$2" = docker-start ]; then
  export KONG_NGINX_DAEMON=off
  set -- kong start
fi
exec "$@"
ENTRYPOINT
  chmod 755 "$work/context/docker-entrypoint.sh"
  cat > "$work/context/Dockerfile" << DOCKERFILE
FROM $3
LABEL not-kong="the stand-in for tests of Kong Perf" made-of=$(made_of "$3")
ENV KONG_VERSION=$1 KONG_PREFIX=/usr/local/kong
COPY kong /
COPY docker-entrypoint.sh /
RUN useradd --system --home-dir /home/kong --create-home kong && chown -R kong:0 /usr/local/kong \\
  && ln -s /usr/local/openresty/bin/resty /usr/local/openresty/luajit/bin/luajit /usr/local/openresty/nginx/sbin/nginx /usr/local/bin/
USER kong
ENTRYPOINT ["/docker-entrypoint.sh"]
EXPOSE 8000 8443 8001 8444
STOPSIGNAL SIGQUIT
CMD ["kong", "docker-start"]
DOCKERFILE
  docker build -q -t "$2" "$work/context" > "$work/log" 2>&1 || { tail -20 "$work/log" >&2; exit 1; }
}

case $1 in
base)
  docker image inspect "$2" > /dev/null 2>&1 || base "$2"
  ;;
kong)
  [ $# = 4 ] || usage
  if [ "$(docker image inspect -f '{{index .Config.Labels "made-of"}}' "$3" 2> /dev/null)" != "$(made_of "$4")" ]; then
    kong "$2" "$3" "$4"
  fi
  ;;
*) usage ;;
esac
