#!/usr/bin/env bash
# `make demo`: the Kayobe pipeline on the bundled kayobe-config repository with a proposed change, run by Slipway on this machine.
# Leaves demo/kayobe-config (the repository), demo/report.html, and the Kolla diff as demo/kolla-diff.json, .html and .md.
set -eu
cd "$(dirname "$0")/.."
top=$PWD
demo=$top/demo
cache=${XDG_CACHE_HOME:-$HOME/.cache}/slipway
slipway=$top/.build/release/slipway

say() { printf '\n\033[1m%s\033[0m\n' "$*"; }
[ -t 1 ] && [ -z "${NO_COLOR:-}" ] || say() { printf '\n%s\n' "$*"; }

say "Preparing the tools of the lint jobs (yamllint, ansible-lint) in $cache/venvs"
runner/lab/lint-tools.sh "$cache/venvs/lint"

branch=raise-nova-workers
say "Making demo/kayobe-config: a Kayobe configuration with a proposed change on branch $branch"
rm -rf "$demo"
mkdir -p "$demo"
runner/lab/kolla/make-demo-repository.sh "$demo/kayobe-config"
git -C "$demo/kayobe-config" switch --quiet "$branch"

# The password of the demo's vault. A file that only its owner reads is how Slipway takes secrets.
umask 077
printf 'KAYOBE_VAULT_PASSWORD: {value: %s, masked: true}\n' slipway-demo >"$demo/variables.yml"
umask 022

export PATH=$top/.build/release:$cache/venvs/lint/bin:$PATH
cd "$demo/kayobe-config"

say "What would run? (slipway list --source merge_request_event --target main)"
"$slipway" list --source merge_request_event --target main

say "Running it: slipway run --source merge_request_event --target main"
echo "Both revisions are rendered with the real Kayobe and Kolla Ansible; the first time this takes several minutes."
status=0
"$slipway" run --source merge_request_event --target main --variable-file "$demo/variables.yml" || status=$?

if [ $status -eq 0 ]; then
    say "What merging it does: slipway kolla diff --environment production --target main (both sides are in the cache now)"
    export KAYOBE_VAULT_PASSWORD=slipway-demo
    "$slipway" kolla diff --environment production --target main --format json --output "$demo/kolla-diff.json"
    "$slipway" kolla show "$demo/kolla-diff.json" --no-pager
    "$slipway" kolla show "$demo/kolla-diff.json" --format html --output "$demo/kolla-diff.html"
    "$slipway" kolla show "$demo/kolla-diff.json" --format markdown --output "$demo/kolla-diff.md"
fi

say "The report"
"$slipway" report html --output "$demo/report.html"
echo "Open $demo/report.html and $demo/kolla-diff.html in a browser."
exit $status
