# Looks at the first process of a job. Arguments: what to do, folder, for how many seconds with a fraction (for "await" only).
# running, await: ends with 0 if it lives, with 3 if not. code: prints its exit code, if there is one.
what=$1 folder=$2 seconds=$3

fields() {
    case $1 in
    Z | X) ;;
    *) started=${20} ;;
    esac
}

# Whether a process lives. Arguments: pid, start time.
lives() {
    stat= started=
    # A program may have a line break in its name.
    { while read -r line; do stat="$stat $line"; done <"/proc/$1/stat"; } 2>/dev/null
    [ -n "$stat" ] && fields ${stat##*) }
    [ -n "$started" ] && [ "$started" = "$2" ]
}

boot= known=
{ read -r keeper keeper_start first first_start known <"$folder/first"; } 2>/dev/null
read -r boot </proc/sys/kernel/random/boot_id
# A start time counts from boot.
[ "$boot" = "$known" ] || keeper=0 first=0

running() { lives "$first" "$first_start"; }

code() {
    while [ ! -s "$folder/exit" ]; do
        # The keeper needs a moment to note it.
        running || ! lives "$keeper" "$keeper_start" && break
        sleep 0.005
    done
    { read -r code <"$folder/exit"; } 2>/dev/null && echo "$code"
}

case $what in
running) running || exit 3 ;;
code) [ ! -s "$folder/exit" ] && running || code || : ;;
await)
    running || exit 3
    timeout "$seconds" tail -s 0.02 --pid="$first" -f /dev/null 2>/dev/null
    case $? in
    0 | 124) ;;
    *)
        # Not those of GNU: these can't wait for a process, or not for a fraction of a second.
        waits=0
        while running && [ "$waits" -le "$((${seconds%.*} * 20))" ]; do
            sleep 0.05
            waits=$((waits + 1))
        done
        ;;
    esac
    running || exit 3
    ;;
esac
