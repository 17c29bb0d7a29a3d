#!/usr/bin/env bash
# How often rankings of frames name one of equal subjects, find a planted one, and whether their intervals hold.
#
#   it/benchmark/frames.sh [sessions of each row, 2000]
#
# Needs a JDK and Maven. Takes about a quarter of an hour with 2000 sessions, two minutes with 200. The seed is fixed: the same code prints the same figures.
set -euo pipefail
cd "$(dirname "$0")/../.."
. it/benchmark/shared.bash
[[ $# -le 1 && ${1-1} =~ ^[1-9][0-9]*$ ]] || die "give a number"

compile
java -cp "$classpath" io.github.kongperf.compare.SimulatedProfiles "${1:-2000}"
