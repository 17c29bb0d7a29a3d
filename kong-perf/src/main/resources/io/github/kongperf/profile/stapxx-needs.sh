# Prints what stapxx needs and is missing here, a word for each; with the kernel's release at the end of its line.
folder=$1 sample=$2 kernel=$(uname -r)
[ "$(id -u)" = 0 ] || echo root
command -v stap > /dev/null || echo stap
command -v perl > /dev/null || echo perl
[ -e "/lib/modules/$kernel/build/Makefile" ] || echo "headers $kernel"
loading() {
    [ -r /proc/modules ] && [ "$(cat /proc/sys/kernel/modules_disabled 2> /dev/null)" = 0 ] || return
    while read -r key value; do
        # CAP_SYS_MODULE, the 17th bit
        [ "$key" != CapEff: ] || [ $((0x$value >> 16 & 1)) = 1 ] || return
    done < /proc/self/status
}
[ "$(id -u)" != 0 ] || loading || echo modules
[ -x "$folder/stap++" ] || echo folder
[ -r "$folder/$sample" ] || echo sample
