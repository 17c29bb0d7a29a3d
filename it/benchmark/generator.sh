#!/usr/bin/env bash
# Compares the load generator inside the JVM with wrk, and its latencies with the truth when the target stands still.
#
#   it/benchmark/generator.sh [--short]
#
# Needs nginx and wrk (Debian: apt-get install nginx-light wrk), taskset, a JDK, Maven, and two CPUs.
# Takes about 2 minutes; an idle machine gives better figures. Exits with 1 if a target is missed.
# --short takes less than a minute, and shows that all of it works: a missed target is printed, but no failure.
# Set in the environment: ROUNDS (5), LENGTH of a round in seconds (5), CONNECTIONS (100), THREADS (2),
# SERVER_CPU (0), GENERATOR_CPU (1), STALL_LENGTH in seconds, a multiple of 5 (20).
set -euo pipefail
cd "$(dirname "$0")/../.."
. it/benchmark/shared.bash

short=no
case "$# ${1-}" in
  "0 ") ;;
  "1 --short") short=yes ROUNDS=${ROUNDS:-2} LENGTH=${LENGTH:-2} STALL_LENGTH=${STALL_LENGTH:-5} ;;
  *) die "'$*' is none of its options; there is only --short" ;;
esac

rounds=${ROUNDS:-5} length=${LENGTH:-5} connections=${CONNECTIONS:-100} threads=${THREADS:-2}
server_cpu=${SERVER_CPU:-0} generator_cpu=${GENERATOR_CPU:-1} stall_length=${STALL_LENGTH:-20}
package=io.github.kongperf.load.jvm
export LC_ALL=C

need nginx wrk taskset java mvn
((stall_length % 5 == 0)) || die "STALL_LENGTH ($stall_length) must be a multiple of 5, or more or less than 20 % of the requests wait"

echo "Compiling ..."
compile

start_nginx() { # sets $port; whoever listens on a random port already, is not to be disturbed
  local tries
  mkdir -p "$work/nginx/logs"
  for ((tries = 0; tries < 20; tries++)); do
    port=$((20000 + RANDOM % 12000))
    cat > "$work/nginx/nginx.conf" << EOF
daemon off;
worker_processes 1;
pid nginx.pid;
error_log error.log;
events { worker_connections 4096; }
http {
  access_log off;
  keepalive_requests 1000000000;
  client_body_temp_path t1; proxy_temp_path t2; fastcgi_temp_path t3; uwsgi_temp_path t4; scgi_temp_path t5;
  server { listen 127.0.0.1:$port; location / { return 200; } }
}
EOF
    taskset -c "$server_cpu" nginx -e "$work/nginx/error.log" -p "$work/nginx" -c "$work/nginx/nginx.conf" 2> "$work/nginx.err" &
    local pid=$!
    if until_listening "$pid"; then
      started+=("$pid")
      return
    fi
  done
  die "nginx does not start: $(cat "$work/nginx.err")"
}

until_listening() { # a pid; fails when the process has ended, or after 5 s
  local tries
  for ((tries = 0; tries < 100; tries++)); do
    kill -0 "$1" 2> /dev/null || return 1
    if (exec 3<> "/dev/tcp/127.0.0.1/$port") 2> /dev/null; then
      return 0
    fi
    sleep 0.05
  done
  kill "$1"
  return 1
}

java_process() { # cpu, class
  exec taskset -c "$1" java -cp "$classpath" "$package.$2" 2> "$work/$2.err"
}

coproc GENERATOR { java_process "$generator_cpu" GeneratorBenchmark; }
started+=("$GENERATOR_PID")
ask() { # prints the generator's answer
  echo "$*" >&"${GENERATOR[1]}"
  local answer
  read -r -t 120 answer <&"${GENERATOR[0]}" || die "the generator gave up: $(cat "$work/GeneratorBenchmark.err")"
  echo "$answer"
}

warm() { # how many answers: the compiler counts calls, not seconds
  local tries answers sum=0
  for ((tries = 0; sum < $1 && tries < 20; tries++)); do
    read -r answers _ <<< "$(ask closed "$url" "$connections" "$threads" 3)"
    sum=$((sum + 3 * answers))
  done
}

run_wrk() { # prints answers/s, CPU µs per answer, p50 and p99 as wrk writes them, errors
  local cpu
  TIMEFORMAT='%3U %3S'
  cpu=$({ time taskset -c "$generator_cpu" wrk -t "$threads" -c "$connections" -d "${length}s" --latency "$url" \
    > "$work/wrk.out" 2> "$work/wrk.err"; } 2>&1) || die "wrk failed: $(cat "$work/wrk.err")"
  awk -v cpu="$cpu" '
    /requests in/ { requests = $1 }
    /Requests\/sec/ { rate = $2 }
    $1 == "50%" { p50 = $2 }
    $1 == "99%" { p99 = $2 }
    /Non-2xx|Socket errors/ { errors = "errors" }
    END { split(cpu, t, " "); printf "%.0f %.3f %s %s %s\n", rate, (t[1] + t[2]) * 1e6 / requests, p50, p99, errors ? errors : 0 }
  ' "$work/wrk.out"
}

median() { sort -g | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }

start_nginx
url=http://127.0.0.1:$port/
echo "$(nginx -v 2>&1 | sed 's/.*: //'), one worker on CPU $server_cpu; $(wrk -v 2>&1 | awk 'NR == 1 { print $1, $2 }') and $(java -version 2>&1 | awk 'NR == 1 { print $1, $3 }') on CPU $generator_cpu"
echo "$connections connections, $threads threads, $rounds rounds of $length s each; load average $(cut -d ' ' -f 1-3 /proc/loadavg)"
warm 400000

echo
echo "Closed model. CPU per answer in µs: wrk is the whole process; own is its threads, all is the whole JVM (with JIT and GC)."
printf '%-6s %9s %6s %8s %8s | %9s %6s %6s %8s %8s %6s | %10s %8s %8s\n' \
  round wrk/s CPU p50 p99 own/s CPU all p50 p99 errors throughput CPU all
for ((round = 1; round <= rounds; round++)); do
  if ((round % 2)); then
    theirs=$(run_wrk) ours=$(ask closed "$url" "$connections" "$threads" "$length")
  else
    ours=$(ask closed "$url" "$connections" "$threads" "$length") theirs=$(run_wrk)
  fi
  read -r w_rate w_cpu w_p50 w_p99 w_errors <<< "$theirs"
  read -r o_rate o_cpu o_all o_p50 o_p99 o_errors <<< "$ours"
  [[ $w_errors == 0 ]] || die "wrk saw errors: $(cat "$work/wrk.out")"
  ratios=$(awk "BEGIN { printf \"%.3f %.3f %.3f\", $o_rate / $w_rate, $o_cpu / $w_cpu, $o_all / $w_cpu }")
  echo "$ratios" >> "$work/ratios"
  read -r r_rate r_cpu r_all <<< "$ratios"
  printf '%-6s %9s %6.2f %8s %8s | %9s %6.2f %6.2f %6sus %6sus %6s | %10s %8s %8s\n' \
    "$round" "$w_rate" "$w_cpu" "$w_p50" "$w_p99" "$o_rate" "$o_cpu" "$o_all" "$o_p50" "$o_p99" "$o_errors" "$r_rate" "$r_cpu" "$r_all"
done
rate=$(cut -d ' ' -f 1 "$work/ratios" | median)
cpu=$(cut -d ' ' -f 2 "$work/ratios" | median)
all=$(cut -d ' ' -f 3 "$work/ratios" | median)

missed=0
judge() { # what, figure, condition on x
  if awk "BEGIN { x = $2; exit !($3) }"; then
    echo "  met     $1"
  else
    echo "  MISSED  $1"
    missed=1
  fi
}
echo "Median of the ratios to wrk:"
judge "throughput $rate (at least 0.95)" "$rate" "x >= 0.95"
judge "CPU per answer of the generator's threads $cpu (at most 1.1)" "$cpu" "x <= 1.1"
judge "CPU per answer of the whole JVM $all (at most 1.1)" "$all" "x <= 1.1"

mkfifo "$work/open"
java_process "$server_cpu" StallingServer < "$work/open" > "$work/port" &
started+=("$!")
exec 7> "$work/open" # the server ends when this does
for ((tries = 0; tries < 400 && $(wc -l < "$work/port") == 0; tries++)); do sleep 0.05; done
read -r port < "$work/port" || die "the stalling server does not start: $(cat "$work/StallingServer.err")"
url=http://127.0.0.1:$port/
warm 200000

echo
echo "Open model: 1000 requests/s for $stall_length s, $connections connections; the target holds every answer in 1 s of each 5 s."
read -r due sent errors p50 p90 p99 max <<< "$(ask open "$url" "$connections" "$threads" "$stall_length" 1000 2)"
echo "$due due, $sent sent, $errors errors; latency since due, in ms:"
deviation() { awk "BEGIN { printf \"%+.1f\", 100 * ($1 / $2 - 1) }"; }
judge "p50 $p50 (less than 2)" "$p50" "x < 2"
judge "p90 $p90, truth 500: $(deviation "$p90" 500) % (at most 5 %)" "$p90 / 500 - 1" "x <= 0.05 && x >= -0.05"
judge "p99 $p99, truth 950: $(deviation "$p99" 950) % (at most 5 %)" "$p99 / 950 - 1" "x <= 0.05 && x >= -0.05"
judge "max $max, truth 1000: $(deviation "$max" 1000) % (at most 5 %)" "$max / 1000 - 1" "x <= 0.05 && x >= -0.05"
judge "no errors, and the rate was kept" "$errors + ($sent < 0.99 * $due)" "x == 0"
[[ $short == yes ]] || exit $missed
