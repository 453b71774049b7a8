#!/usr/bin/env bash
# Validates pipelines/*.yml, or the files given, against GitLab's own JSON schema, which the PyPI package check-jsonschema
# carries. The tool is installed once into a Python virtual environment below the user's cache directory.
# usage: check-pipelines.sh [FILE…]
# Exit status: 0 all files are valid, 1 a file is not, 4 the tool could not be installed.
set -eu
top=$(cd "$(dirname "$0")/../.." && pwd)
wanted="check-jsonschema==0.39.0"
directory=${XDG_CACHE_HOME:-$HOME/.cache}/slipway/venvs/check-jsonschema

if [ "$(cat "$directory/.complete" 2>/dev/null)" != "$wanted" ]; then
    python=python3
    # A version manager's shim may point at a Python without ensurepip.
    "$python" -c 'import venv, ensurepip' 2>/dev/null || python=/usr/bin/python3
    echo "Installing with pip into $directory: $wanted" >&2
    rm -rf "$directory"
    mkdir -p "$(dirname "$directory")"
    if ! { "$python" -m venv "$directory" && "$directory/bin/pip" install --quiet --disable-pip-version-check "$wanted"; } >&2; then
        echo "$wanted could not be installed" >&2
        exit 4
    fi
    printf '%s' "$wanted" >"$directory/.complete"
fi

[ $# -gt 0 ] || set -- "$top"/pipelines/*.yml
exec "$directory/bin/check-jsonschema" --builtin-schema vendor.gitlab-ci --data-transform gitlab-ci "$@"
