# Finds all processes of a job, wherever they went. Arguments: its variable as NAME=value; folder, or nothing; else pid and
# start time of the leader of its session; a signal to send to all but the keeper, "!" before it: to the keeper, too.
# Prints a line for each: pid, start time, "keeper" or "member", name.
mark=$1 folder=$2 leader=$3 leader_start=$4 signal=$5
first=0 first_start=0

evidence() {
    # A server that shows a title in "ps" overwrites its environment with it, so this finds others than the next.
    grep -lsF -e "$mark" /proc/[0-9]*/environ | sed 's|^/proc/\([0-9]*\)/.*|proven \1|'
    [ -n "$folder" ] || return 0
    for fd in /proc/[0-9]*/fd/*; do
        if [ "$fd" -ef "$folder/mark" ] || [ "$fd" -ef "$folder/out" ] || [ "$fd" -ef "$folder/err" ]; then
            process=${fd%/fd/*}
            # Somebody may read it: only who may write to it belongs to the job.
            { while read -r key value; do
                case $key$value in
                flags:*[123]) echo "proven ${process#/proc/}" ;;
                esac
            done <"$process/fdinfo/${fd##*/}"; } 2>/dev/null
        fi
    done
}

members() {
    {
        evidence
        echo "leader $leader $leader_start"
        echo "first $first $first_start"
        cat /proc/[0-9]*/stat 2>/dev/null
    } | awk '
        /^proven / { proven[$2] = 1; next }
        /^leader / { leader = $2; leader_start = $3; next }
        /^first / { first = $2; first_start = $3; next }
        {
            # A program may have a line break in its name.
            text = text $0
            if (!match(text, /\) [A-Za-z] [0-9]+ [0-9]+ [0-9]+ [-0-9 ]*$/)) { text = text " "; next }
            pid = text + 0
            split(substr(text, RSTART + 2), field, " ")
            name[pid] = substr(text, index(text, "(") + 1, RSTART - index(text, "(") - 1)
            state[pid] = field[1]; parent[pid] = field[2]; session[pid] = field[4]; start[pid] = field[20]
            text = ""
        }
        END {
            for (pid in name) {
                if (proven[pid] || pid == first && start[pid] == first_start) member[pid] = 1
            }
            # The number of a session is not given to another process while one of its processes lives.
            if (leader in name) ours = start[leader] == leader_start
            else for (pid in member) if (session[pid] == leader) ours = 1
            if (ours && leader != 0) for (pid in name) if (session[pid] == leader) member[pid] = 1
            do {
                more = 0
                for (pid in name) if (!(pid in member) && parent[pid] in member) { member[pid] = 1; more = 1 }
            } while (more)
            for (pid in member) {
                if (state[pid] == "Z" || state[pid] == "X") continue
                role = pid == leader && start[pid] == leader_start && first != 0 ? "keeper" : "member"
                print pid, start[pid], role, name[pid]
            }
        }'
}

fields() { started=${20}; }

end() {
    stat= started=
    { while read -r line; do stat="$stat $line"; done <"/proc/$1/stat"; } 2>/dev/null
    fields ${stat##*) }
    [ "$started" != "$2" ] || kill -s "${signal#!}" "$1" 2>/dev/null
}

if [ -n "$folder" ]; then
    known=
    { read -r leader leader_start first first_start known <"$folder/first"; } 2>/dev/null
    read -r boot </proc/sys/kernel/random/boot_id
    # A start time counts from boot.
    [ "$boot" = "$known" ] || leader=0 first=0
fi
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
