#!/usr/bin/env bash
# What profilers cost the gateway that they sample, and how long they take.
#
#   it/benchmark/profilers.sh [--short]
#   DRIVER=docker it/benchmark/profilers.sh [--short]    the same with the docker driver
#
# Needs what the tests need: nginx with Lua, wrk, git, perf that may sample, a JDK, Maven. What is started is the tests' stand-in for
# Kong: no figure is Kong's. Takes about 8 minutes; an idle machine gives better figures. --short takes less than one.
# With DRIVER=docker it needs a Docker engine too, debootstrap, and root.
# Set in the environment: BLOCKS of four gateways (10), LENGTH of sampling in each in seconds (20).
set -euo pipefail
cd "$(dirname "$0")/../.."
. it/benchmark/shared.bash

case "$# ${1-}" in
  "0 ") ;;
  "1 --short") BLOCKS=${BLOCKS:-1} LENGTH=${LENGTH:-6} ;;
  *) die "'$*' is none of its options; there is only --short" ;;
esac
export LC_ALL=C.UTF-8
need nginx wrk git java mvn
command -v perf > /dev/null || die "perf is not on the PATH; on Debian: apt-get install linux-perf"
mkdir -m 711 "$work/s"

echo "Compiling ..."
compile
echo "$(nproc) CPUs, load average $(cut -d ' ' -f 1-3 /proc/loadavg); the stand-in for Kong, which is not Kong"
cd kong-perf
java -cp "$classpath" io.github.kongperf.planted.ProfilerCost \
  "$work/s" "${BLOCKS:-10}" "${LENGTH:-20}" "${DRIVER:-local}" 2> "$work/err" || { cat "$work/err" >&2; exit 1; }
