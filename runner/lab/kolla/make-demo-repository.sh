#!/usr/bin/env bash
# make-demo-repository.sh DIRECTORY
#
# Makes a git repository of fixtures/kayobe-config: `main`, and `raise-nova-workers`, the branch of a merge request with four commits.
# Authors and dates are fixed, so the same fixtures give the same commit ids. DIRECTORY must not exist or be empty.
# The first commit has the pipelines of pipelines/, with pipelines/example.gitlab-ci.yml as its .gitlab-ci.yml.
set -euo pipefail

directory=${1:?usage: make-demo-repository.sh DIRECTORY}
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)
fixtures=$root/fixtures

if [ -e "$directory" ] && [ -n "$(ls -A "$directory")" ]; then
    echo "make-demo-repository.sh: $directory is not empty" >&2
    exit 2
fi
mkdir -p "$directory"
cd "$directory"

# The settings of whoever runs this must not change the commits.
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE

commit() { # commit DATE MESSAGE [PATH...]; without paths everything
    local date=$1 message=$2
    shift 2
    git add -- "${@:-.}"
    GIT_AUTHOR_NAME="Ada Harbour" GIT_AUTHOR_EMAIL="ada@cloud.example.org" GIT_AUTHOR_DATE="$date" \
        GIT_COMMITTER_NAME="Ada Harbour" GIT_COMMITTER_EMAIL="ada@cloud.example.org" GIT_COMMITTER_DATE="$date" \
        git commit --quiet --no-gpg-sign --message "$message"
}

git init --quiet --initial-branch=main
git config core.autocrlf false
git config core.fileMode true
cp -R "$fixtures/kayobe-config/." .
cp -R "$root/pipelines" .
mv pipelines/example.gitlab-ci.yml .gitlab-ci.yml
chmod -R u=rwX,go=rX .
commit "2025-10-06T09:00:00+00:00" "Deploy OpenStack 2025.1 on three environments"

git switch --quiet --create raise-nova-workers
cp -R "$fixtures/kayobe-config-change/etc" .
chmod -R u=rwX,go=rX etc
config=etc/kayobe/kolla/config
commit "2025-10-13T13:10:00+00:00" "Build 20 instances at a time on every compute host" "$config/nova/nova-compute.conf"
commit "2025-10-13T13:20:00+00:00" "Let HAProxy accept 60,000 connections" etc/kayobe/kolla/globals.yml
commit "2025-10-13T13:30:00+00:00" "Rotate Glance's database password" etc/kayobe/environments
commit "2025-10-13T13:40:00+00:00" "Scrape the object gateway" "$config/prometheus"
git switch --quiet main
