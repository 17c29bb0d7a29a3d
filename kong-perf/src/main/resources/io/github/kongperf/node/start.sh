# Starts a job whose folder was made, and waits until its program runs. Arguments: folder, text of keep.sh, "input" if
# standard input is the job's, the command. Ends with 65 if there is no such program, with 66 if it can't be run.
folder=$1 keep=$2 input=$3
shift 3
# The command may have a PATH that lacks what this script needs.
path=$PATH
PATH=$PATH:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin
in=/dev/null
if [ "$input" = input ]; then
    in=$folder/in
    (umask 077 && cat >"$in") || exit 1
fi
# Not "&": a shell without job control lets its background processes ignore SIGINT and SIGQUIT, and so would the command.
setsid -f sh -c "$keep" kong-perf-job "$folder" "$in" "$path" "$@" </dev/null >/dev/null 2>&1 || exit 1
looks=0
while [ "$looks" -lt 2000 ]; do
    ended=
    [ -s "$folder/exit" ] && ended=yes
    if [ -s "$folder/nostart" ]; then
        read -r code <"$folder/nostart"
        cat "$folder/err" >&2
        [ "$code" = 127 ] && exit 65
        exit 66
    fi
    [ -n "$ended" ] && break
    if { read -r keeper keeper_start first start boot <"$folder/first" && [ -n "$boot" ]; } 2>/dev/null; then
        name=
        { read -r name <"/proc/$first/comm"; } 2>/dev/null
        # keep.sh calls itself so until its place is taken by the program.
        [ -n "$name" ] && [ "$name" != kong-perf-start ] && break
    fi
    looks=$((looks + 1))
    [ "$looks" -lt 10 ] || sleep 0.005
done
[ "$looks" -lt 2000 ] || exit 1
[ "$input" != input ] || rm -f -- "$in"
