#!/usr/bin/env bash
# Installs yamllint and ansible-lint into a Python virtual environment, once.
# usage: lint-tools.sh DIRECTORY
set -eu
directory=${1:?usage: $0 DIRECTORY}
wanted="yamllint==1.37.1 ansible-lint==25.9.2 pathspec==0.12.1"
[ "$(cat "$directory/.complete" 2>/dev/null)" = "$wanted" ] && exit 0
python=python3
# A version manager's shim may point at a Python without ensurepip.
"$python" -c 'import venv, ensurepip' 2>/dev/null || python=/usr/bin/python3
echo "Installing with pip into $directory: $wanted"
rm -rf "$directory"
mkdir -p "$(dirname "$directory")"
"$python" -m venv "$directory"
# shellcheck disable=SC2086 # the list is meant to be split
"$directory/bin/pip" install --quiet --disable-pip-version-check $wanted
printf '%s' "$wanted" >"$directory/.complete"
