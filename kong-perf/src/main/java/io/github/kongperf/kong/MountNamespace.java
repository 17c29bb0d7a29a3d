package io.github.kongperf.kong;

import io.github.kongperf.node.Command;
import io.github.kongperf.node.Node;
import io.github.kongperf.node.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A view of the file system in which files of ours stand at other places, for one command and its children. Everybody else
 * sees what was there before; nothing is made or changed on the node. Several such views may be in use at once.
 *
 * <p>Root needs nothing but the right to mount. An ordinary user needs user namespaces, in which he is root for as long as
 * the view is made; the command runs as himself again.
 */
final class MountNamespace {

    private static final String MOUNT_AND_RUN = """
            set -e
            while [ "$1" != -- ]; do
              mount --bind -- "$1" "$2"
              shift 2
            done
            shift
            exec "$@"
            """;

    private static final Path UNPRIVILEGED = Path.of("/proc/sys/kernel/unprivileged_userns_clone");
    private static final Path MOST = Path.of("/proc/sys/user/max_user_namespaces");
    private static final Path APPARMOR = Path.of("/proc/sys/kernel/apparmor_restrict_unprivileged_userns");

    private static final String DOCKER = "; or use the driver docker, which needs none of this";

    private final Node node;

    MountNamespace(Node node) {
        this.node = node;
    }

    /**
     * What a command must begin with in order to run in such a view.
     *
     * @param mounts what stands where: place, and what is seen there. In order: a later one may stand within an earlier one
     */
    List<String> wrapper(Map<Path, Path> mounts) throws InterruptedException {
        List<String> ids = ids();
        boolean root = ids.get(0).equals("0");
        List<String> words = new ArrayList<>(
                root ? List.of("unshare", "--mount") : List.of("unshare", "--user", "--map-root-user", "--mount"));
        words.addAll(List.of("sh", "-c", MOUNT_AND_RUN, "kong-perf-mounts"));
        mounts.forEach((place, seen) -> {
            words.add(seen.toString());
            words.add(place.toString());
        });
        words.add("--");
        if (!root) {
            // Back to who he is: nginx as root would want to be somebody else, and there is nobody else.
            words.addAll(List.of("unshare", "--user", "--map-user=" + ids.get(0), "--map-group=" + ids.get(1), "--"));
        }
        return words;
    }

    private List<String> ids() throws InterruptedException {
        return node.run(Command.of("sh", "-c", "id -u; id -g"))
                .orFail("asking who we are")
                .out()
                .lines()
                .toList();
    }

    /** Tries one. @return what the system must allow, if it does not work */
    Optional<String> check() throws InterruptedException {
        Path anywhere = Path.of("/usr/local");
        List<String> words = new ArrayList<>(wrapper(Map.of(anywhere, anywhere)));
        words.add("true");
        Result result = node.run(Command.of("sh", "-c", "command -v unshare"));
        if (!result.ok()) {
            return Optional.of("to run from a package needs unshare; install the package util-linux" + DOCKER);
        }
        Result tried = node.run(Command.of(words));
        return tried.ok()
                ? Optional.empty()
                : Optional.of(
                        "to run from a package, whose paths are absolute, needs a mount namespace, and the system does not allow one%s. %s%s"
                                .formatted(tried.said(), remedy(words.contains("--user"), tried.err()), DOCKER));
    }

    private static String remedy(boolean user, String said) {
        if (!user) {
            return "In a container it needs the capability SYS_ADMIN, and no AppArmor profile that forbids to mount"
                    + " (docker run --cap-add SYS_ADMIN --security-opt apparmor=unconfined)";
        }
        if (said.contains("--map-user") || said.contains("--map-group")) {
            return "Its unshare is too old: util-linux 2.36 or later is needed";
        }
        if (reads(UNPRIVILEGED, "0")) {
            return "Allow ordinary users a namespace: 'sysctl -w kernel.unprivileged_userns_clone=1'; or run as root";
        }
        if (reads(MOST, "0")) {
            return "Allow user namespaces: 'sysctl -w user.max_user_namespaces=10000'; or run as root";
        }
        if (reads(APPARMOR, "1")) {
            return "AppArmor forbids it to ordinary users: 'sysctl -w kernel.apparmor_restrict_unprivileged_userns=0'; or run as root";
        }
        return "Run as root, or outside of a container";
    }

    private static boolean reads(Path setting, String value) {
        try {
            return Files.readString(setting).strip().equals(value);
        } catch (java.io.IOException e) {
            // Not every kernel has each of them.
            return false;
        }
    }
}
