#!/bin/sh
# Makes a git repository out of Kong Perf's stand-in (not Kong), the same one each time: same hashes.
#
#   make-repository.sh DIR       DIR must not exist yet, or be empty. `git clone --bare DIR` makes a remote of it.
#
#   main                    16 commits; 2.8.0 and 2.8.1 are tags on it, all after them have version 2.8.1 as well
#     tag without-leftover  deletes the Lua module kong/leftover.lua
#     tag slower            burns 25 us of CPU time per request more than slower~1; so do all after it
#   feature/router          branches off 2.8.1; its tip differs from it in Lua only, and is as fast
#   feature/native-parts    changes native parts: a patch of OpenResty, and .requirements
#   feature/broken          its Lua does not even compile: `kong start` fails
#   feature/schema          a new migration
#   feature/unpublished     version 2.99.0, of which there is no release
#   release/3.9.x           version 3.9.0 on OpenResty 1.25.3.2; tags 3.9.0-rc.1, 3.9.0
set -eu
here=$(cd "$(dirname "$0")" && pwd)
[ $# -eq 1 ] || { sed -n '2,16p' "$0" >&2; exit 2; }
mkdir -p "$1"
cd "$1"

export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 LC_ALL=C TZ=UTC
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE
export GIT_AUTHOR_NAME='Stand-in' GIT_AUTHOR_EMAIL='stand-in@kong-perf.invalid'
export GIT_COMMITTER_NAME="$GIT_AUTHOR_NAME" GIT_COMMITTER_EMAIL="$GIT_AUTHOR_EMAIL"
git init -q -b main .
git config core.autocrlf false
git config gc.auto 0
git config maintenance.auto false

day=0
commit() { # message
  day=$((day + 1))
  GIT_AUTHOR_DATE="$((1640995200 + day * 86400)) +0000" GIT_COMMITTER_DATE="$((1640995200 + day * 86400)) +0000"
  export GIT_AUTHOR_DATE GIT_COMMITTER_DATE
  git add -A
  git commit -q -m "$1 (stand-in, not Kong)"
}
replace() { # file, what (a basic regular expression), by what
  grep -q -e "$2" "$1" || { echo "make-repository.sh: $1 has no '$2'" >&2; exit 1; }
  sed "s|$2|$3|" "$1" > "$1.new"
  cat "$1.new" > "$1"
  rm "$1.new"
}
note() { # file, text: a change that changes nothing
  printf '\n-- %s\n' "$2" >> "$1"
}

cp -R "$here/tree/." .
replace kong/meta.lua 'patch = 1,' 'patch = 0,'
mv kong-2.8.1-0.rockspec kong-2.8.0-0.rockspec
sed 's|2\.8\.1|2.8.0|g' "$here/tree/kong-2.8.1-0.rockspec" > kong-2.8.0-0.rockspec
commit 'release: 2.8.0'
git tag 2.8.0

cp "$here/tree/kong/meta.lua" kong/meta.lua
rm kong-2.8.0-0.rockspec
cp "$here/tree/kong-2.8.1-0.rockspec" .
commit 'release: 2.8.1'
git tag 2.8.1

git checkout -q -b feature/router
note kong/runloop/router.lua 'Routes by the longest path first.'
commit 'refactor(router): say how it looks'
note kong/runloop/balancer.lua 'Smooth weighted round robin.'
commit 'refactor(balancer): say what it is'

git checkout -q -b feature/native-parts 2.8.1
echo 'Another placeholder of the stand-in.' > build/openresty/patches/nginx-1.19.9_02-stand-in.patch
replace .requirements 'OPENSSL_VERSION=1.1.1n' 'OPENSSL_VERSION=1.1.1o'
commit 'chore(deps): another OpenSSL and another patch'

git checkout -q -b feature/broken 2.8.1
echo 'this is not Lua' >> kong/runloop/router.lua
commit 'feat(router): does not compile'

git checkout -q -b feature/unpublished 2.8.1
replace kong/meta.lua 'minor = 8,' 'minor = 99,'
replace kong/meta.lua 'patch = 1,' 'patch = 0,'
commit 'chore: begin 2.99.0'

git checkout -q -b feature/schema 2.8.1
replace kong/db/migrations.lua '  -- more' '  { name = "001_feature", up = [[ALTER TABLE "services" ADD "feature" TEXT]] },'
commit 'feat(db): a column more'

git checkout -q main
echo 'It has a command line, an Admin API, and a proxy.' >> README.md
commit 'docs: say what it has'
note kong/runloop/plugins.lua 'Plugins run by priority.'
commit 'docs(plugins): say in which order they run'
git rm -q kong/leftover.lua
commit 'chore: delete a module that nothing needs'
git tag without-leftover
note kong/pdk.lua 'Only what tests use.'
commit 'docs(pdk): say what is there'
note kong/os.lua 'For the command line.'
commit 'docs(os): say what it is for'
note kong/prefix.lua 'A prefix is a folder.'
commit 'docs(prefix): say what it is'
replace kong/burn.lua 'BUILT_IN = 0' 'BUILT_IN = 25e-6'
commit 'feat: an expensive feature'
git tag slower
for part in router balancer state; do
  note "kong/runloop/$part.lua" "Part of the run loop: $part."
  commit "docs($part): say where it belongs"
done
note kong/nginx.lua 'nginx does the rest.'
commit 'docs(nginx): say who does the rest'
note kong/cmd/start.lua 'kong start'
commit 'docs(cmd): say what it is called'
note kong/cmd/stop.lua 'kong stop'
commit 'docs(cmd): and this one too'
note kong/cmd/quit.lua 'kong quit'
commit 'docs(cmd): and that one'

git checkout -q -b release/3.9.x without-leftover
replace kong/meta.lua 'major = 2,' 'major = 3,'
replace kong/meta.lua 'minor = 8,' 'minor = 9,'
replace kong/meta.lua 'patch = 1,' 'patch = 0,'
replace kong/meta.lua '--suffix = .*' 'suffix = "-rc.1"'
replace kong/meta.lua '"1.19.9.1"' '"1.25.3.2"'
replace kong/db/migrations.lua '  -- more' \
  '  { name = "300_stand_in", up = [[ALTER TABLE "services" ADD "since_300" TEXT]], teardown = "ANALYZE" },'
git mv kong-2.8.1-0.rockspec kong-3.9.0-0.rockspec
sed 's|2\.8\.1|3.9.0|g' kong-3.9.0-0.rockspec > rockspec && mv rockspec kong-3.9.0-0.rockspec
git mv build/openresty/patches/nginx-1.19.9_01-stand-in.patch build/openresty/patches/nginx-1.25.3_01-stand-in.patch
cat > .requirements <<'REQUIREMENTS'
# Kong Perf's stand-in for tests, not Kong: what it runs on, by name as in a Kong of that age.
KONG_PACKAGE_NAME=kong
OPENRESTY=1.25.3.2
LUAROCKS=3.11.1
OPENSSL=3.2.3
PCRE=10.44
LIBEXPAT=2.6.2
REQUIREMENTS
commit 'release: 3.9.0-rc.1'
git tag 3.9.0-rc.1
replace kong/meta.lua 'suffix = .*' '--suffix = ""'
commit 'release: 3.9.0'
git tag 3.9.0

git checkout -q main
