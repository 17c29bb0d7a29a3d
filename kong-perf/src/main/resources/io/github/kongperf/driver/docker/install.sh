# Gets what upstream and load need into an image: nginx with Lua, wrk, and with the argument "java" a Java for the generator of
# the JVM; also perl, by which connections go to containers that have no address where Maven runs. Does nothing where it is there.
set -eu
java=${1:-}

lacks() { ! command -v "$1" >/dev/null 2>&1; }

export PATH="$PATH:/usr/sbin:/sbin"
packages=
if lacks nginx && lacks openresty; then packages="$packages nginx"; fi
if lacks wrk; then packages="$packages wrk"; fi
if [ -n "$java" ] && lacks java; then packages="$packages java"; fi
# Not wanted by all: where it can't be installed, it may lack.
if lacks perl && { ! lacks apt-get || ! lacks apk; }; then packages="$packages perl"; fi
[ -n "$packages" ] || exit 0

if ! lacks apt-get; then
    export DEBIAN_FRONTEND=noninteractive
    wanted="netbase util-linux procps"
    for package in $packages; do
        case $package in
        nginx) wanted="$wanted nginx-light libnginx-mod-http-lua" ;;
        wrk) wanted="$wanted wrk" ;;
        java) wanted="$wanted openjdk-17-jre-headless" ;;
        perl) wanted="$wanted perl-base" ;;
        esac
    done
    apt-get -qq update
    apt-get -qq install -y --no-install-recommends $wanted
    rm -rf /var/lib/apt/lists/*
elif ! lacks apk; then
    wanted="util-linux procps"
    for package in $packages; do
        case $package in
        nginx) wanted="$wanted nginx nginx-mod-http-lua" ;;
        wrk) wanted="$wanted wrk" ;;
        java) wanted="$wanted openjdk17-jre-headless" ;;
        perl) wanted="$wanted perl" ;;
        esac
    done
    apk add --no-cache $wanted
else
    echo "this image lacks$packages, and has neither apt-get nor apk to install it; name one that has it by -Dkong-perf.workerImage" >&2
    exit 1
fi
