#!/usr/bin/env bash
# Whole sessions, each in a Maven of its own, of subjects of which it is known whether they differ.
#
#   it/benchmark/live.sh [--short]
#
# Needs what the tests need: nginx with Lua, wrk, git, a JDK, Maven. What is started is the tests' stand-in for Kong: no figure is Kong's.
# Four sessions of equal subjects and four with 3 % more CPU time per request; the same while a neighbour takes one CPU now and then;
# and one of each kind whose Maven is killed amid it, and goes on. 18 sessions of 3 to 12 minutes, the longer the noisier the machine is. It may be
# ended at any time: called again, it goes on with the sessions that are missing. Exits with 1 if a target is missed.
# --short takes a minute or two, and runs one short session that is killed, goes on and leaves nothing up; no verdict is judged.
# Set in the environment: SESSIONS of each kind (4), KINDS ("calm neighbour killed"), BLOCKS at most (48), DURATION of a load (3s),
# LIVE, the folder of the results (target/it/live), CPUS of the roles (none: kong=0; upstream=1; generator=1).
set -euo pipefail
cd "$(dirname "$0")/../.."
. it/benchmark/shared.bash

judged=yes subjects=(equal planted)
case "$# ${1-}" in
  "0 ") ;;
  "1 --short") judged=no subjects=(equal) SESSIONS=${SESSIONS:-1} KINDS=${KINDS:-killed} BLOCKS=${BLOCKS:-5} DURATION=${DURATION:-1s} ;;
  *) die "'$*' is none of its options; there is only --short" ;;
esac
export LC_ALL=C.UTF-8
need nginx wrk git java mvn

live=${LIVE:-$PWD/target/it/live}
[[ $judged == yes ]] || live=$work/live
mkdir -p "$live"
mkdir -m 711 "$work/w"
blocks=${BLOCKS:-48}
it/stand-in/make-home.sh "$work/home"
it/stand-in/make-repository.sh "$work/kong" > /dev/null
cat > "$work/one.kong.yaml.ftl" << 'ENTITIES'
_format_version: "${kong.formatVersion}"
services:
  - name: s1
    url: ${upstream.uris[0]}/test
    routes: [{ name: r1, paths: [/s1-r1] }]
ENTITIES

scenario() { # name, what the other subject burns in each request
  cat > "$work/$1.yaml" << SCENARIO
scenario: $1
kong:
  database: off
  entities: one.kong.yaml.ftl
  config: { nginx_worker_processes: "1" }
upstream: { nginx: "location = /test { return 200; }" }
variants:
  - { name: other, config: { kong_perf_burn: "$2" } }
cases:
  - name: route
    decide: cpu
    load: { engine: wrk, path: /s1-r1, connections: 50, threads: 1, duration: ${DURATION:-3s}, warmup: 1s }
SCENARIO
}

# The plugin is that of this build, which installs nothing.
session() { # folder, scenario, further arguments
  local folder=$1 scenario=$2
  shift 2
  exec mvn -B -ntp -Plive -pl it/benchmark/live -am -Dkong-perf.failureIgnore \
    -Dkong-perf.scenarios="$work/$scenario.yaml" -Dkong-perf.versions=git:main \
    -Dkong-perf.kongHome="$work/home" -Dkong-perf.kongRepository="$work/kong" -Dkong-perf.cacheFolder="$work/cache" \
    -Dkong-perf.workFolder="$work/w" -Dkong-perf.stateFolder="$folder/state" -Dkong-perf.resultFolder="$folder/results" \
    -Dkong-perf.reportFolder="$folder/report" ${CPUS:+"-Dkong-perf.cpus=$CPUS"} "$@" verify < /dev/null
}

verdict() { # log; what the session ended with
  sed -n 's/^\[INFO\]  *[a-z]*, route  *git:main other  *//p' "$1" | tail -1
}

neighbour() { # takes one CPU for 0.2 to 5 s, and leaves it alone for as long, again and again; for an hour at most
  local end=$((SECONDS + 3600))
  while ((SECONDS < end)); do
    timeout "$((RANDOM % 5)).$((RANDOM % 8 + 2))" sh -c 'while :; do :; done' || true
    sleep "$((RANDOM % 5)).$((RANDOM % 8 + 2))"
  done
}

killed() { # folder, scenario: kills its Maven amid the session, and goes on with it
  local pid tries run amid=$((blocks / 8 + 1)) # before the first look, at which it may end
  ((amid > 1)) || amid=2
  : > "$1/killed.log"
  session "$1" "$2" -Dkong-perf.blocks="$blocks" > "$1/killed.log" 2>&1 &
  pid=$!
  started+=("$pid")
  for ((tries = 0; tries < 6000; tries++)); do
    if grep -q "block $amid/" "$1/killed.log"; then break; fi
    kill -0 "$pid" 2> /dev/null || die "the session ended before it was killed; see $1/killed.log"
    sleep 0.1
  done
  kill -9 "$pid"
  wait "$pid" 2> /dev/null || true
  find "$1/results" -path '*/runs/*' -name '*.json' | sort > "$1/before-kill.txt"
  (session "$1" "$2" -Dkong-perf.blocks="$blocks" -Dkong-perf.resume) > "$1/log" 2>&1 || die "it did not go on: see $1/log"
  grep -q 'going on with session' "$1/log" || die "another session began: see $1/log"
  while read -r run; do
    [[ -f $run ]] || grep -q "${run##*/}" <(find "$1/results" -path '*replaced*') || die "$run was lost"
  done < "$1/before-kill.txt"
}

cpu_per_request() { # folder of results; the median over trials, in us
  local run
  find "$1" -path '*/runs/*/route/*' -name '*-git-main*.json' | while read -r run; do
    grep -oE '"(gateway|200)" ?: ?[0-9.]+' "$run" | awk -F '[":]+' '
      $2 == "gateway" { cpu += $3 }
      $2 == "200" { answers += $3 }
      END { if (answers > 0) print cpu / answers }'
  done | sort -g | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'
}

echo "$(nproc) CPUs, load average $(cut -d ' ' -f 1-3 /proc/loadavg); the stand-in for Kong, which is not Kong"
[[ $judged == yes ]] || echo "- -" > "$live/planted"
if [[ ! -s $live/planted ]]; then
  echo "Building, and measuring what a request takes ..."
  scenario pilot 0us
  rm -rf "$live/pilot"
  mkdir -p "$live/pilot"
  (session "$live/pilot" pilot -Dkong-perf.blocks=3) > "$live/pilot/log" 2>&1 || die "see $live/pilot/log"
  cpu_per_request "$live/pilot/results" | awk '{ printf "%.1f %.3f\n", $1, $1 * 0.03 }' > "$live/planted"
fi
read -r request planted < "$live/planted"
scenario equal 0us
if [[ $judged == yes ]]; then
  echo "A request takes $request us of CPU time; planted are $planted us."
  scenario planted "${planted}us"
fi

declare -A wrong
one() { # kind, scenario, number
  local folder=$live/$1-$2-$3 begin=$SECONDS pid
  if [[ ! -s $folder/verdict ]]; then
    rm -rf "$folder"
    mkdir -p "$folder"
    if [[ $1 == killed ]]; then
      killed "$folder" "$2"
    else
      if [[ $1 == neighbour ]]; then
        neighbour &
        pid=$!
        started+=("$pid")
      fi
      (session "$folder" "$2" -Dkong-perf.blocks="$blocks") > "$folder/log" 2>&1 || die "no session: see $folder/log"
      if [[ $1 == neighbour ]]; then
        kill "$pid"
        wait "$pid" 2> /dev/null || true
      fi
    fi
    [[ -z $(ls -A "$work/w") ]] || die "$folder: something is left in $work/w"
    if pgrep -f "$work/w/" > /dev/null; then die "$folder: processes are left"; fi
    local said
    said=$(verdict "$folder/log")
    [[ -n $said ]] || die "no verdict in $folder/log"
    echo "$(grep -oE 'block [0-9]+/' "$folder/log" | tail -1 | tr -dc 0-9) blocks, $((SECONDS - begin)) s: $said" > "$folder/verdict"
  fi
  echo "$1, $2 $3: $(< "$folder/verdict")"
  case $2-$(< "$folder/verdict") in
    equal-*": slower by"* | equal-*": faster by"* | planted-*": faster by"*) wrong[$1-$2]=$((${wrong[$1-$2]-0} + 1)) ;;
    equal-* | planted-*": slower by"*) ;;
    *) wrong[$1-$2]=$((${wrong[$1-$2]-0} + 1)) ;;
  esac
}

missed=0
judge() { # what, whether
  if (($2)); then
    echo "  met     $1"
  else
    echo "  MISSED  $1"
    missed=1
  fi
}
for kind in ${KINDS:-calm neighbour killed}; do
  many=${SESSIONS:-4}
  [[ $kind != killed ]] || many=1
  for ((number = 1; number <= many; number++)); do
    for subject in "${subjects[@]}"; do one "$kind" "$subject" "$number"; done
  done
  alarms=${wrong[$kind-equal]-0} found=$((many - ${wrong[$kind-planted]-0}))
  if [[ $judged == yes ]]; then
    judge "$kind: $alarms of $many sessions of equal subjects alarm (none)" "$((alarms == 0))"
    judge "$kind: what was planted is found in $found of $many (at least 3 of 4)" "$((4 * found >= 3 * many))"
  fi
done
exit $missed
