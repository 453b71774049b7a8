"""Passes over plays of a playbook whose outcome is known from the render before, see slipway_trace.py.

Beside files, a play depends on variables. Every name that is looked up while it runs, on whichever host, found or missing, is
recorded with a digest of the raw value it had when the play began. Variables of roles and tasks are text of the playbooks themselves; all
others, from inventories, files, the command line, facts, and what earlier tasks registered or set, are compared. Whatever could decide
a result and is not recorded (a lookup, filter or plugin that is not known, the time, a random number) makes a play one that
always runs.

What a play leaves behind is put in place when it is passed over: files, facts, groups, and what it reported.
"""

import hashlib
import os
import pickle
import sys
from collections import defaultdict

from ansible import context
from ansible.executor.task_queue_manager import TaskQueueManager
from ansible.inventory.manager import InventoryManager
from ansible.parsing.dataloader import DataLoader

import slipway_memo
import slipway_shortcuts
import slipway_trace

# Not variables, or different in every run.
MADE_UP = frozenset(("omit", "hostvars", "vars"))
MISSING = slipway_memo.MISSING
# Stands for a host while a play is recorded: a task of it was delegated.
DELEGATED = "*"


# Values.

def canonical(value, parts):
    """Appends text that is the same for equal values and for no others."""
    kind = type(value)
    if isinstance(value, str):
        parts.append("%s%d:%s" % ("u" if hasattr(value, "__UNSAFE__") else "s", len(value), value))
    elif value is None or kind is bool or kind is int or kind is float:
        parts.append("%s %r;" % (kind.__name__, value))
    elif isinstance(value, dict):
        parts.append("{%d" % len(value))
        for key, child in value.items():
            canonical(key, parts)
            canonical(child, parts)
    elif isinstance(value, (list, tuple)):
        parts.append("[%d" % len(value))
        for child in value:
            canonical(child, parts)
    elif isinstance(value, bytes):
        parts.append("b%d:%r" % (len(value), value))
    elif value is MISSING:
        parts.append("-")
    else:
        raise TypeError(kind.__name__)


def digest(value):
    parts = []
    canonical(value, parts)
    return hashlib.blake2b("".join(parts).encode("utf-8", "surrogatepass"), digest_size=12).digest()


class Variables:
    """All variables of a host as they are now, and digests of those that were asked for."""

    def __init__(self, values, version):
        self.values, self.version, self.digests = values, version, {}

    def digest(self, name):
        known = self.digests.get(name)
        if known is None:
            if name == "*":
                value = {key: child for key, child in self.values.items() if key not in MADE_UP}
            elif name == "ansible_*":
                value = {key: child for key, child in self.values.items() if key.startswith("ansible_")}
            else:
                value = self.values.get(name, MISSING)
            known = self.digests[name] = digest(value)
        return known


class Hosts:
    """The variables of every host, kept until something changes them."""

    def __init__(self, manager):
        self.manager = manager
        self.known = {}

    def __getitem__(self, name):
        version = (slipway_memo.versions.get(name, 0), inventory_version[0], self.manager._loader.get_basedir())
        known = self.known.get(name)
        if known is None or known.version != version:
            host = self.manager._inventory.get_host(name) if name else None
            values = self.manager.get_vars(host=host) if host or not name else {}
            known = self.known[name] = Variables(values, version)
        return known


inventory_version = [0]
# Calls that changed the inventory while a play ran.
inventory_changes = []


# What a play leaves in the stores of facts.

def stores(manager):
    return manager._fact_cache, manager._nonpersistent_fact_cache, manager._vars_cache


def snapshot(manager):
    return [{host: dict(store[host]) for host in store.keys()} for store in stores(manager)]


def changes(before, after):
    """For each store: host -> (what is new, what is gone)."""
    found = []
    for old, new in zip(before, after):
        hosts = {}
        for host, values in new.items():
            known = old.get(host, {})
            added = {key: value for key, value in values.items() if known.get(key, MISSING) is not value}
            gone = [key for key in known if key not in values]
            if added or gone:
                hosts[host] = (added, gone)
        for host in old:
            if host not in new:
                hosts[host] = (None, None)
        found.append(hosts)
    return found


def apply(manager, found):
    for store, hosts in zip(stores(manager), found):
        for host, (added, gone) in hosts.items():
            if added is None:
                store.pop(host, None)
            else:
                values = dict(store[host]) if host in store else {}
                for key in gone:
                    values.pop(key, None)
                values.update(added)
                store[host] = values
            slipway_memo.versions[host] = slipway_memo.versions.get(host, 0) + 1
    slipway_shortcuts.forget()


# Plays.

def is_of_variables(path):
    return "/group_vars/" in path or "/host_vars/" in path


def program(recorder, inventory):
    """Files that Ansible read before the first play, with what they are: its settings, playbooks and roles. Those of variables are not among
    them: variables are compared one by one."""
    sources = tuple(os.path.join(os.path.abspath(source), "") for source in inventory._sources if isinstance(source, str))
    given = {os.path.abspath(str(value)[1:]) for value in context.CLIARGS.get("extra_vars") or () if str(value).startswith("@")}
    return [[path, repr(state)] for path, state in sorted(recorder.files.items())
            if state and state[0] != "folder" and path not in given and path + os.sep not in sources and not path.startswith(sources)
            and not is_of_variables(path)]


def plugins():
    """Every file of the configuration that could be a plugin or a module, with a digest: they take part in plays that do not name them."""
    found = []
    for folder, folders, names in os.walk(slipway_trace.GROUND):
        folders[:] = sorted(set(folders) - {".git"} - ({"driver", "nodes", "home", "tmp"} if folder == slipway_trace.GROUND else set()))
        for name in sorted(names):
            if name.endswith(".py") or os.path.basename(folder) in ("library", "module_utils"):
                path = os.path.join(folder, name)
                found += [path, repr(slipway_trace.signature(path))]
    return found


class Plays:
    """The plays of one run of ansible-playbook."""

    def __init__(self):
        self.process = slipway_trace.process
        self.number = 0
        self.hosts = None
        self.settings = None
        self.foreign = None

    def key(self, manager, play):
        self.number += 1
        names = [host.name for host in manager._inventory.get_hosts(play.hosts, order=play.order)]
        return str.__str__("%d %s %s") % (self.number, play.get_name(), digest([names, list(manager._inventory.hosts)]).hex()), names

    def run(self, queue, play, original):
        manager = queue._variable_manager
        if self.hosts is None or self.hosts.manager is not manager:
            self.hosts = Hosts(manager)
            # What is looked at here the run itself need not have looked at.
            with slipway_trace.Unseen():
                self.settings = digest([program(self.process.recorder, manager._inventory), plugins()])
        key, names = self.key(manager, play)
        known = self.process.known and self.process.known["plays"].get(key)
        reason = self.changed(known)
        if reason is not None and self.process.leader:
            with slipway_trace.Unseen():
                known = self.process.leader.play(self.number, key)
            reason = self.changed(known)
        self.process.total += 1
        if reason is None:
            queue.send_callback("slipway_on_play", play)
            self.put_in_place(queue, known)
            self.process.plays[key] = known
            self.process.reused += 1
            result = queue.RUN_OK
        else:
            slipway_trace.why("play %s: %s" % (play.get_name(), reason))
            result = self.record(queue, play, original, key, names)
        self.tell(key)
        return result

    def tell(self, key):
        """Makes public how the play came out."""
        with slipway_trace.Unseen():
            self.process.public.play(self.number, key, self.process.plays.get(key))

    def changed(self, known):
        """Why a play must run; None if all that it depends on is what it was."""
        if not known:
            return "no record"
        if known["settings"] != self.settings:
            return "ansible.cfg, roles or plugins"
        recorder = self.process.recorder
        for path in known["files"]:
            slipway_trace.each("read", path)
        for path in known["listed"]:
            slipway_trace.each("list", path)
        with slipway_trace.Unseen():
            path = slipway_trace.differs(known)
        if path:
            return path
        for host, names in known["variables"].items():
            variables = self.hosts[host]
            for name, value in names.items():
                try:
                    if variables.digest(name) != value:
                        return "%s of %s" % (name, host)
                except TypeError as error:
                    return "%s of %s: %s" % (name, host, error)
        return None

    def put_in_place(self, queue, known):
        slipway_trace.restore(known["outputs"])
        slipway_trace.report(known["events"])
        for line in known["events"]:
            slipway_trace.say(line)
        for method, host, arguments in pickle.loads(known["groups"]):
            inventory = queue._variable_manager._inventory
            getattr(inventory, method)(inventory.get_host(host) if host else arguments[0], *arguments[1:])
        apply(queue._variable_manager, pickle.loads(known["facts"]))

    def record(self, queue, play, original, key, names):
        manager = queue._variable_manager
        before = snapshot(manager)
        bases = {name: self.hosts[name] for name in names + ["", "localhost"]}
        inventory_changes.clear()
        slipway_memo.observed = observed = defaultdict(set)
        recorder = slipway_trace.Recorder()
        slipway_trace.recorders.append(recorder)
        try:
            result = original(queue, play)
        except BaseException:
            self.process.has_failed = True
            raise
        finally:
            slipway_memo.observed = None
            slipway_trace.recorders.remove(recorder)
        if result != queue.RUN_OK or queue._failed_hosts or queue._unreachable_hosts:
            self.process.has_failed = True
            return result
        obstacle = recorder.obstacle or self.foreign_plugin()
        if not obstacle:
            try:
                self.process.plays[key] = self.finished(manager, recorder, observed, before, bases)
            except Exception as error:
                obstacle = repr(error)
        if obstacle:
            slipway_trace.why("not recorded %s: %s" % (play.get_name(), obstacle))
        return result

    def finished(self, manager, recorder, observed, before, bases):
        with slipway_trace.Unseen():
            record = recorder.finished()
        found = changes(before, snapshot(manager))
        changed = {host for hosts in found for host in hosts}
        shared, variables = {}, {}
        everyone = set(bases) | set(observed)
        if DELEGATED in everyone:
            everyone = (everyone | set(manager._inventory.hosts)) - {DELEGATED}
        for host in everyone:
            base = bases.get(host)
            if base is None:
                if host in changed or inventory_changes:
                    raise ValueError("the variables of %s changed while the play ran" % host)
                base = self.hosts[host]
            digests = {str.__str__(name): base.digest(name) for name in sorted(observed.get(host, set()) - MADE_UP) + ["ansible_*"]}
            # Hosts that see the same have one table.
            variables[str.__str__(host)] = shared.setdefault(tuple(digests.items()), digests)
        record.update(
            settings=self.settings, variables=variables, facts=pickle.dumps(found), groups=pickle.dumps(list(inventory_changes)))
        return record

    def foreign_plugin(self):
        """A plugin of the configuration that was loaded. Filters and tests are noticed where they are used; what others do is not."""
        if self.foreign is None:
            own = slipway_trace.GROUND + os.sep
            tools = os.path.join(slipway_trace.GROUND, "driver", "")
            for name, module in list(sys.modules.items()):
                path = getattr(module, "__file__", None) or ""
                if (path.startswith(own) and not path.startswith(tools)
                        and not name.startswith(("ansible.plugins.filter", "ansible.plugins.test"))):
                    self.foreign = path
        return self.foreign


def changing_inventory(name, original):
    def method(self, first, *rest):
        inventory_version[0] += 1
        host = getattr(first, "name", None)
        inventory_changes.append((name, host, [None if host else first, *pickle.loads(pickle.dumps(rest))]))
        return original(self, first, *rest)
    return method


def reading(original):
    """Stands for `DataLoader.load_from_file`: what it has read before, it does not read again, and depends on it all the same. Files of
    variables are not meant: variables are compared one by one."""
    def load(self, file_name, *args, **kwargs):
        path = self.path_dwim(file_name)
        if not is_of_variables(path):
            slipway_trace.each("read", path)
        return original(self, file_name, *args, **kwargs)
    return load


def install():
    """Needs the process's record, which sitecustomize began."""
    if slipway_trace.process is None:
        return
    plays = Plays()
    run_play = TaskQueueManager.run

    def run(self, play):
        return plays.run(self, play, run_play)

    TaskQueueManager.run = run
    DataLoader.load_from_file = reading(DataLoader.load_from_file)
    for name in ("add_dynamic_host", "add_dynamic_group"):
        setattr(InventoryManager, name, changing_inventory(name, getattr(InventoryManager, name)))
