# Makes the folder of a job and starts its first process. Arguments: "make", "start" or "both"; folder, id, text of keep.sh,
# "input" if standard input is the job's, for whom the folder is (or nothing), PATH of the command (or nothing), the command.
# "make" and "both" print what the file id holds. "start" and "both" return once the program runs; they end with 65 if there
# is no such program, with 66 if it can't be run.
what=$1 folder=$2 id=$3 keep=$4 input=$5 user=$6 path=$7
shift 7

fields() { started=${20}; }

make() {
    parent=${folder%/*}
    [ -d "${parent:-/}" ] || mkdir -p -- "$parent" || return 1
    mkdir -- "$folder" || return 1
    : >"$folder/out" && : >"$folder/err" && : >"$folder/mark" || return 1
    if [ -n "$user" ]; then
        chown -- "$user" "$folder" "$folder/out" "$folder/err" "$folder/mark" || return 1
    fi
    read -r boot </proc/sys/kernel/random/boot_id
    read -r stat </proc/self/stat
    fields ${stat##*) }
    # Last: a folder with an id holds a job, whether its process was started or not.
    echo "$id $started $boot" >"$folder/id" || return 1
    echo "$id $started $boot"
}

start() {
    if [ ! -w "$folder" ]; then
        echo "$folder can't be reached or written to by $(id -un)" >&2
        return 1
    fi
    in=/dev/null
    if [ "$input" = input ]; then
        in=$folder/in
        (umask 077 && cat >"$in") || return 1
    fi
    aside sh -c "$keep" kong-perf-job keep "$keep" "$folder" "$in" "$path" "$@" </dev/null >/dev/null 2>&1 || return 1
    looks=0
    until ready; do
        looks=$((looks + 1))
        [ "$looks" -lt 2000 ] || return 1
        [ "$looks" -lt 10 ] || sleep 0.005
    done
    [ "$input" != input ] || rm -f -- "$in"
}

# Runs a command in a session of its own, and does not wait for it. Not by "&": a shell without job control lets its background
# processes ignore SIGINT and SIGQUIT, and so would the command.
aside() {
    if setsid -f true; then
        setsid -f "$@"
    else
        # busybox has no -f. Where it is all there is, Kong has brought perl.
        perl -MPOSIX -e 'my $pid = fork; defined $pid or exit 1; exit 0 if $pid; setsid; exec @ARGV; exit 127' -- "$@"
    fi
}

ready() {
    ended=no
    [ ! -s "$folder/exit" ] || ended=yes
    if [ -s "$folder/nostart" ]; then
        read -r code <"$folder/nostart"
        cat "$folder/err" >&2
        [ "$code" = 127 ] && exit 65
        exit 66
    fi
    if [ -e "$folder/nostart" ] && [ -e "$folder/exit" ]; then
        echo "nothing can be written to $folder; is the disk full?" >&2
        exit 1
    fi
    [ "$ended" = no ] || return 0
    boot=
    { read -r keeper keeper_start first start boot <"$folder/first"; } 2>/dev/null
    [ -n "$boot" ] || return 1
    name=
    { read -r name <"/proc/$first/comm"; } 2>/dev/null
    # keep.sh calls itself so until the program takes its place.
    [ -n "$name" ] && [ "$name" != kong-perf-start ]
}

[ "$what" = start ] || make || exit 1
[ "$what" = make ] || start "$@"
