#!/bin/sh
# Validates pipelines/*.yml against GitLab's own JSON schema, which the PyPI package check-jsonschema carries.
# Usage: check-pipelines.sh [FILE…]. The tool goes into a virtual environment below the user's cache directory.
# Exit codes: 0 all valid, 1 a file is not, 4 the tool could not be installed.
set -eu

top=$(cd "$(dirname "$0")/../.." && pwd)
version=0.39.0
venv=${XDG_CACHE_HOME:-$HOME/.cache}/slipway/check-jsonschema-$version

if [ ! -x "$venv/bin/check-jsonschema" ]; then
  echo "Installing check-jsonschema $version into $venv" >&2
  mkdir -p "$(dirname "$venv")"
  python3 -m venv "$venv" >&2 && "$venv/bin/pip" install --quiet --disable-pip-version-check "check-jsonschema==$version" >&2 || {
    rm -rf "$venv"
    echo "check-jsonschema could not be installed" >&2
    exit 4
  }
fi

[ $# -gt 0 ] || set -- "$top"/pipelines/*.yml
exec "$venv/bin/check-jsonschema" --builtin-schema vendor.gitlab-ci --data-transform gitlab-ci "$@"
