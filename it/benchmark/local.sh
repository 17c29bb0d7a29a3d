#!/usr/bin/env bash
# What a trial of the local driver costs besides the load, and wrk through us beside wrk by hand.
#
#   it/benchmark/local.sh [--short]
#   DRIVER=docker it/benchmark/local.sh [--short]    the same of the docker driver, beside a container alone
#
# Needs what the tests need: nginx with Lua, PostgreSQL, wrk, git, a JDK, Maven. What is started is the tests' stand-in for Kong: no
# figure is Kong's. Takes about 2 minutes; an idle machine gives better figures. --short takes less than one.
# With DRIVER=docker it needs a Docker engine too, debootstrap, and root.
# Set in the environment: BLOCKS of two trials (8), PAIRS (8), LENGTH of a load in seconds (3).
set -euo pipefail
cd "$(dirname "$0")/../.."
. it/benchmark/shared.bash

case "$# ${1-}" in
  "0 ") ;;
  "1 --short") BLOCKS=${BLOCKS:-1} PAIRS=${PAIRS:-2} LENGTH=${LENGTH:-1} ;;
  *) die "'$*' is none of its options; there is only --short" ;;
esac
export LC_ALL=C.UTF-8
need nginx wrk git java mvn
mkdir -m 711 "$work/s"

echo "Compiling ..."
compile
echo "$(nproc) CPUs, load average $(cut -d ' ' -f 1-3 /proc/loadavg); the stand-in for Kong, which is not Kong"
cd kong-perf
java -cp "$classpath" io.github.kongperf.driver.local.LocalBenchmark \
  "$work" "$work/s" "${BLOCKS:-8}" "${PAIRS:-8}" "${LENGTH:-3}" "${DRIVER:-local}" 2> "$work/err" || { cat "$work/err" >&2; exit 1; }
