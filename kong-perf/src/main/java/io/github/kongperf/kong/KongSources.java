package io.github.kongperf.kong;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where versions of Kong come from.
 *
 * @param kongHome a folder with OpenResty and rocks, or a checkout in which bazel has built them; empty: they are
 *     looked for on the caller's PATH, LUA_PATH and LUA_CPATH
 * @param kongRepository what {@code git:} refers to: a folder, which is only read, or a URL
 * @param packageUrl where a release's {@code .deb} is: one template or several, parted by blanks, of which the first that
 *     has it is taken; see {@link #KONGS_DOWNLOAD_SITE}. Besides {@code {version}} it may hold {@code {major}},
 *     {@code {minor}}, {@code {arch}} (amd64 or arm64) and {@code {codename}} (of this machine's distribution)
 * @param cache a folder of ours for what was fetched; may be shared by several builds
 * @param offline whether only what the cache has is used
 */
public record KongSources(
        Optional<Path> kongHome, Optional<String> kongRepository, String packageUrl, Path cache, boolean offline) {

    private static final String PACKAGES = "https://packages.konghq.com/public/gateway-{major}{minor}/deb/";
    private static final String FILE = "/main/k/ko/kong_{version}/kong_{version}_{arch}.deb";

    /**
     * Kong's own packages: since 2.8 a repository for each minor version, before that one for all. Those for the oldest system
     * come first, since they run on all that are newer; not every release has one for each system.
     */
    public static final String KONGS_DOWNLOAD_SITE = String.join(
            " ",
            PACKAGES + "ubuntu/pool/focal" + FILE,
            PACKAGES + "debian/pool/bullseye" + FILE,
            PACKAGES + "debian/pool/bookworm" + FILE,
            PACKAGES + "ubuntu/pool/jammy" + FILE,
            PACKAGES + "ubuntu/pool/noble" + FILE,
            "https://packages.konghq.com/public/gateway-legacy/deb/ubuntu/pool/focal" + FILE);

    public KongSources {
        cache = cache.toAbsolutePath().normalize();
        kongHome = kongHome.map(home -> home.toAbsolutePath().normalize());
        if (packageUrl.isBlank()) {
            throw new IllegalArgumentException("packageUrl is empty; leave it out for Kong's own download site");
        }
    }
}
