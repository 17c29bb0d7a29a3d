#!/usr/bin/env bash
# How often simulated sessions of equal subjects alarm, what they find of what was planted, and whether their intervals hold.
#
#   it/benchmark/sessions.sh [sessions of each row, 10000] [equal]
#
# Needs a JDK and Maven. Takes about 40 minutes on two CPUs; with "equal", only rows of equal subjects, half of that; with 400 sessions
# two minutes. The seed is fixed: the same code prints the same figures.
set -euo pipefail
cd "$(dirname "$0")/../.."
. it/benchmark/shared.bash
[[ $# -le 2 && ${1-1} =~ ^[1-9][0-9]*$ && ${2-equal} == equal ]] || die "give a number, and 'equal' perhaps"

compile
java -cp "$classpath" io.github.kongperf.compare.SimulatedSessions "${1:-10000}" ${2+"$2"}
