# Gets programs into an image, those of its arguments that it lacks: nginx (with Lua), wrk, java (for the generator of the JVM), perf
# (to profile other containers), and perl, by which connections go to containers that have no address where Maven runs. Does
# nothing where they are there.
set -eu

lacks() { ! command -v "$1" >/dev/null 2>&1; }

export PATH="$PATH:/usr/sbin:/sbin"
programs=
for program; do
    case $program in
    nginx) if lacks nginx && lacks openresty; then programs="$programs nginx"; fi ;;
    # Not wanted by all: where it can't be installed, it may lack.
    perl) if lacks perl && { ! lacks apt-get || ! lacks apk; }; then programs="$programs perl"; fi ;;
    *) if lacks "$program"; then programs="$programs $program"; fi ;;
    esac
done
[ -n "$programs" ] || exit 0

if ! lacks apt-get; then
    export DEBIAN_FRONTEND=noninteractive
    wanted="netbase util-linux procps"
    for program in $programs; do
        case $program in
        nginx) wanted="$wanted nginx-light libnginx-mod-http-lua" ;;
        wrk) wanted="$wanted wrk" ;;
        java) wanted="$wanted openjdk-17-jre-headless" ;;
        perf) wanted="$wanted linux-perf" ;;
        perl) wanted="$wanted perl-base" ;;
        esac
    done
    apt-get -qq update
    apt-get -qq install -y --no-install-recommends $wanted
    rm -rf /var/lib/apt/lists/*
elif ! lacks apk; then
    wanted="util-linux procps"
    for program in $programs; do
        case $program in
        nginx) wanted="$wanted nginx nginx-mod-http-lua" ;;
        wrk) wanted="$wanted wrk" ;;
        java) wanted="$wanted openjdk17-jre-headless" ;;
        perf) wanted="$wanted perf" ;;
        perl) wanted="$wanted perl" ;;
        esac
    done
    apk add --no-cache $wanted
else
    echo "this image lacks$programs, and has neither apt-get nor apk to install it; name one that has it by -Dkong-perf.workerImage" >&2
    exit 1
fi
