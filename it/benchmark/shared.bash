# What the benchmarks have in common; they read it when they are in the project's folder.
PATH=$PATH:/usr/sbin

die() { echo "${0##*/}: $*" >&2; exit 2; }

need() { # programs
  local tool
  for tool in "$@"; do
    command -v "$tool" > /dev/null ||
      die "$tool is not on the PATH; on Debian: apt-get install nginx-light libnginx-mod-http-lua wrk git util-linux openjdk-17-jdk-headless maven"
  done
}

# A folder for files, and pids of what is to be ended with the script.
work=$(mktemp -d /tmp/kpXXXXXX) started=()
# Others may pass: some of what is started is another user's. Short, for sockets lie below it.
chmod 711 "$work"
finish() {
  trap - EXIT INT TERM
  local pid
  for pid in "${started[@]}"; do kill "$pid" 2> /dev/null || true; done
  for pid in "${started[@]}"; do wait "$pid" 2> /dev/null || true; done
  rm -rf "$work"
}
trap finish EXIT
trap 'finish; exit 130' INT TERM

compile() { # sets $classpath; a build in between does not change what runs
  mvn -q -B -Dquick -Dmdep.outputFile="$work/classpath" -Dmdep.includeScope=test \
    -pl report-templates,kong-perf test-compile dependency:build-classpath < /dev/null ||
    die "the library does not compile; see above"
  cp -r kong-perf/target/test-classes kong-perf/target/classes "$work"
  classpath=$work/test-classes:$work/classes:$(< "$work/classpath")
}
