#!/usr/bin/env bash
# `make bench`: the release build, side by side with other tools. Arguments go to bench.py.
set -eu
cd "$(dirname "$0")/../.."
exec python3 runner/bench/bench.py .build/release/slipway "$@"
