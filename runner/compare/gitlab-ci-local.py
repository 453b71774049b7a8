#!/usr/bin/env python3
"""Runs gitlab-ci-local's own test pipelines with it and with Slipway, and compares plan, statuses and job output.

    runner/compare/gitlab-ci-local.py --cases CHECKOUT/tests/test-cases --gitlab-ci-local gitlab-ci-local

Each case becomes a repository of its own, and each job of it runs in a shell. Compared are the jobs that the push pipeline of
`main` holds (stage, when, allow_failure, needs), how each job ends, and every line that gitlab-ci-local's jobs print. Cases
that need services, a network or a terminal are left out, with the reason. fixtures/gitlab-ci-local.tsv says where the two
differ and why Slipway is right; a difference that it does not name fails the run, and so does one that is gone.
"""

import argparse
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

TOP = pathlib.Path(__file__).resolve().parents[2]
COLOR = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")
LISTING = r"^[-dl][-rwxsStT]{9}[.+]? |^total \d+$|^\./\.git"
VERDICT = re.compile(r"^\s*(PASS|WARN|FAIL)\s+(.*?)(?:\s+\d+(?:\.\d+)?% coverage)?(?:  +.*)?$")


def run(command, directory, home, seconds=180):
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8", "NO_COLOR": "1", "TERM": "dumb"}
    try:
        done = subprocess.run(
            command, cwd=directory, env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=seconds
        )
    except subprocess.TimeoutExpired:
        return None, "", "no end"
    return done.returncode, *(COLOR.sub("", text.decode(errors="replace")) for text in (done.stdout, done.stderr))


def repository(case, directory):
    """The case's files as the first commit on `main` of a repository that has a remote."""
    shutil.copytree(case, directory, symlinks=True, ignore=shutil.ignore_patterns("*.test.ts", "__snapshots__"))
    git = ["git", "-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "init.defaultBranch=main"]
    for arguments in (
        ["init", "-q"], ["add", "-A", "-f"], ["commit", "-q", "--allow-empty", "-m", "Case"],
        ["remote", "add", "origin", "git@gitlab.example.org:group/project.git"],
        ["update-ref", "refs/remotes/origin/main", "HEAD"],
        ["symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main"],
    ):
        subprocess.run(git + arguments, cwd=directory, check=True, capture_output=True)


def reason_to_leave_out(case, preview):
    if re.search(r"^\s+services:", preview, re.M):
        return "needs containers"
    if re.search(r"^\s+- (project|remote|template|component):|^include:\s*http", preview, re.M):
        return "needs a network"
    if "gclInteractive: true" in preview:
        return "needs a terminal"
    return None


def needs_of(need):
    return need if isinstance(need, str) else need.get("job") or need.get("pipeline") or need.get("project")


def gitlab_name(name):
    """GitLab calls `rspec: [1/2]` `rspec 1/2`, and `deploy: [aws,blue]` `deploy: [aws, blue]`.

    Reference: https://docs.gitlab.com/ci/yaml/#parallel
    """
    name = re.sub(r": \[(\d+/\d+)\]$", r" \1", name)
    return re.sub(r": \[(.*)\]$", lambda found: ": [" + ", ".join(re.split(r",\s*", found[1])) + "]", name)


class GitLabCILocal:
    def __init__(self, command):
        # A copy of the files for each job, as on GitLab; jobs with an image in the shell, as Slipway's shell executor does it.
        self.command = command + ["--json-schema-validation=false", "--shell-isolation=true", "--force-shell-executor=true"]

    def plan(self, directory, home):
        status, output, errors = run(self.command + ["--list-json"], directory, home)
        if status != 0:
            return None, last_line(errors or output)
        start = re.search(r"^\[(?=\s*$|\])", output, re.M)
        if start is None:
            return None, last_line(errors or output)
        # Its list holds jobs that never run; GitLab's pipeline does not.
        jobs = [job for job in json.loads(output[start.start():]) if job["when"] != "never"]
        names = {job["name"] for job in jobs}
        for job in jobs:
            bases = {re.sub(r": \[.*\]$", "", name) for name in names}
            if job.get("needs"):
                job["needs"] = [need for need in job["needs"] if needs_of(need) in names | bases]
        return {
            gitlab_name(job["name"]): {
                "stage": job["stage"], "when": job["when"], "allow_failure": bool(job["allow_failure"]),
                "needs": None if job.get("needs") is None else sorted({gitlab_name(needs_of(need)) for need in job["needs"]}),
            }
            for job in jobs
        }, ""

    def outcome(self, directory, home):
        status, output, errors = run(self.command, directory, home)
        statuses = {}
        for line in output.splitlines():
            found = VERDICT.match(line)
            if found:
                name, word = gitlab_name(found[2].strip()), found[1]
                statuses[name] = word if statuses.get(name) != "FAIL" else "FAIL"
        lines = {}
        for log in (directory / ".gitlab-ci-local/output").glob("*.log"):
            lines[log.stem] = [line for line in plain(log.read_text(errors="replace")) if not line.startswith("$ ")]
        return status, statuses, lines


class Slipway:
    def __init__(self, program):
        self.program = program

    def plan(self, directory, home):
        status, output, errors = run([self.program, "list", "--format", "json"], directory, home)
        if status != 0:
            found = re.search(r"error: (.*)", errors)
            return None, found[1] if found else last_line(errors)
        return {
            job["name"]: {
                "stage": job["stage"], "when": job["when"], "allow_failure": bool(job["allowFailure"]),
                "needs": sorted(set(job["needs"])) if "needs" in job else None,
            }
            for job in json.loads(output)["jobs"]
        }, ""

    def outcome(self, directory, home):
        status, output, errors = run([self.program, "run", "--format", "json"], directory, home)
        statuses, text = {}, []
        try:
            record = json.loads(output)
        except ValueError:
            return status, {}, last_line(errors)
        for pipeline in record["pipelines"]:
            for job in pipeline["jobs"]:
                word = {"success": "PASS", "failed": "WARN" if job["allowsFailure"] else "FAIL"}.get(job["status"])
                if word:
                    statuses[job["name"]] = word
                traces = [job.get("tracePath")] + [attempt.get("tracePath") for attempt in job["earlierAttempts"]]
                for trace in filter(None, traces):
                    path = next(directory.glob(f".slipway/runs/*/{trace}"), None)
                    text += plain(path.read_text(errors="replace")) if path else []
        return status, statuses, text


def plain(text):
    return [line.strip() for line in re.split(r"[\r\n]+", COLOR.sub("", text)) if line.strip()]


def last_line(text):
    lines = plain(text)
    return lines[-1] if lines else ""


def compare(case, theirs, ours, work):
    """The differences: (what, in words)."""
    directories = []
    for name in ("theirs", "ours"):
        repository(case, work / name)
        directories.append(work / name)
    home = work / "home"
    home.mkdir()
    status, preview, _ = run(theirs.command + ["--preview"], directories[0], home)
    own = "\n".join(path.read_text(errors="replace") for path in case.rglob("*.yml") if path.is_file())
    reason = reason_to_leave_out(case, preview if status == 0 else own)
    if reason is None and status != 0 and re.search(r"^\s+- (project|remote|template|component):", own, re.M):
        reason = "needs a network"
    if reason:
        return reason, []
    differences = []
    left, left_error = theirs.plan(directories[0], home)
    right, right_error = ours.plan(directories[1], home)
    if left is None or right is None:
        if left is None and right is None:
            return None, []
        which = "gitlab-ci-local" if left is None else "slipway"
        return None, [("plan", f"{which} refuses: {left_error if left is None else right_error}")]
    for name in sorted(left.keys() | right.keys()):
        if name not in right or name not in left:
            differences.append(("plan", f"{name} is only in {'gitlab-ci-local' if name in left else 'slipway'}"))
            continue
        for key, value in left[name].items():
            own = right[name][key]
            if key == "needs" and value and own:
                # It names the job of a matrix, Slipway the instances.
                own = sorted({base if (base := re.sub(r": \[.*\]$| \d+/\d+$", "", need)) in value else need for need in own})
            if value != own:
                differences.append(("plan", f"{name}: {key} is {value}, in slipway {own}"))
    if not left and not right:
        return None, []
    status, statuses, logs = theirs.outcome(directories[0], home)
    our_status, our_statuses, our_lines = ours.outcome(directories[1], home)
    if (status is None) or (our_status is None):
        return None, differences + [("outcome", f"ends: gitlab-ci-local {status is not None}, slipway {our_status is not None}")]
    if (status == 0) != (our_status == 0):
        differences.append(("outcome", f"exit status {status}, in slipway {our_status}"))
    # The other lines of its summary are warnings to the user.
    for name in sorted((statuses.keys() & left.keys()) | our_statuses.keys()):
        if statuses.get(name) != our_statuses.get(name):
            differences.append(("outcome", f"{name}: {statuses.get(name)}, in slipway {our_statuses.get(name)}"))
    if isinstance(our_lines, str):
        return None, differences + [("outcome", our_lines)]
    have = set(our_lines)
    # Places, times and listings of a directory are not the same for two programs.
    skipped = re.compile("|".join([re.escape(str(work / "theirs")), r"\.gitlab-ci-local", LISTING]))
    for job, lines in sorted(logs.items()):
        for line in lines:
            if line not in have and not skipped.search(line):
                differences.append(("log", f"{job}: slipway has no line {line!r}"))
    return None, differences


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=pathlib.Path, required=True)
    parser.add_argument("--gitlab-ci-local", default="gitlab-ci-local", help="the command, with arguments if it has any")
    parser.add_argument("--slipway", default=str(TOP / ".build/release/slipway"))
    parser.add_argument("--expected", type=pathlib.Path, default=TOP / "fixtures/gitlab-ci-local.tsv")
    parser.add_argument("case", nargs="*", help="only these")
    options = parser.parse_args()
    expected = {}
    if options.expected.exists():
        for line in options.expected.read_text().splitlines():
            if line and not line.startswith("#"):
                case, verdict, why = (line.split("\t") + ["", ""])[:3]
                expected[case] = (verdict, why)
    theirs, ours = GitLabCILocal(shlex.split(options.gitlab_ci_local)), Slipway(options.slipway)
    counts, wrong = {}, 0
    for case in sorted(options.cases.iterdir()):
        if not (case / ".gitlab-ci.yml").exists() or (options.case and case.name not in options.case):
            continue
        with tempfile.TemporaryDirectory(prefix="compare-") as work:
            left_out, differences = compare(case, theirs, ours, pathlib.Path(work))
        verdict = "left out" if left_out else "differs" if differences else "same"
        counts[verdict] = counts.get(verdict, 0) + 1
        known, why = expected.get(case.name, ("same", ""))
        print("\t".join([case.name, verdict, left_out or why]), flush=True)
        if verdict != known and verdict != "left out":
            wrong += 1
        if differences and (verdict != known or options.case):
            for what, words in differences[:20]:
                print(f"\t{what}: {words}")
    print(", ".join(f"{count} {verdict}" for verdict, count in sorted(counts.items())), file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
