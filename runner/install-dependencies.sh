#!/usr/bin/env bash
# Installs the Debian or Ubuntu packages that a task needs, if they are not there, and says which.
# usage: install-dependencies.sh build|test|demo
set -eu

build=(git make pkg-config libgit2-dev libyaml-dev libre2-dev libexpat1-dev libcurl4-openssl-dev)
demo=(bash util-linux python3 python3-venv openssh-client rsync)
test=("${demo[@]}" chromium fonts-dejavu-core)

case ${1:-} in
build) wanted=("${build[@]}") ;;
test) wanted=("${build[@]}" "${test[@]}") ;;
demo) wanted=("${build[@]}" "${demo[@]}") ;;
*)
    echo "usage: $0 build|test|demo" >&2
    exit 2
    ;;
esac

if ! command -v swift >/dev/null; then
    echo "The Swift toolchain (6.2 or newer) is missing: see swift.org/install. Then run this again." >&2
    exit 1
fi
if ! command -v dpkg-query >/dev/null; then
    echo "This is not Debian or Ubuntu: please install what corresponds to: ${wanted[*]}" >&2
    exit 0
fi

missing=()
for package in "${wanted[@]}"; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
        echo "These packages are missing, and there is no sudo to install them with: ${missing[*]}" >&2
        exit 1
    fi
    as_root=(sudo)
fi
echo "Installing with apt-get: ${missing[*]}"
install=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends)
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! "${install[@]}" "${missing[@]}" >"$log" 2>&1; then
    # The package lists may be old or absent: fetch them once and try again.
    if ! { "${as_root[@]}" apt-get update -qq && "${install[@]}" "${missing[@]}"; } >"$log" 2>&1; then
        tail -n 20 "$log" >&2
        echo "apt-get could not install: ${missing[*]}" >&2
        exit 1
    fi
fi
