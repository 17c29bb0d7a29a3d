#!/usr/bin/env bash
# What a trial of the local driver costs besides the load, and wrk through us beside wrk by hand.
#
#   it/benchmark/local.sh [--short]
#
# Needs what the tests need: nginx with Lua, PostgreSQL, wrk, git, a JDK, Maven. What is started is the tests' stand-in for Kong: no
# figure is Kong's. Takes about 2 minutes; an idle machine gives better figures. --short takes less than one.
# Set in the environment: BLOCKS of two trials (8), PAIRS (8), LENGTH of a load in seconds (3).
set -euo pipefail
cd "$(dirname "$0")/../.."

case "$# ${1-}" in
  "0 ") ;;
  "1 --short") BLOCKS=${BLOCKS:-1} PAIRS=${PAIRS:-2} LENGTH=${LENGTH:-1} ;;
  *) echo "local.sh: '$*' is none of its options; there is only --short" >&2 && exit 2 ;;
esac
export LC_ALL=C.UTF-8
PATH=$PATH:/usr/sbin
for tool in nginx wrk git java mvn; do
  command -v "$tool" > /dev/null || { echo "local.sh: $tool is not on the PATH" >&2; exit 2; }
done

work=$(mktemp -d) short=$(mktemp -d /tmp/kpXXXXXX)
chmod 711 "$short"
trap 'rm -rf "$work" "$short"' EXIT

echo "Compiling ..."
mvn -q -B -Dquick -Dmdep.outputFile="$work/classpath" -Dmdep.includeScope=test \
  -pl report-templates,kong-perf test-compile dependency:build-classpath < /dev/null ||
  { echo "local.sh: the library does not compile; see above" >&2; exit 2; }
echo "$(nproc) CPUs, load average $(cut -d ' ' -f 1-3 /proc/loadavg); the stand-in for Kong, which is not Kong"
cd kong-perf
java -cp "target/test-classes:target/classes:$(< "$work/classpath")" io.github.kongperf.driver.local.LocalBenchmark \
  "$work" "$short" "${BLOCKS:-8}" "${PAIRS:-8}" "${LENGTH:-3}" 2> "$work/err" || { cat "$work/err" >&2; exit 1; }
