# Runs the first process of a job and keeps its exit code. Arguments: folder, file for standard input, PATH of the command
# (or nothing), the command.
folder=$1 in=$2 path=$3
shift 3
# Who ends the job ends its processes; this one then notes how the first of them ended.
trap : HUP INT QUIT TERM
fields() { started=${20}; }
read -r stat </proc/self/stat
fields ${stat##*) }
keeper="$$ $started"
(
    trap 'echo "$?" >"$folder/nostart"' EXIT
    read -r boot </proc/sys/kernel/random/boot_id
    read -r stat </proc/self/stat
    fields ${stat##*) }
    { echo kong-perf-start >/proc/self/comm; } 2>/dev/null
    echo "$keeper ${stat%% *} $started $boot" >"$folder/first" || exit 1
    [ -z "$path" ] || PATH=$path
    # Descriptor 7 marks all that descends from here, even what closes its output and scrubs its environment.
    exec "$@" 7>>"$folder/mark" <"$in" >>"$folder/out" 2>>"$folder/err"
)
echo "$?" >"$folder/exit"
