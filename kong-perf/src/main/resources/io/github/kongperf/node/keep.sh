# Runs the first process of a job and keeps its exit code. Arguments: "keep"; this text; folder, file for standard input, PATH
# of the command (or nothing), the command. It calls itself with "run" and pid and start time of the keeper instead of the
# text, and the command takes its place.
what=$1 argument=$2 folder=$3 in=$4 path=$5
shift 5
fields() { started=${20}; }
read -r stat </proc/self/stat
fields ${stat##*) }

if [ "$what" = keep ]; then
    # Who ends the job ends its processes; this one then notes how the first of them ended.
    trap : HUP INT QUIT TERM
    sh -c "$argument" kong-perf-job run "$$ $started" "$folder" "$in" "$path" "$@"
    echo "$?" >"$folder/exit"
    exit
fi

failed() {
    code=$?
    trap - EXIT
    echo "$code" >"$folder/nostart"
    exit "$code"
}
# dash comes here if it can't run the program, and bash goes on behind exec.
trap failed EXIT
[ -z "$BASH_VERSION" ] || shopt -s execfail
read -r boot </proc/sys/kernel/random/boot_id
{ echo kong-perf-start >/proc/self/comm; } 2>/dev/null
echo "$argument $$ $started $boot" >"$folder/first" || exit 1
[ -z "$path" ] || PATH=$path
# Descriptor 7 marks all that descends from here, even what closes its output and scrubs its environment.
exec "$@" 7>>"$folder/mark" <"$in" >>"$folder/out" 2>>"$folder/err"
failed
