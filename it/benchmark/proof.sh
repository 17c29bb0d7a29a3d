#!/usr/bin/env bash
# Whether verdicts hold on this machine: records a pool of fresh trials, and draws sessions from it.
#
#   it/benchmark/proof.sh [--short]
#
# Needs what the tests need: nginx with Lua, wrk, git, a JDK, Maven. What is started is the tests' stand-in for Kong: no figure is Kong's.
# Takes about an hour for 150 trials each of the stand-in, of the same again, and of the same with 3 % more CPU time per request.
# It may be ended at any time: called again, it goes on with what is missing. Exits with 1 if a target is missed, by CPU time per
# request. --short takes a minute or two, and shows that all of it works: a missed target is printed, but no failure.
# Set in the environment: BLOCKS of three trials (150), SESSIONS to draw (2000), POOL, the folder of the pool (target/it/proof),
# CPUS of the roles (none: kong=0; upstream=1; generator=1), DRIVER: local, or docker, which needs a Docker engine, debootstrap and root,
# and a POOL of its own.
set -euo pipefail
cd "$(dirname "$0")/../.."
. it/benchmark/shared.bash

strict=strict
case "$# ${1-}" in
  "0 ") ;;
  "1 --short") strict= BLOCKS=${BLOCKS:-2} SESSIONS=${SESSIONS:-40} ;;
  *) die "'$*' is none of its options; there is only --short" ;;
esac
export LC_ALL=C.UTF-8
need nginx wrk git java mvn
mkdir -m 711 "$work/s"
pool=${POOL:-$PWD/target/it/proof}
[[ -n $strict ]] || pool=$work/pool

echo "Compiling ..."
compile
echo "$(nproc) CPUs, load average $(cut -d ' ' -f 1-3 /proc/loadavg); the stand-in for Kong, which is not Kong"
(cd kong-perf && exec java -Dslf4j.internal.verbosity=ERROR -cp "$classpath" io.github.kongperf.driver.local.ProofPool \
  "$pool" "$work/s" "${BLOCKS:-150}" "${CPUS-}" "${DRIVER:-local}") || exit
java -cp "$classpath" io.github.kongperf.compare.ProofFigures "$pool" "${SESSIONS:-2000}" $strict
