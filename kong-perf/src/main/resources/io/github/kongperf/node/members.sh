# Finds all processes of a job, wherever they went. Arguments: its variable as NAME=value; start time of what can be one of
# them at the earliest, and the boot that it counts from; folder, or nothing; else pid and start time of the leader of its
# session; a signal to send to all but the keeper, or with "!" before it to the keeper, too.
# Prints a line for each: pid, start time, "keeper" or "member", name.
mark=$1 since=$2 boot=$3 folder=$4 leader=$5 leader_start=$6 signal=$7
first=0 first_start=0

read -r now </proc/sys/kernel/random/boot_id
# A boot ends everything, and begins anew to count pids and start times.
[ "$boot" = "$now" ] || exit 0
if [ -n "$folder" ]; then
    { read -r leader leader_start first first_start boot <"$folder/first"; } 2>/dev/null
fi

# A line for each process that began late enough: pid, state, parent, session, start time, name.
processes() {
    cat /proc/[0-9]*/stat 2>/dev/null | awk -v since="$since" '{
        # A program may have a line break in its name.
        text = text $0
        if (!match(text, /\) [A-Za-z] [0-9]+ [0-9]+ [0-9]+ [-0-9 ]*$/)) { text = text " "; next }
        split(substr(text, RSTART + 2), field, " ")
        name = substr(text, index(text, "(") + 1, RSTART - index(text, "(") - 1)
        if (field[20] >= since + 0) print text + 0, field[1], field[2], field[4], field[20], name
        text = ""
    }'
}

# A path below the folder in /proc of each process that can be told by itself.
evidence() {
    environments=
    while read -r process rest; do
        environments="$environments /proc/$process/environ"
        [ -z "$folder" ] || writers "/proc/$process"
    done <<END
$all
END
    # A server that shows a title in "ps" overwrites its environment with it, so this finds others than the above.
    grep -lsF -e "$mark" $environments /dev/null
}

writers() {
    for fd in "$1/fd/"*; do
        if [ "$fd" -ef "$folder/mark" ] || [ "$fd" -ef "$folder/out" ] || [ "$fd" -ef "$folder/err" ]; then
            # Somebody may read it: only who may write to it belongs to the job.
            { while read -r key value; do
                case $key$value in
                flags:*[123]) echo "$1/fd" ;;
                esac
            done <"$1/fdinfo/${fd##*/}"; } 2>/dev/null
        fi
    done
}

members() {
    all=$(processes)
    [ -n "$all" ] || return 0
    { evidence; printf '%s\n' "$all"; } | awk -v leader="$leader" -v leader_start="$leader_start" \
        -v first="$first" -v first_start="$first_start" '
        /^\// { split($0, part, "/"); proven[part[3]] = 1; next }
        { pid = $1; state[pid] = $2; parent[pid] = $3; session[pid] = $4; start[pid] = $5; name[pid] = $6 }
        END {
            for (pid in name) {
                if (pid in proven || pid == first && start[pid] == first_start) member[pid] = 1
            }
            # The number of a session is not given to another process while one of its processes lives.
            if (leader in name) ours = start[leader] == leader_start
            else for (pid in member) if (session[pid] == leader) ours = 1
            if (ours && leader != 0) for (pid in name) if (session[pid] == leader) member[pid] = 1
            do {
                more = 0
                for (pid in name) if (!(pid in member) && parent[pid] in member) { member[pid] = 1; more = 1 }
            } while (more)
            # Who leads the others hears of it before they are gone.
            if (first in member) show(first)
            for (pid in member) if (pid != first) show(pid)
        }
        function show(pid) {
            if (state[pid] == "Z" || state[pid] == "X") return
            role = pid == leader && first != 0 && start[pid] == leader_start ? "keeper" : "member"
            print pid, start[pid], role, name[pid]
        }'
}

fields() { started=${20}; }

end() {
    stat= started=
    { while read -r line; do stat="$stat $line"; done <"/proc/$1/stat"; } 2>/dev/null
    fields ${stat##*) }
    [ "$started" != "$2" ] || kill -s "${signal#!}" "$1" 2>/dev/null || :
}

if [ -z "$signal" ]; then
    members
else
    members | while read -r pid start role name; do
        echo "$pid $start $role $name"
        case $signal$role in
        !* | *member) end "$pid" "$start" ;;
        esac
    done
fi
