"""Replaces the secrets of a Kayobe configuration by tokens, and finds secrets that got out.

Reads one JSON request on standard input, writes one JSON answer on standard output. Plaintext lives in this process only.

redact: {"action": "redact", "sides": [{"name": "base", "tree": DIR, "sealed": DIR}, ...], "environment": NAME or null,
    "passwords": [{"label": VAULT ID, "password": STRING}..], "inputs": [[STRING..], ..]}
    The vaulted files of every tree, and its inline `!vault` values, are decrypted in memory and compared leaf by leaf between the first
    and the second side. In the trees each secret becomes a token that names it and has its type and shape: `nova_keystone_password.v1`;
    on the second side `.v2` where the plaintext differs. What was sealed is kept as it was below `sealed`.
    Answer: {"secrets": [{"file", "name", "kind"}], "sealed": NUMBER, "digests": [HEX, one a side, over its redacted tree and its inputs]}
scan: {"action": "scan", "sealed": [DIR..], "public": [DIR..], "trees": [DIR..], "environment": .., "passwords": [..]}
    Answer: {"leaks": [{"file", "secret"}]}
A problem of the configuration answers {"error": {"code", "file", "line", "column", "label", "message"}} and ends with status 3; line,
column and label (the vault id that a text names) may be null, and message is null where the code says all.
"""

import base64
import datetime
import hashlib
import json
import os
import re
import shutil
import sys
import urllib.parse
import uuid

import yaml
from ansible.errors import AnsibleError
from ansible.parsing.vault import AnsibleVaultFormatError, VaultLib, VaultSecret

HEADER = b"$ANSIBLE_VAULT;"
PEM = re.compile(r"^-----BEGIN [A-Z0-9 ]+-----$", re.M)
REFERENCE = re.compile(r"^\s*\{\{[^'\"{}]*\}\}\s*$")
SETTING = re.compile(r"^(\s*[^\s=:#;\[][^=:]*?\s*[=:]\s*)(\S.*)$")
SHORTEST_LEAK = 6


class ConfigurationError(Exception):
    def __init__(self, code, file, line=None, column=None, label=None, message=None):
        super().__init__(message)
        self.answer = {"code": code, "file": file, "line": line, "column": column, "label": label, "message": message}


class Loader(yaml.SafeLoader):
    """YAML as Ansible reads it, with `!vault` values decrypted by `Loader.vault`."""

    vault = None
    source = ""

    def sealed_scalar(self, node):
        return decrypted(Loader.vault, node.value.strip().encode(), Loader.source, node.start_mark.line + 1).decode()

    def tagged(self, suffix, node):
        if isinstance(node, yaml.MappingNode):
            return self.construct_mapping(node, deep=True)
        if isinstance(node, yaml.SequenceNode):
            return self.construct_sequence(node, deep=True)
        return self.construct_scalar(node)


Loader.add_constructor("!vault", Loader.sealed_scalar)
Loader.add_constructor("!vault-encrypted", Loader.sealed_scalar)
Loader.add_multi_constructor("!", Loader.tagged)


def decrypted(vault, text, file, line=1):
    """The plaintext. `line` is where the vaulted text begins."""
    label = vault_id(text)
    # Ansible tries all passwords in their order. That of the text's own vault id is the likeliest, and trying is slow.
    vault.secrets.sort(key=lambda secret: secret[0] != label)
    try:
        return vault.decrypt(text, filename=file)
    except AnsibleVaultFormatError:
        raise ConfigurationError("damaged", file, line, label=label)
    except AnsibleError:
        known = [name for name, _ in vault.secrets]
        missing = not known or (label is not None and label not in known)
        raise ConfigurationError("passwordMissing" if missing else "passwordWrong", file, line, label=label)


def vault_id(text):
    """The label in a header such as `$ANSIBLE_VAULT;1.2;AES256;prod`; None in one without."""
    fields = text.split(b"\n", 1)[0].strip().split(b";")
    return fields[3].decode(errors="replace") if len(fields) > 3 else None


# Tokens.

def slug(text):
    return re.sub(r"[^A-Za-z0-9_.-]+", "-", text).strip("-.")


def token(name, version, value):
    """A stand-in for `value`: deterministic in name and version, and accepted wherever the value's type and shape are."""
    text = "%s.v%d" % (name, version)
    digest = hashlib.sha256(text.encode()).digest()
    number = int.from_bytes(digest[:4], "big")
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        low = 10 ** (len(str(abs(value))) - 1)
        return low + number % (9 * low)
    if isinstance(value, float):
        return float(number % 1000) + 0.5
    if isinstance(value, datetime.date):
        return value.replace(year=2000 + version, month=1, day=1)
    if isinstance(value, bytes):
        return text.encode()
    if not value.strip() or REFERENCE.match(value):
        return value
    if PEM.search(value):
        return pem_token(text, value)
    if re.match(r"^(ssh|ecdsa|sk)-[a-z0-9@.-]+ AAAA", value):
        return "%s %s %s" % (value.split()[0], base64.b64encode(("AAAA" + text).encode()).decode(), name)
    if re.match(r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", value, re.I):
        return str(uuid.uuid5(uuid.NAMESPACE_DNS, text))
    if re.match(r"^\$2[aby]\$\d\d\$.{53}$", value):
        return value[:7] + radix64(digest + digest, 53)
    if "bcrypt_salt" in name:
        return radix64(digest, 21) + "u"
    if len(value) >= 16 and len(value) % 2 == 0 and re.match(r"^[0-9a-f]+$", value):
        return (digest.hex() * (len(value) // 64 + 1))[: len(value)]
    if value.endswith("=") and re.match(r"^[A-Za-z0-9+/_-]+=+$", value):
        return base64.urlsafe_b64encode((digest * (len(value) // 32 + 1))[: len(value) * 3 // 4 - value.count("=") + 0]).decode()
    return text + ("\n" if value.endswith("\n") else "")


def radix64(digest, length):
    alphabet = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    return "".join(alphabet[byte % 64] for byte in (digest * (length // len(digest) + 1))[:length])


def pem_token(text, value):
    lines, body = [], False
    for line in value.splitlines():
        if line.startswith("-----BEGIN "):
            lines += [line, base64.b64encode(text.encode()).decode()]
            body = True
        elif line.startswith("-----END "):
            lines.append(line)
            body = False
        elif not body:
            lines.append(line)
    return "\n".join(lines) + ("\n" if value.endswith("\n") else "")


# Leaves.

def leaves(value, path=""):
    """Every scalar below `value` with its key path: `users[2].token`."""
    if isinstance(value, dict):
        for key, child in value.items():
            yield from leaves(child, "%s.%s" % (path, key) if path else str(key))
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield from leaves(child, "%s[%d]" % (path, index))
    else:
        yield path, value


def replaced(value, replacement, path=""):
    if isinstance(value, dict):
        return {key: replaced(child, replacement, "%s.%s" % (path, key) if path else str(key)) for key, child in value.items()}
    if isinstance(value, list):
        return [replaced(child, replacement, "%s[%d]" % (path, index)) for index, child in enumerate(value)]
    return replacement(path, value)


def text_lines(text):
    """The secret parts of a vaulted text that is not YAML, as (key path, line index, prefix, value)."""
    section, in_pem, number = "", False, 0
    for index, line in enumerate(text.splitlines()):
        if line.startswith("-----BEGIN "):
            in_pem, number = True, number + 1
        if in_pem:
            yield "pem[%d]" % number, index, None, line
        elif line.startswith("[") and line.rstrip().endswith("]"):
            section = line.strip()[1:-1] + "."
        elif line.strip() and line.lstrip()[0] not in "#;":
            setting = SETTING.match(line)
            if setting:
                yield section + setting.group(1).strip(" \t=:"), index, setting.group(1), setting.group(2)
            else:
                yield "%sline[%d]" % (section, index + 1), index, "", line
        if line.startswith("-----END "):
            in_pem = False


class SecretFile:
    """One file of one side that has secrets: its leaves, and how to write it with tokens."""

    def __init__(self, file, tree, vault):
        self.file = file
        self.path = os.path.join(tree, file)
        with open(self.path, "rb") as stream:
            self.raw = stream.read()
        self.whole = self.raw.startswith(HEADER)
        content = decrypted(vault, self.raw, file) if self.whole else self.raw
        Loader.vault, Loader.source = vault, file
        try:
            self.text = content.decode()
        except UnicodeDecodeError:
            self.text, self.kind, self.leaves = None, "binary", {"content": content}
            return
        named_yaml = os.path.splitext(file)[1] in (".yml", ".yaml", ".json", "")
        data = None
        if named_yaml or not self.whole:
            try:
                data = yaml.load(self.text, Loader) if self.whole or file.endswith("passwords.yml") else None
            except yaml.YAMLError as error:
                if os.path.splitext(file)[1] in (".yml", ".yaml"):
                    raise yaml_problem(error, file)
        if not self.whole and data is None:
            self.kind = "inline"
            self.sealed_nodes = list(self.inline_nodes(vault))
            self.leaves = {name: value for name, _, value in self.sealed_nodes}
        elif isinstance(data, (dict, list)):
            self.kind, self.data = "yaml", data
            self.leaves = dict(leaves(data))
        else:
            self.kind = "text"
            self.leaves = {}
            for name, _, _, value in text_lines(self.text):
                self.leaves[name] = self.leaves.get(name, "") + value + "\n" if name.startswith("pem[") else value

    def inline_nodes(self, vault):
        try:
            root = yaml.compose(self.text, yaml.SafeLoader)
        except yaml.YAMLError as error:
            raise yaml_problem(error, self.file)

        def walk(node, path):
            if isinstance(node, yaml.MappingNode):
                for key, child in node.value:
                    yield from walk(child, "%s.%s" % (path, key.value) if path else str(key.value))
            elif isinstance(node, yaml.SequenceNode):
                for index, child in enumerate(node.value):
                    yield from walk(child, "%s[%d]" % (path, index))
            elif node.tag in ("!vault", "!vault-encrypted"):
                yield path, node, decrypted(vault, node.value.strip().encode(), self.file, node.start_mark.line + 1).decode()

        if root is not None:
            yield from walk(root, "")

    def scope(self):
        """What is put behind a token's name when another file may have the same key."""
        place = re.sub(r"^(etc/kayobe/|environments/)+", "", self.file)
        if place.endswith("kolla/passwords.yml") or "/" not in place:
            return ""
        return "." + slug(os.path.splitext(place)[0].replace("/", "-"))

    def name(self, leaf):
        base = leaf if self.kind in ("yaml", "inline") else "%s.%s" % (os.path.basename(self.file), leaf)
        return slug(re.sub(r"\[(\d+)\]", r".\1", base)) + self.scope()

    def write(self, versions):
        replacement = lambda leaf, value: token(self.name(leaf), versions.get(leaf, 1), value)
        if self.kind == "binary":
            content = replacement("content", self.leaves["content"])
        elif self.kind == "yaml":
            content = yaml.safe_dump(replaced(self.data, replacement), default_flow_style=False, sort_keys=False, width=1000000).encode()
        elif self.kind == "inline":
            text = self.text
            for leaf, node, value in sorted(self.sealed_nodes, key=lambda entry: -entry[1].start_mark.index):
                start = node.start_mark.index
                ended = "\n" if text[node.end_mark.index - 1 : node.end_mark.index] == "\n" else ""
                text = text[:start] + json.dumps(replacement(leaf, value)) + ended + text[node.end_mark.index :]
            content = text.encode()
        else:
            content = self.redacted_text(replacement).encode()
        with open(self.path, "wb") as stream:
            stream.write(content)

    def redacted_text(self, replacement):
        lines = self.text.splitlines()
        written = set()
        for leaf, index, prefix, value in text_lines(self.text):
            if prefix is None:
                lines[index] = replacement(leaf, self.leaves[leaf]).rstrip("\n") if leaf not in written else None
                written.add(leaf)
            else:
                lines[index] = prefix + replacement(leaf, value)
        return "\n".join(line for line in lines if line is not None) + ("\n" if self.text.endswith("\n") else "")


def yaml_problem(error, file):
    mark = getattr(error, "problem_mark", None)
    message = str(getattr(error, "problem", None) or "not valid YAML")
    return ConfigurationError("invalid", file, mark and mark.line + 1, mark and mark.column + 1, message=message)


# Trees.

def environment_chain(tree, environment):
    """The environment and all it depends on; None for a configuration used without one."""
    names, waiting = [], [environment] if environment else []
    while waiting:
        name = waiting.pop()
        if name in names:
            continue
        names.append(name)
        try:
            with open(os.path.join(tree, "etc/kayobe/environments", name, ".kayobe-environment")) as stream:
                waiting += (yaml.safe_load(stream) or {}).get("dependencies") or []
        except FileNotFoundError:
            pass
    return names


def secret_files(tree, environment, vault):
    chain = environment_chain(tree, environment)
    found = {}
    for folder, folders, names in os.walk(tree):
        folders[:] = sorted(name for name in folders if name != ".git")
        for name in sorted(names):
            path = os.path.join(folder, name)
            if os.path.islink(path) or not os.path.isfile(path):
                continue
            file = os.path.relpath(path, tree)
            other = re.match(r"^etc/kayobe/environments/([^/]+)/", file)
            if other and other.group(1) not in chain:
                continue
            with open(path, "rb") as stream:
                content = stream.read()
            inline = b"!vault" in content and os.path.splitext(name)[1] in (".yml", ".yaml", "") and b"$ANSIBLE_VAULT;" in content
            if content.startswith(HEADER) or inline or file.endswith("kolla/passwords.yml"):
                found[file] = SecretFile(file, tree, vault)
    return found


def redact(request, vault):
    sides = request["sides"]
    files = [secret_files(side["tree"], request.get("environment"), vault) for side in sides]
    changes, versions = [], [{} for _ in sides]
    if len(sides) == 2:
        base, head = files
        for file in sorted(set(base) | set(head)):
            old = base[file].leaves if file in base else {}
            new = head[file].leaves if file in head else {}
            for name in list(old) + [name for name in new if name not in old]:
                if name not in new:
                    kind = "removed"
                elif name not in old:
                    kind = "added"
                elif old[name] != new[name] or type(old[name]) is not type(new[name]):
                    kind = "changed"
                    versions[1].setdefault(file, {})[name] = 2
                else:
                    continue
                changes.append({"file": file, "name": name, "kind": kind})
    for side, found, changed in zip(sides, files, versions):
        for file, secret in found.items():
            sealed = os.path.join(side["sealed"], file)
            os.makedirs(os.path.dirname(sealed), exist_ok=True)
            shutil.copyfile(secret.path, sealed)
            secret.write(changed.get(file, {}))
    digests = [digest(side["tree"], request.get("inputs", [[], []])[index]) for index, side in enumerate(sides)]
    return {"secrets": changes, "sealed": sum(len(found) for found in files), "digests": digests}


def digest(tree, inputs):
    """Names everything that a render of the tree depends on: the redacted files, and what the caller adds."""
    total = hashlib.sha256(json.dumps(inputs).encode())
    for folder, folders, names in os.walk(tree):
        folders[:] = sorted(name for name in folders if name != ".git")
        for name in sorted(names + [name for name in folders if os.path.islink(os.path.join(folder, name))]):
            path = os.path.join(folder, name)
            if os.path.islink(path):
                content, kind = os.readlink(path).encode(), "link"
            else:
                with open(path, "rb") as stream:
                    content = stream.read()
                kind = "program" if os.stat(path).st_mode & 0o100 else "file"
            total.update(json.dumps([os.path.relpath(path, tree), kind, len(content)]).encode())
            total.update(content)
    return total.hexdigest()


def forms(value):
    """A secret as it may appear: as it is, in base64, in a URL."""
    text = value.strip()
    if "\n" in text:
        longest = max((line for line in text.splitlines() if not line.startswith("-----")), key=len, default="")
        text = longest.strip()
    if len(text) < SHORTEST_LEAK:
        return set()
    return {text, base64.b64encode(text.encode()).decode().rstrip("="), urllib.parse.quote(text, safe="")}


def contents(trees):
    for tree in trees:
        for folder, _, names in os.walk(tree):
            for name in names:
                path = os.path.join(folder, name)
                if os.path.isfile(path) and not os.path.islink(path):
                    with open(path, "rb") as stream:
                        yield os.path.relpath(path, tree), stream.read().decode(errors="replace")


def scan(request, vault):
    public = "\n".join(text for _, text in contents(request["public"]))
    secrets = {}
    for tree in request["sealed"]:
        for secret in secret_files(tree, request.get("environment"), vault).values():
            for name, value in secret.leaves.items():
                # A value that the repository also has in the clear is not one.
                if isinstance(value, str) and not REFERENCE.match(value) and value.strip() not in public:
                    for form in forms(value):
                        secrets[form] = "%s: %s" % (secret.file, name)
    found = []
    for file, text in contents(request["trees"]):
        found += [{"file": file, "secret": name} for form, name in secrets.items() if form in text]
    return {"leaks": found, "searched": len(secrets)}


def main():
    request = json.load(sys.stdin)
    vault = VaultLib([(secret["label"], VaultSecret(secret["password"].encode())) for secret in request.get("passwords", [])])
    try:
        answer = {"redact": redact, "scan": scan}[request["action"]](request, vault)
    except ConfigurationError as error:
        json.dump({"error": error.answer}, sys.stdout)
        return 3
    json.dump(answer, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
