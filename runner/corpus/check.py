#!/usr/bin/env python3
"""Lints the pipelines of public repositories that fixtures/corpus.tsv lists, and compares with what GitLab makes of them.

    runner/corpus/check.py --checkouts DIR            repositories as DIR/OWNER/NAME or DIR/OWNER+NAME, bare or not
    runner/corpus/check.py --checkouts DIR --clone    clone from GitHub what is not there

Each row of the list is a repository, a commit, the path of a pipeline, and what must come of it:

    accepted    no error
    foreign     the only errors are includes of other projects, remote files, templates and components, which are not here
    refused     other errors, as in GitLab; the row gives their codes (all of them) and the reason

The YAML files of the commit are written to a directory of its own, and `slipway lint` reads them with 10 s of processor time
and 1 GB of memory. A crash, a limit that was reached and an outcome that the list does not have fail the run. `--write` prints
the list with the outcomes found, for a new row to be judged.
"""

import argparse
import collections
import concurrent.futures
import json
import os
import pathlib
import resource
import subprocess
import sys
import tempfile
import time

TOP = pathlib.Path(__file__).resolve().parents[2]
FOREIGN = {"include-not-available", "include-not-fetched", "include-not-found"}
PROCESSOR_SECONDS = 10
MEMORY = 1 << 30

Row = collections.namedtuple("Row", "repository commit path outcome codes reason")


def rows(path):
    for line in path.read_text().splitlines():
        if line and not line.startswith("#"):
            yield Row(*(line.split("\t") + [""] * 6)[:6])


def git_directory(checkouts, repository, clone):
    for name in (repository, repository.replace("/", "+", 1)):
        for end in ("/.git", "/repo/.git", "/repo", ".git", ""):
            if (checkouts / (name + end) / "objects").is_dir():
                return checkouts / (name + end)
    if not clone:
        return None
    target = checkouts / repository
    subprocess.run(
        ["git", "clone", "--quiet", "--filter=blob:none", "--no-checkout", f"https://github.com/{repository}", target], check=True
    )
    return target / ".git"


def export(git, commit, directory):
    """The commit's YAML files. No `git archive`: attributes may leave the pipeline out of it."""
    environment = dict(os.environ, GIT_INDEX_FILE=str(directory / ".index"))
    command = ["git", "--git-dir", git, "--work-tree", directory, "-c", "core.bare=false", "-c", "core.symlinks=false"]

    def call(*arguments, **more):
        return subprocess.run(command + list(arguments), env=environment, cwd=directory, check=True, capture_output=True, **more)

    call("read-tree", commit)
    files = call("ls-files", "-z", "--", "*.yml", "*.yaml").stdout
    call("checkout-index", "--force", "-z", "--stdin", input=files)
    (directory / ".index").unlink()
    subprocess.run(["git", "init", "--quiet", directory], check=True, capture_output=True)


def is_foreign(error):
    return error["code"] in FOREIGN and not error["message"].startswith("Local file")


def lint(slipway, directory, path):
    """What came of it: outcome, codes of the errors, seconds."""

    def limit():
        resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))

    # No settings and no kept files of the person who runs this.
    environment = {"PATH": os.environ["PATH"], "HOME": str(directory / ".home")}
    command = [slipway, "lint", "--offline", "--format", "json", "-C", directory, path]
    start = time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, preexec_fn=limit, env=environment)
    seconds = time.monotonic() - start
    if done.returncode not in (0, 3):
        return f"exit status {done.returncode}", done.stderr.strip()[:200], seconds
    report = json.loads(done.stdout)
    diagnostics = report["diagnostics"] if isinstance(report, dict) else report
    errors = [diagnostic for diagnostic in diagnostics if diagnostic["severity"] == "error"]
    own = sorted({error["code"] for error in errors if not is_foreign(error)})
    return "refused" if own else "foreign" if errors else "accepted", " ".join(own), seconds


def check(row, options):
    git = git_directory(options.checkouts, row.repository, options.clone)
    if git is None:
        return row, "absent", "", 0.0
    with tempfile.TemporaryDirectory(prefix="corpus-") as directory:
        directory = pathlib.Path(directory)
        try:
            export(git, row.commit, directory)
        except subprocess.CalledProcessError as error:
            return row, "absent", error.stderr.decode(errors="replace").strip()[:200], 0.0
        return row, *lint(options.slipway, directory, row.path)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checkouts", type=pathlib.Path, required=True)
    parser.add_argument("--clone", action="store_true", help="clone what is not there from GitHub")
    parser.add_argument("--list", type=pathlib.Path, default=TOP / "fixtures/corpus.tsv")
    parser.add_argument("--slipway", default=str(TOP / ".build/release/slipway"))
    parser.add_argument("--write", action="store_true", help="print the list with the outcomes found")
    options = parser.parse_args()
    options.checkouts = options.checkouts.resolve()

    counts, wrong, slowest = collections.Counter(), 0, (0.0, "")
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for row, outcome, codes, seconds in pool.map(lambda row: check(row, options), rows(options.list)):
            counts[outcome] += 1
            slowest = max(slowest, (seconds, f"{row.repository} {row.path}"))
            is_right = outcome == row.outcome and (outcome != "refused" or codes == row.codes)
            if options.write:
                reason = row.reason if is_right else ""
                found = [row.repository, row.commit, row.path, outcome, codes if outcome == "refused" else "", reason]
                print("\t".join(found).rstrip("\t"))
            elif not is_right:
                print(f"{row.repository} {row.path}: {outcome} {codes}, expected {row.outcome} {row.codes}")
            wrong += not is_right
    repositories = len({row.repository for row in rows(options.list)})
    print(
        f"{sum(counts.values())} pipelines of {repositories} repositories: "
        + ", ".join(f"{count} {outcome}" for outcome, count in counts.most_common())
        + f"; slowest {slowest[0]:.2f} s ({slowest[1]}); {wrong} not as expected", file=sys.stderr,
    )
    return 1 if wrong and not options.write else 0


if __name__ == "__main__":
    sys.exit(main())
