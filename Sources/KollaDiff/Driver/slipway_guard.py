"""Keeps a render on its own ground, and reports what it does.

An Ansible callback plugin, enabled in every ansible-playbook of a render. It does two things.

Guard. Every module that a task runs passes `ActionBase._execute_module`, which is wrapped here:
- writes are allowed below SLIPWAY_TREE only; elsewhere the task is skipped and the refusal recorded;
- facts are the synthesised ones of SLIPWAY_FACTS, never those of the machine that renders;
- modules that would ask a running cloud (kolla_toolbox, container engines) answer as an empty cloud does;
- `command` runs scripts of Kayobe and Kolla Ansible themselves, found below SLIPWAY_TOOLS;
- modules that are not known to be harmless are skipped and recorded;
- owner and group are dropped: the account that renders owns what it writes;
- what `find` finds is sorted;
- passwords that no file sets, which Kayobe makes up at random, are the same in every render;
- the hosts of a group come in the order of the inventory, where Ansible's own depends on addresses in memory.

With SLIPWAY_ENGINE=driver tasks run in this process; see slipway_engine.py.

Events. One JSON object a line is appended to SLIPWAY_EVENTS: tasks as they start, failures with host, task and file, refusals,
files written below nodes/ with the task that wrote them, and the results of the fact playbook.
"""

import base64
import contextlib
import hashlib
import json
import os
import re
import sys
import uuid

import yaml
from ansible.inventory.group import Group
from ansible.plugins.action import ActionBase
from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
    name: slipway_guard
    type: notification
    short_description: Confines and reports a configuration render
    description: Confines and reports a configuration render.
"""

# Modules that only look, and only at files.
READING = {"stat", "find", "slurp"}
# Modules that write one place, and the arguments that name it.
WRITING = {
    "copy": ("dest",),
    "file": ("path", "dest", "name"),
    "assemble": ("dest",),
    "blockinfile": ("path", "dest", "name"),
    "ini_file": ("path", "dest"),
    "kolla_passwords": ("dest",),
    "lineinfile": ("path", "dest", "name"),
    "replace": ("path", "dest", "name"),
    "synchronize": ("dest",),
    "template": ("dest",),
    "unarchive": ("dest",),
}
# What an empty cloud answers.
ANSWERS = {
    "kolla_toolbox": {"changed": False, "resources": [], "objects": []},
    "kolla_container_facts": {"changed": False, "containers": {}, "images": {}, "volumes": {}},
}

NODES = os.path.join(os.environ.get("SLIPWAY_TREE", "/nonexistent"), "nodes", "")
TREE = os.path.realpath(os.environ.get("SLIPWAY_TREE", "/nonexistent"))
EVENTS = os.environ.get("SLIPWAY_EVENTS", "")
TOOLS = tuple(os.path.join(path, "share", "") for path in os.environ.get("SLIPWAY_TOOLS", "").split(os.pathsep) if path)
FACTS = os.environ.get("SLIPWAY_FACTS", "")
# Records what this process reads and writes, in a render by the driver.
trace = sys.modules.get("slipway_trace")


def emit(**event):
    """Appends an event; one write a line, so that forked workers do not mix theirs."""
    if not EVENTS:
        return
    line = json.dumps(event, default=str, sort_keys=True) + "\n"
    descriptor = os.open(EVENTS, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(descriptor, line.encode())
    finally:
        os.close(descriptor)
    if trace:
        trace.say(line)


def facts_of(host):
    if not FACTS:
        return {}
    with open(FACTS) as stream:
        facts = json.load(stream)
    return facts.get(host, facts.get("localhost", {}))


def inside_tree(path):
    path = os.path.realpath(os.path.expanduser(str(path)))
    return path == TREE or path.startswith(TREE + os.sep)


def runs_own_tool(args):
    """Whether a command is a script of the release itself, such as Keystone's generator of Fernet cron jobs."""
    words = args.get("argv") or str(args.get("cmd") or args.get("_raw_params") or "").split()
    return len(words) > 1 and bool(TOOLS) and str(words[1]).startswith(TOOLS)


def location(task):
    """`roles/nova/tasks/config.yml:12` rather than the path in a private environment."""
    path = task.get_path() or ""
    return re.sub(r"^.*?/share/((?:kolla-ansible|kayobe)/)", r"\1", path).replace(TREE + os.sep, "")


def shortened(text):
    return re.sub(r"/\S*?/share/((?:kolla-ansible|kayobe)/)", r"\1", text).replace(TREE + os.sep + "config" + os.sep, "").replace(TREE + os.sep, "")


def condensed(text):
    """An error through ten nested templates says each of them twice: its beginning, and the end, which is the cause."""
    what, separator, where = text.partition("\n\nThe error appears")
    if len(what) > 600:
        what = what[:200] + " \u2026 " + what[-200:].partition(" ")[2]
    return what + separator + where


def source_of(item):
    """The file of the configuration that a loop was at, when its item names one."""
    if not isinstance(item, dict):
        return ""
    sources = item.get("sources") or [item.get("src")]
    own = [str(source) for source in sources if source and inside_tree(source)]
    return shortened(own[-1]) if own else ""


def file_that_uses(variable):
    """The one file of the configuration that names a variable; empty when there are several or none."""
    word = re.compile(r"\b%s\b" % re.escape(variable))
    found = []
    for folder, _, names in os.walk(os.path.join(TREE, "config", "etc", "kayobe")):
        for name in names:
            path = os.path.join(folder, name)
            with open(path, errors="replace") as stream:
                if word.search(stream.read()):
                    found.append(shortened(path))
    return found[0] if len(found) == 1 else ""


def refuse(action, host, module, target):
    emit(event="refused", host=host, task=action._task.get_name(), path=location(action._task), module=module, target=str(target))
    return {"changed": False, "skipped": True, "skip_reason": "Refused by Slipway", "msg": "not part of a render: " + module}


def missing_leaves(sample, *known):
    """Key paths that are empty in the sample of passwords and set by none of the others."""
    found = []
    for key, value in (sample or {}).items():
        others = [other.get(key) for other in known if isinstance(other, dict)]
        if isinstance(value, dict):
            found += [(key,) + path for path in missing_leaves(value, *others)]
        elif value is None and not any(other is not None for other in others):
            found.append((key,))
    return found


def stand_in(name, value):
    """A value of the same shape that follows from the name."""
    digest = hashlib.sha256(name.encode()).digest()
    if not isinstance(value, str):
        return value
    if "-----BEGIN" in value:
        first, last = value.strip().splitlines()[0], value.strip().splitlines()[-1]
        return "%s\n%s\n%s\n" % (first, base64.b64encode(name.encode()).decode(), last)
    if value.startswith("ssh-"):
        return "%s %s" % (value.split()[0], base64.b64encode(("AAAA" + name).encode()).decode())
    if re.match(r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", value):
        return str(uuid.uuid5(uuid.NAMESPACE_DNS, name))
    if "bcrypt_salt" in name:
        return digest.hex()[:21] + "u"
    if value.endswith("="):
        return base64.urlsafe_b64encode((digest * (len(value) // 32 + 1))[: len(value) * 3 // 4 - value.count("=")]).decode()
    return (digest.hex() * (len(value) // 64 + 1))[: len(value)]


def read_yaml(path):
    try:
        with open(path) as stream:
            return yaml.safe_load(stream) or {}
    except (OSError, TypeError, yaml.YAMLError):
        return {}


def steady_passwords(action, host, args, before):
    """Replaces what Kayobe made up: the next render would have something else, and everything would seem to change."""
    made_up = missing_leaves(read_yaml(args.get("sample")), before, args.get("overrides"))
    passwords = read_yaml(args["dest"])
    for path in made_up:
        holder = passwords
        for key in path[:-1]:
            holder = holder.get(key) or {}
        if path[-1] in holder:
            holder[path[-1]] = stand_in(".".join(path), holder[path[-1]])
    if made_up:
        with open(args["dest"], "w") as stream:
            yaml.safe_dump(passwords, stream, default_flow_style=False)
        refuse(action, host, "kolla_passwords", "%d passwords that no file sets" % len(made_up))


def report_write(action, host, target, result):
    """Says which task wrote a file of a node, and whom it notifies: that is how a change comes to restart something."""
    path = str(result.get("dest") or result.get("path") or target)
    if result.get("failed") or result.get("state") in ("directory", "absent") or not path.startswith(NODES):
        return
    task = action._task
    node, _, file = path[len(NODES):].partition(os.sep)
    play = task.get_play() if hasattr(task, "get_play") else task._parent.get_play() if task._parent else None
    emit(event="wrote", host=node, task=task.get_name(), path=location(task), target=os.path.normpath(file),
         role=task._role.get_name(include_role_fqcn=False) if task._role else "", handlers=[str(name) for name in task.notify or []],
         play=play.get_name() if play else "", tags=[str(tag) for tag in task.tags])


def vouching(name, args):
    """Programs whose result is told by their arguments, and by files that are recorded here, are part of a play's record; all others
    make one that always runs."""
    if trace is None:
        return contextlib.nullcontext()
    if name == "kolla_passwords":
        trace.each("read", args.get("src"))
        trace.each("read", args.get("sample"))
        trace.each("write", args.get("dest"))
        return trace.Vouched()
    if name == "stat":
        # The type of a file is what the program `file` makes of its content.
        trace.each("read", args.get("path"))
        return trace.Vouched()
    if name == "command" and TREE + os.sep not in json.dumps(args):
        return trace.Vouched()
    return contextlib.nullcontext()


def guarded(original):
    def execute(self, module_name=None, module_args=None, tmp=None, task_vars=None, *rest, **named):
        name = (module_name or self._task.action).rpartition(".")[2]
        args = self._task.args if module_args is None else module_args
        host = (task_vars or {}).get("inventory_hostname", "localhost")
        if name in ("setup", "gather_facts"):
            return {"changed": False, "ansible_facts": facts_of(host)}
        if name in ANSWERS:
            return dict(ANSWERS[name])
        if name in WRITING:
            target = next((args[key] for key in WRITING[name] if args.get(key)), None)
            if target is None or not inside_tree(target):
                return refuse(self, host, name, target)
            module_args = {key: value for key, value in args.items() if key not in ("owner", "group")}
        elif name == "command" and runs_own_tool(args):
            pass
        elif name not in READING:
            return refuse(self, host, name, args.get("cmd") or args.get("_raw_params") or args.get("name") or "")
        before = read_yaml(args.get("src")) if name == "kolla_passwords" else None
        with vouching(name, args):
            result = original(self, module_name, module_args, tmp, task_vars, *rest, **named)
        if name == "kolla_passwords" and not result.get("failed"):
            steady_passwords(self, host, args, before)
        if name == "find" and isinstance(result.get("files"), list):
            # A directory's order is that of its file system; people's configuration must not depend on it.
            result["files"] = sorted(result["files"], key=lambda file: file.get("path", ""))
        elif name in WRITING:
            report_write(self, host, target, result)
        return result

    execute.guarded_by_slipway = True
    return execute


# (group, relation) -> the groups, until two groups come to be related; None while that goes on.
known_relations = {}


def relating(original):
    def add_child_group(self, group):
        global known_relations
        known_relations = None
        try:
            return original(self, group)
        finally:
            known_relations = {}
    return add_child_group


def related_groups(self, relation, include_self=False, preserve_ordering=False):
    """Stands for `Group._walk_relationship`: the same groups, those that are nearer first, and beside each other as they were declared."""
    known = known_relations.get((id(self), relation, include_self)) if known_relations is not None else None
    if known is None or known[0] is not self:
        known = (self, walked_groups(self, relation, include_self))
        if known_relations is not None:
            known_relations[(id(self), relation, include_self)] = known
    return list(known[1]) if preserve_ordering else set(known[1])


def walked_groups(self, relation, include_self):
    found = {self: None} if include_self else {}
    level = getattr(self, relation)
    while level:
        new = dict.fromkeys(group for group in level if group not in found)
        found.update(new)
        level = [further for group in new for further in getattr(group, relation)]
    return list(found)


def forget_order(inventory):
    """What was listed while the inventory was read is in Ansible's own order."""
    for group in inventory.groups.values():
        group.clear_hosts_cache()
    inventory.clear_caches()
    inventory._inventory._groups_dict_cache = {}


def hosts_of(inventory, pattern):
    """The hosts of a play, as far as its pattern names groups. Ansible's own way to find them would make up a host for a name that it
    does not know."""
    found = set()
    for part in ":".join([pattern] if isinstance(pattern, str) else pattern).replace(",", ":").split(":"):
        group = inventory.groups.get(part.strip().lstrip("&!"))
        hosts = {host.name for host in group.get_hosts()} if group else set()
        if part.startswith("&"):
            found &= hosts
        elif part.startswith("!"):
            found -= hosts
        else:
            found |= hosts
    return found


class Progress:
    """How much of a playbook is done, in plays times hosts: a play of Kolla Ansible applies a role to its hosts. Which hosts later plays
    have shows only when an early play has put them into groups, so that they are counted again whenever a play begins."""

    def __init__(self, plays):
        self.plays = plays
        self.done = self.now = 0
        self.next = 0

    def begin(self, play):
        inventory = play.get_variable_manager()._inventory
        self.done += self.now
        self.now = len(hosts_of(inventory, play.hosts))
        for index in range(self.next, len(self.plays)):
            if self.plays[index]._uuid == play._uuid:
                self.next = index + 1
                break
        rest = sum(len(hosts_of(inventory, later.hosts)) for later in self.plays[self.next:])
        print("HOSTS x ROLES [%d/%d]" % (self.done, self.done + self.now + rest), flush=True)


if not getattr(ActionBase._execute_module, "guarded_by_slipway", False):
    if os.environ.get("SLIPWAY_ENGINE") == "driver":
        sys.path.insert(0, os.environ["SLIPWAY_LIBRARY"])
        import slipway_engine

        reason = slipway_engine.install()
        if reason:
            emit(event="engine", message=reason)
    ActionBase._execute_module = guarded(ActionBase._execute_module)
    Group._walk_relationship = related_groups
    Group.add_child_group = relating(Group.add_child_group)
    # Groups in a set come in an order that follows from their names.
    Group.__hash__ = lambda group: hash(group.name)


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "notification"
    CALLBACK_NAME = "slipway_guard"
    CALLBACK_NEEDS_ENABLED = True

    def v2_playbook_on_start(self, playbook):
        plays = playbook.get_plays()
        for play in plays[:1]:
            forget_order(play.get_variable_manager()._inventory)
        # Playbooks of Kayobe have a play or two, and are done in no time.
        self.progress = Progress(plays) if len(plays) > 8 else None
        emit(event="playbook", name=os.path.basename(playbook._file_name))

    def v2_playbook_on_stats(self, stats):
        if trace and trace.process:
            trace.process.is_complete = True

    def v2_playbook_on_play_start(self, play):
        emit(event="play", name=play.get_name())
        self.slipway_on_play(play)

    def slipway_on_play(self, play):
        """A play begins, or is taken over from another render."""
        if self.progress:
            self.progress.begin(play)

    def v2_playbook_on_task_start(self, task, is_conditional):
        emit(event="task", name=task.get_name(), path=location(task))

    def v2_runner_on_ok(self, result):
        if result._task.get_name().startswith("slipway: "):
            emit(event="result", host=result._host.get_name(), task=result._task.get_name(), result=result._result)

    def v2_runner_on_failed(self, result, ignore_errors=False):
        if ignore_errors:
            return
        outcome = result._result
        message = outcome.get("msg") or outcome.get("module_stderr") or outcome.get("stderr") or ""
        source = ""
        for item in outcome.get("results", []):
            if item.get("failed") and item.get("msg"):
                message, source = item["msg"], source_of(item.get("item"))
                break
        undefined = re.search(r"'(\w+)' is undefined", str(message))
        if undefined and not source:
            source = file_that_uses(undefined.group(1))
        emit(event="failed", host=result._host.get_name(), task=result._task.get_name(), path=source or location(result._task),
             message=condensed(shortened(str(message))))

    def v2_runner_on_unreachable(self, result):
        emit(event="failed", host=result._host.get_name(), task=result._task.get_name(), path=location(result._task),
             message=str(result._result.get("msg", "unreachable")))
