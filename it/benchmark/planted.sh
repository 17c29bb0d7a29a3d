#!/usr/bin/env bash
# Whether profiles find 5 % of the CPU time that are planted in a Lua function and in C, and name nothing where subjects are equal.
#
#   it/benchmark/planted.sh [--short]
#   DRIVER=docker it/benchmark/planted.sh [--short]    the same in containers
#
# Needs what the tests need: nginx with Lua, wrk, perf (as root), git, a JDK, Maven. What is started is the tests' stand-in for Kong: no
# figure is Kong's. Takes about 50 minutes, nearly all for equal pairs; --short takes about one, and is too short to judge by.
# With DRIVER=docker it needs a Docker engine too, debootstrap, and root.
# Set in the environment: LENGTH of a profile in seconds (10), BLOCKS (5), PAIRS (10).
set -euo pipefail
cd "$(dirname "$0")/../.."
. it/benchmark/shared.bash

case "$# ${1-}" in
  "0 ") ;;
  "1 --short") BLOCKS=${BLOCKS:-4} PAIRS=${PAIRS:-0} LENGTH=${LENGTH:-1} ;;
  *) die "'$*' is none of its options; there is only --short" ;;
esac
export LC_ALL=C.UTF-8
need nginx wrk perf git java mvn
mkdir -m 711 "$work/s"

echo "Compiling ..."
compile
echo "$(nproc) CPUs, load average $(cut -d ' ' -f 1-3 /proc/loadavg); the stand-in for Kong, which is not Kong"
cd kong-perf
java -cp "$classpath" io.github.kongperf.planted.PlantedBenchmark \
  "$work" "$work/s" "${DRIVER:-local}" "${LENGTH:-10}" "${BLOCKS:-5}" "${PAIRS:-10}" 2> "$work/err" || { cat "$work/err" >&2; exit 1; }
