#!/usr/bin/env python3
"""Speed of Slipway, side by side with other tools on the same machine in one go.

Prints CPU seconds (user + system, children included), wall-clock seconds and peak memory: medians over --runs runs, the sides
taking turns so that a machine whose speed drifts does not favour one. CPU seconds are the figures to compare; wall clock is noisy
on a shared machine. Targets are printed beside the figures and never enforced here.
"""

import argparse
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

import kolla


class Sample:
    def __init__(self, cpu, wall, memory):
        self.cpu, self.wall, self.memory = cpu, wall, memory


def measure(command, directory, environment=None):
    """Runs one command and returns what it and its waited-for children used."""
    start = time.monotonic()
    process = subprocess.Popen(
        command, cwd=directory, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    error = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.monotonic() - start
    if process.returncode != 0:
        sys.exit(f"{' '.join(command)} ended with {process.returncode}:\n{error.decode(errors='replace')[-2000:]}")
    return Sample(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024)


def compare(title, sides, runs):
    """Measures named commands in turns; returns name -> median Sample."""
    for command, directory in sides.values():
        measure(command, directory)
    samples = {name: [] for name in sides}
    for _ in range(runs):
        for name, (command, directory) in sides.items():
            samples[name].append(measure(command, directory))
    print(f"\n{title}")
    medians = {}
    for name, taken in samples.items():
        middle = Sample(*(statistics.median(getattr(s, f) for s in taken) for f in ("cpu", "wall", "memory")))
        medians[name] = middle
        spread = f"{min(s.cpu for s in taken):.3f}–{max(s.cpu for s in taken):.3f}"
        print(f"  {name:<34} {middle.cpu:8.3f} CPU s ({spread})  {middle.wall:7.3f} s wall  {middle.memory:6.1f} MB")
    return medians


def target(text, value, limit, unit):
    print(f"  -> {text}: {value:.2f} {unit} (target: {limit:g} {unit}{'' if value <= limit else ', NOT MET'})")


def git(directory, *arguments):
    environment = dict(os.environ, GIT_CONFIG_GLOBAL="/dev/null", GIT_CONFIG_SYSTEM="/dev/null")
    identity = ["-c", "user.name=Bench", "-c", "user.email=bench@example.org", "-c", "init.defaultBranch=main"]
    subprocess.run(["git", *identity, *arguments], cwd=directory, env=environment, check=True, stdout=subprocess.DEVNULL)


def repository(parent, name, jobs):
    """A small git repository whose pipeline has that many jobs, each with a script, variables, rules and a log."""
    directory = pathlib.Path(parent, name)
    directory.mkdir()
    lines = ["stages: [build, test]", "variables: {GLOBAL: value}", ".base:", "  variables: {LEVEL: base}", ""]
    for number in range(jobs):
        stage, needs = ("build", "[]") if number % 2 == 0 else ("test", f"[job-{number - 1}]")
        lines += [
            f"job-{number}:", "  extends: .base", f"  stage: {stage}", f"  needs: {needs}", "  variables:",
            f"    NUMBER: \"{number}\"", "  rules:", "    - if: $CI_COMMIT_BRANCH", "  script:", f"    - echo \"job {number}\"", ""]
    text = "\n".join(lines)
    assert len(text) < 2_000_000, "GitLab reads no larger configuration"
    (directory / ".gitlab-ci.yml").write_text(text)
    for number in range(10):
        (directory / f"file-{number}.txt").write_text(f"{number}\n")
    git(directory, "init", "--quiet")
    git(directory, "add", "--all")
    git(directory, "commit", "--quiet", "--message", "Bench")
    return directory


def included_pipeline(parent):
    """A pipeline of 2,000 lines in 31 files: templates, extends, rules, scripts, artifacts and needs."""
    directory = pathlib.Path(parent, "included")
    (directory / "ci").mkdir(parents=True)
    top = ["stages: [build, test, deploy]", "include:"] + [f"  - local: ci/part-{n}.yml" for n in range(30)]
    top += ["default:", "  tags: [linux]", "  before_script:", "    - ./ci/prepare.sh"]
    (directory / ".gitlab-ci.yml").write_text("\n".join(top) + "\n")
    lines = len(top)
    for part in range(30):
        text = [
            f".base-{part}:", "  image: registry.example.org/team/image:2025.1", "  variables:", "    LEVEL: base", "    REGION: eu",
            "  rules:", "    - if: $CI_PIPELINE_SOURCE == \"merge_request_event\"", "      changes: [src/**/*, docs/**/*.md]",
            "    - if: $CI_COMMIT_BRANCH =~ /^(main|stable\\/.*)$/ || $CI_COMMIT_TAG", ""]
        for number in range(4):
            stage, name = ("build", "test", "deploy")[number % 3], f"job-{part}-{number}"
            text += [
                f"{name}:", f"  extends: .base-{part}", f"  stage: {stage}", "  variables:", f"    NUMBER: \"{number}\"",
                "  script:", "    - make prepare",
                "    - |", "      for step in one two; do", "        make $step", "      done",
                "  artifacts:", "    paths: [build/]", "    expire_in: 1 week"]
            if number % 3: text += [f"  needs: [job-{part}-0]"]
        text += [""]
        lines += len(text)
        (directory / "ci" / f"part-{part}.yml").write_text("\n".join(text))
    git(directory, "init", "--quiet")
    git(directory, "add", "--all")
    git(directory, "commit", "--quiet", "--message", "Bench")
    return directory, lines


def many_files(parent, count):
    """A repository of that many files, with a branch that changes a hundred of them. Fifty rules ask whether a file exists, each
    with a pattern that none fits: as many comparisons as GitLab makes before it stops counting."""
    directory = pathlib.Path(parent, "many-files")
    directory.mkdir()
    git(directory, "init", "--quiet")
    pipeline = ["stages: [test]"]
    patterns = ["src/dir-4*/**/*.c", "docs/**/*", "**/*.{md,rst}", "etc/kayobe/environments/*/kolla/**/*", "src/**/file-999[0-9].c"]
    for number in range(50):
        pipeline += [
            f"job-{number}:", "  script: make", "  rules:", f"    - changes: ['{patterns[number % 5]}', 'none-{number}/**/*']",
            f"    - exists: ['none-{number}/**/*.yml']", "    - changes:", "        paths: [src/dir-1/*]", "        compare_to: main",
            "    - when: manual"]
    who = "Bench <bench@example.org> 1700000000 +0000"

    def data(text):
        return f"data {len(text.encode())}\n{text}\n"

    def stream():
        yield f"commit refs/heads/main\ncommitter {who}\n{data('Files')}"
        yield f"M 100644 inline .gitlab-ci.yml\n{data(chr(10).join(pipeline) + chr(10))}"
        for number in range(count - 1):
            yield f"M 100644 inline src/dir-{number // 100}/file-{number}.c\n{data(f'int value = {number};')}"
        yield f"commit refs/heads/change\ncommitter {who}\n{data('Change')}from refs/heads/main\n"
        for number in range(0, count - 1, count // 100):
            yield f"M 100644 inline src/dir-{number // 100}/file-{number}.c\n{data('int value = -1;')}"

    subprocess.run(["git", "fast-import", "--quiet"], cwd=directory, input="".join(stream()).encode(), check=True)
    git(directory, "checkout", "--quiet", "change")
    return directory


def large_configuration(parent, count):
    """The bundled Kayobe configuration among many files, a tenth of them its own; a change of one service's override on a branch."""
    directory = pathlib.Path(parent, "configuration")
    shutil.copytree(pathlib.Path(__file__).resolve().parents[2] / "fixtures/kayobe-config", directory)
    git(directory, "init", "--quiet", "--initial-branch=main")
    for number in range(count):
        place = "etc/kayobe/kolla/config/fluentd" if number % 10 == 0 else "data"
        path = directory / place / str(number % 300) / f"{number}.conf"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"value = {number}\nname = {{{{ inventory_hostname }}}}\n")
    git(directory, "add", ".")
    git(directory, "commit", "--quiet", "--message", "Configuration")
    git(directory, "repack", "-q", "-a", "-d")
    git(directory, "switch", "--quiet", "--create", "change")
    with open(directory / "etc/kayobe/kolla/config/nova.conf", "a") as override:
        override.write("max_attempts = 7\n")
    git(directory, "commit", "--quiet", "--all", "--message", "Try seven times")
    return directory


def prepared_scripts(parent, jobs):
    """The same scripts as a Makefile over prepared directories: the least that has to be done. make starts bash itself: a line
    without shell syntax needs no shell in between."""
    directory = pathlib.Path(parent, "prepared")
    directory.mkdir()
    for number in range(jobs):
        (directory / f"{number}").mkdir()
        (directory / f"{number}" / "script.sh").write_text(
            f"cd {number}\nexec > trace.log 2>&1\nset -eo pipefail\necho \"job {number}\"\n")
    rules = ["all: " + " ".join(f"job-{n}" for n in range(jobs))]
    rules += [f"job-{n}:\n\t@bash --norc --noprofile {n}/script.sh" for n in range(jobs)]
    (directory / "Makefile").write_text(".PHONY: all\n" + "\n".join(rules) + "\n")
    return directory


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("slipway", help="the release build to measure")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument(
        "--only", choices=["start", "list", "lint", "paths", "affected", "run", "kolla", "kolla-multinode"],
        help="one part; kolla-multinode, which takes a quarter of an hour, is run only when it is named")
    arguments = parser.parse_args()
    slipway = str(pathlib.Path(arguments.slipway).resolve())
    runs = arguments.runs
    print(f"{os.cpu_count()} cores, load average {os.getloadavg()[0]:.1f}, {runs} runs each, medians (min–max)")
    with tempfile.TemporaryDirectory(prefix="slipway-bench-") as scratch:
        if arguments.only in (None, "start"):
            result = compare("Start", {"slipway --version": ([slipway, "--version"], scratch)}, 4 * runs)
            target("slipway --version", result["slipway --version"].wall * 1000, 15, "ms")
        if arguments.only in (None, "list"):
            small, large = repository(scratch, "thousand", 1000), repository(scratch, "ten-thousand", 10000)
            result = compare("Planning", {
                "slipway list, 1,000 jobs": ([slipway, "list"], small),
                "slipway list, 10,000 jobs": ([slipway, "list"], large)}, runs)
            one, ten = result.values()
            target("1,000 jobs", one.cpu, 0.06, "CPU s")
            target("1,000 jobs", one.memory, 40, "MB")
            target("10,000 jobs against 1,000", ten.cpu / one.cpu, 12, "times the CPU")
        if arguments.only in (None, "lint"):
            directory, lines = included_pipeline(scratch)
            result = compare(f"Linting {lines} lines in 31 files", {
                "slipway lint": ([slipway, "lint"], directory),
                "slipway lint --merged --origin": ([slipway, "lint", "--merged", "--origin"], directory)}, 4 * runs)
            target("2,000 lines, 30 includes", result["slipway lint"].cpu * 1000, 50, "ms CPU")
        if arguments.only in (None, "paths"):
            directory = many_files(scratch, 50000)
            result = compare("Rules about the paths of 50,000 files", {
                "slipway list --target main": ([slipway, "list", "--target", "main"], directory),
                "slipway list --revision HEAD": ([slipway, "list", "--target", "main", "--revision", "HEAD"], directory),
                "git status": (["git", "status", "--porcelain"], directory)}, runs)
            target("50,000 files in the working tree", result["slipway list --target main"].cpu, 0.5, "CPU s")
            target("50,000 files in a commit", result["slipway list --revision HEAD"].cpu, 0.5, "CPU s")
        if arguments.only in (None, "affected"):
            directory = large_configuration(scratch, 50000)
            result = compare("What a change to one of 50,000 files touches", {
                "slipway kayobe affected": ([slipway, "kayobe", "affected"], directory),
                "git diff main...": (["git", "diff", "main..."], directory)}, runs)
            target("environments, hosts and services", result["slipway kayobe affected"].wall, 1, "s")
        if arguments.only in (None, "run"):
            source, prepared = repository(scratch, "run", 1000), prepared_scripts(scratch, 1000)
            result = compare("1,000 shell jobs with logs, two at a time", {
                "slipway run": ([slipway, "run", "--jobs", "2"], source),
                "make -j2 in prepared directories": (["make", "--silent", "-j2"], prepared)}, max(2, runs // 2))
            own, bare = result.values()
            target("Slipway's own share", (own.cpu - bare.cpu) * 1000 / 1000, 3, "ms CPU a job")
            target("memory", own.memory, 60, "MB")
            target("wall against make -j2", own.wall / bare.wall, 1.5, "times")
        if arguments.only in (None, "kolla"):
            kolla.bench(slipway, scratch, "ci-aio", measure, target, (8, 8, 16))
        if arguments.only == "kolla-multinode":
            kolla.bench(slipway, scratch, "production", measure, target, (12, 10, 20))


if __name__ == "__main__":
    main()
