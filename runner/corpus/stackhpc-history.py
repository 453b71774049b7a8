#!/usr/bin/env python3
"""Runs `slipway kolla diff` on consecutive merge commits of the real stackhpc/stackhpc-kayobe-config, and prints a table.

    runner/corpus/stackhpc-history.py --repository CHECKOUT --branch stackhpc/2024.1 --count 20 --python VENV/bin/python

Each merge is compared with its first parent: what it did to the branch. Two things in the commits are replaced, because they cannot be
had: the vaulted values, whose password is not public, by placeholders encrypted with a password of our own, the same placeholder for the
same ciphertext; and the submodule .automation, which a render does not use. The configuration asks the machine for its distribution; the hosts' is given
instead. Kayobe and Kolla Ansible are what the commits pin.
--python has Ansible's vault library. --mirror URL=DIRECTORY lets git take a repository from there. --until names the last merge; --keep
is a directory for the diffs in JSON.
"""

import argparse
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

PASSWORD = "history"
SEALED = re.compile(rb"!vault(?:-encrypted)? \|\n((?:[ \t]+\S+\n)+)")
ENCRYPT = """
import json, sys
from ansible.parsing.vault import VaultLib, VaultSecret
vault = VaultLib([("default", VaultSecret(sys.argv[1].encode()))])
json.dump([vault.encrypt(text.encode()).decode() for text in json.load(sys.stdin)], sys.stdout)
"""


class History:
    def __init__(self, arguments, scratch):
        self.arguments = arguments
        self.repository = pathlib.Path(scratch, "repository")
        config = pathlib.Path(scratch, "gitconfig")
        lines = ["[safe]", "\tdirectory = *", "[user]", "\tname = History", "\temail = history@example.org"]
        for mirror in arguments.mirror:
            url, _, directory = mirror.partition("=")
            lines += [f'[url "file://{directory}"]', f"\tinsteadOf = {url}"]
        config.write_text("\n".join(lines) + "\n")
        self.environment = dict(
            os.environ, GIT_CONFIG_GLOBAL=str(config), GIT_CONFIG_NOSYSTEM="1", KAYOBE_VAULT_PASSWORD=PASSWORD)
        self.sealed = {}
        self.run("git", "clone", "--quiet", "--no-checkout", "--shared", arguments.repository, self.repository, directory=scratch)

    def run(self, *command, directory=None, text=None, check=True, environment=None):
        done = subprocess.run(
            command, cwd=directory or self.repository, env=environment or self.environment, input=text, capture_output=True)
        if check and done.returncode != 0:
            sys.exit(f"{' '.join(map(str, command))}: {done.stderr.decode(errors='replace')}")
        return done

    def git(self, *arguments, **named):
        return self.run("git", *arguments, **named).stdout.decode().strip()

    def encrypted(self, ciphertext):
        name = hashlib.sha256(b"".join(ciphertext.split())).hexdigest()[:16]
        if name not in self.sealed:
            done = self.run(
                self.arguments.python, "-c", ENCRYPT, PASSWORD, text=json.dumps([f"placeholder-{name}"]).encode())
            self.sealed[name] = json.loads(done.stdout)[0].encode()
        return self.sealed[name]

    def commit(self, revision):
        """A commit with the tree of a revision, its vaulted values replaced."""
        index = dict(self.environment, GIT_INDEX_FILE=str(self.repository / ".git" / "history-index"))
        self.run("git", "read-tree", revision, environment=index)
        self.run("git", "rm", "--quiet", "--cached", "-r", "--ignore-unmatch", ".automation", environment=index)
        found = self.run("git", "grep", "--cached", "-lI", "ANSIBLE_VAULT", "--", "etc", check=False, environment=index)
        for path in found.stdout.decode().splitlines():
            content = self.run("git", "show", f"{revision}:{path}").stdout
            if content.startswith(b"$ANSIBLE_VAULT"):
                content = self.encrypted(content)
            else:
                content = SEALED.sub(
                    lambda match: b"!vault |\n" + b"".join(
                        b"  " + line + b"\n" for line in self.encrypted(match.group(1)).strip().splitlines()), content)
            blob = self.run("git", "hash-object", "-w", "--stdin", text=content).stdout.decode().strip()
            self.run("git", "update-index", "--cacheinfo", f"100644,{blob},{path}", environment=index)
        tree = self.run("git", "write-tree", environment=index).stdout.decode().strip()
        return self.git("commit-tree", tree, "-m", self.git("log", "-1", "--format=%s", revision))

    def diff(self, base, head):
        start = time.monotonic()
        done = self.run(
            self.arguments.slipway, "kolla", "diff", "--base", base, "--head", head, "--environment", self.arguments.environment,
            "--format", "json", "-e", "os_distribution=rocky", "-e", "os_release=9", check=False)
        return done, time.monotonic() - start


def services(diff):
    """What differs: `nova-compute: nova.conf`, a service each."""
    files = {}
    for change in diff["changes"]:
        path = change["path"]
        files.setdefault(change["service"], []).append(path.removeprefix(change["service"] + "/"))
    return [f"{service}: {', '.join(paths) if len(paths) < 4 else f'{len(paths)} files'}" for service, paths in sorted(files.items())]


def row(history, merge):
    title = history.git("log", "-1", "--format=%s", merge)
    # GitHub puts the title of the pull request below that of the merge.
    subject = next(iter(history.git("log", "-1", "--format=%b", merge).splitlines()), "").replace("|", "/")
    number = re.search(r"#(\d+)", title)
    files = history.git("diff", "--name-only", f"{merge}^1", merge).splitlines()
    touched = sum(1 for file in files if file.startswith("etc/") or file == "requirements.txt")
    done, seconds = history.diff(history.commit(f"{merge}^1"), history.commit(merge))
    name = "#" + number.group(1) if number else merge[:9]
    start = f"| {name} | {subject} | {touched} of {len(files)}"
    if done.returncode != 0:
        return f"{start} | exit {done.returncode}: {done.stderr.decode().strip().splitlines()[-1][:120]} | | | {seconds:.0f} |"
    if history.arguments.keep:
        pathlib.Path(history.arguments.keep, f"{merge[:9]}.json").write_bytes(done.stdout)
    diff = json.loads(done.stdout)
    diff = diff["environments"][0] if "environments" in diff else diff
    steps = []
    for step in diff["rollout"]["steps"]:
        steps += [f"`{command}`" for command in step["commands"]] or [f"by hand: {step['name']}"]
    cells = ["<br>".join(services(diff)) or "no change", "<br>".join(steps), "<br>".join(diff["rollout"]["notCovered"])]
    return f"{start} | {' | '.join(cell.replace('|', '/') for cell in cells)} | {seconds:.0f} |"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repository", required=True)
    parser.add_argument("--branch", default="stackhpc/2024.1")
    parser.add_argument("--until")
    parser.add_argument("--count", type=int, default=20)
    parser.add_argument("--keep")
    parser.add_argument("--environment", default="ci-aio")
    parser.add_argument("--python", required=True)
    parser.add_argument("--slipway", default=str(pathlib.Path(__file__).resolve().parents[2] / ".build/release/slipway"))
    parser.add_argument("--mirror", action="append", default=[])
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="slipway-history-") as scratch:
        history = History(arguments, scratch)
        merges = history.git(
            "log", "--first-parent", "--merges", f"-{arguments.count}", "--format=%H", arguments.until or f"origin/{arguments.branch}").split()
        print("| merge | title | files of etc, of all | what it does | how it is rolled out | left out of the plan | s |")
        print("| --- | --- | --- | --- | --- | --- | --- |", flush=True)
        for merge in reversed(merges):
            print(row(history, merge), flush=True)


if __name__ == "__main__":
    main()
