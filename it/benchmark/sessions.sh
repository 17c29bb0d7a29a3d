#!/usr/bin/env bash
# How often simulated sessions of equal subjects alarm, what they find of what was planted, and whether their intervals hold.
#
#   it/benchmark/sessions.sh [sessions of each row, 10000] [equal]
#
# Needs a JDK and Maven. Takes about 40 minutes on two CPUs; with "equal", only rows of equal subjects, half of that; with 400 sessions
# two minutes. The seed is fixed: the same code prints the same figures.
set -euo pipefail
cd "$(dirname "$0")/../.."
[[ $# -le 2 && ${1-1} =~ ^[1-9][0-9]*$ && ${2-equal} == equal ]] || { echo "sessions.sh: give a number, and 'equal' perhaps" >&2; exit 2; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mvn -q -B -Dquick -Dmdep.outputFile="$work/classpath" -Dmdep.includeScope=test \
  -pl report-templates,kong-perf test-compile dependency:build-classpath < /dev/null ||
  { echo "sessions.sh: the library does not compile; see above" >&2; exit 2; }
java -cp "kong-perf/target/test-classes:kong-perf/target/classes:$(< "$work/classpath")" \
  io.github.kongperf.compare.SimulatedSessions "${1:-10000}" ${2+"$2"}
