# Makes the folder of a job. Arguments: folder, id of the job, user (or nothing).
folder=$1 id=$2 user=$3
parent=${folder%/*}
[ -d "${parent:-/}" ] || mkdir -p -- "$parent" || exit 1
mkdir -- "$folder" || exit 1
: >"$folder/out" && : >"$folder/err" && : >"$folder/mark" || exit 1
if [ -n "$user" ]; then
    chown -- "$user" "$folder" "$folder/out" "$folder/err" "$folder/mark" || exit 1
fi
# Last: a folder with an id holds a job, whether its process was started or not.
echo "$id" >"$folder/id"
