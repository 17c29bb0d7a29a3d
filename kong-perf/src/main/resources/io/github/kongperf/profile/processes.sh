# Prints pid, pid in its innermost namespace, uid and time of start of each process that is not gone.
print() {
    case $4 in Z | X) ;; *) echo "$1 $2 $3 ${23}" ;; esac
}
for pid; do
    { read -r stat < "/proc/$pid/stat"; } 2> /dev/null || continue
    own=$pid
    uid=?
    while read -r key value; do
        case $key in
            NSpid:) own=${value##*[!0-9]} ;;
            Uid:) uid=${value%%[!0-9]*} ;;
        esac
    done < "/proc/$pid/status" 2> /dev/null
    print "$pid" "$own" "$uid" ${stat##*) }
done
