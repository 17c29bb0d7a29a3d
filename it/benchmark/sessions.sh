#!/usr/bin/env bash
# How often simulated sessions of equal subjects alarm, what they find of what was planted, and whether their intervals hold.
#
#   it/benchmark/sessions.sh [sessions of each row, 10000]
#
# Needs a JDK and Maven. Takes about ten minutes on two CPUs; with 400 sessions half a minute. The seed is fixed: the same code
# prints the same figures.
set -euo pipefail
cd "$(dirname "$0")/../.."
[[ $# -le 1 && ${1-1} =~ ^[1-9][0-9]*$ ]] || { echo "sessions.sh: give one number, or none" >&2; exit 2; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mvn -q -B -Dquick -Dmdep.outputFile="$work/classpath" -Dmdep.includeScope=test \
  -pl report-templates,kong-perf test-compile dependency:build-classpath < /dev/null ||
  { echo "sessions.sh: the library does not compile; see above" >&2; exit 2; }
java -cp "kong-perf/target/test-classes:kong-perf/target/classes:$(< "$work/classpath")" \
  io.github.kongperf.compare.SimulatedSessions "${1:-10000}"
