"""Remembers what Ansible's variables evaluate to, as long as everything they were evaluated from is the same.

A variable of Kolla Ansible is a template over other variables, ten levels deep, and stock Ansible evaluates it anew wherever it is
used: hundreds of thousands of evaluations for a cloud whose variables have a few thousand different values. Here the value of a
variable is kept together with every raw variable that was looked at on the way to it, those that were found missing included, and is
used again only where all of these are the same. Hosts share what they have in common, so that a hundred equal computes cost little
more than one.

Nothing is kept that depends on anything else: lookups, the time, random numbers, the file system, a filter or test that is not part
of Ansible, Kayobe or Kolla Ansible, or an object whose content cannot be told. A list or a dictionary is handed out as a copy.

The names that are looked up are also what slipway_plays.py records of a play.
"""

from ansible.inventory.manager import InventoryManager
from ansible.template import AnsibleContext, Templar
from ansible.template.vars import AnsibleJ2Vars
from ansible.vars.hostvars import HostVars, HostVarsVars
from ansible.vars.manager import VariableManager

MISSING = object()
PLAIN = (str, bytes, int, float, bool, type(None))
# Names that stand for all variables at once.
EVERYTHING = frozenset(("vars",))


class Frame:
    """An evaluation under way: the variables it sees, and the raw ones it has looked at. None: it depends on something else."""

    __slots__ = ("variables", "seen")

    def __init__(self, variables):
        self.variables = variables
        self.seen = {}


class Entry:
    """A value, and the raw variables that were looked at on the way to it, in that order, with what must be equal of each."""

    __slots__ = ("seen", "value", "copies", "own", "others", "names", "values", "is_safe")

    def __init__(self, seen, value, copies):
        self.seen, self.value, self.copies = seen, value, copies
        # Whether no part of the value is text that must not be evaluated again; None: nobody has asked yet.
        self.is_safe = None
        self.own = [key for key in seen if type(key) is not tuple]
        self.others = [key for key in seen if type(key) is tuple]
        names = tuple(seen)
        self.names = paths.setdefault(names, names)
        self.values = tuple([identity(raw) for raw in seen.values()])


class Fork:
    """A raw variable that evaluations have looked at next, after the same ones with the same values: what it was -> the further way."""

    __slots__ = ("name", "ways")

    def __init__(self, name):
        self.name, self.ways = name, {}


frames = []
# What the task under way began with.
task_variables = {}
# (name, raw value, environment) -> Entry, or Fork where there are several
memory = {}
# Names looked at by an evaluation; many look at the same.
paths = {}
# id of a list of text -> (the list, a copy, what must be equal); content -> what must be equal
lists, contents = {}, {}
# What the keys of `memory` name by their identity must not be replaced by another object at the same address.
alive = {}
# id of a host's variables -> (host, the variables)
spaces = {}
# host -> number of times its variables changed
versions = {}
hosts = {}
# While a play is recorded: host -> the names that were looked up.
observed = None


def note(variables, *names):
    """Names were looked up in a host's variables."""
    if observed is not None:
        space = spaces.get(id(variables))
        observed[space[0] if space is not None else variables.get("inventory_hostname", "")].update(names)


def impure():
    """The evaluations under way depend on something that is not a variable."""
    for frame in frames:
        frame.seen = None


def identity(value):
    """What must be equal for two raw values to be the same."""
    kind = type(value)
    if isinstance(value, PLAIN):
        return kind, value
    if kind is list and len(value) < 500:
        known = lists.get(id(value))
        if known is not None and known[0] is value and known[1] == value:
            return known[2]
        if all(type(item) is str for item in value):
            content = tuple(value)
            same = contents.setdefault(content, (kind, len(contents)))
            lists[id(value)] = (value, list(value), same)
            return same
    alive[id(value)] = value
    return id(value)


def is_settled(variables, name, raw):
    """Whether a list or dictionary is one that nobody changes in place any more: one that the task began with, the item of its loop, or
    another host's. The result of the task itself, which is changed while it is judged, is not."""
    return (task_variables.get(name, MISSING) is raw or variables.get("ansible_loop_var", MISSING) == name or id(variables) in spaces)


def saw(variables, name, raw):
    """A raw variable was looked at."""
    if observed is not None:
        note(variables, name)
    if not frames:
        return
    frame = frames[-1]
    if frame.seen is None:
        return
    if variables is frame.variables:
        frame.seen[name] = raw
    else:
        space = spaces.get(id(variables))
        if space is None:
            impure()
        else:
            frame.seen[(space[0], name)] = raw


def saw_all(variables, seen):
    """What a finished evaluation looked at, the evaluation that it was part of looked at as well."""
    if not frames:
        return
    frame = frames[-1]
    if frame.seen is None:
        return
    if seen is None:
        frame.seen = None
    elif variables is frame.variables:
        frame.seen.update(seen)
    else:
        space = spaces.get(id(variables))
        if space is None:
            frame.seen = None
        else:
            for key, raw in seen.items():
                frame.seen[key if type(key) is tuple else (space[0], key)] = raw


def current(variables, key):
    """What a raw variable is now."""
    if type(key) is not tuple:
        return variables.get(key, MISSING)
    known = hosts.get(key[0])
    if known is None or known[0] != version(key[0]):
        return object()
    return known[1].get(key[1], MISSING)


def find(key, variables):
    """The entry all of whose variables are what they were. One that begins alike with another is told from it where they part."""
    way = memory.get(key)
    depth = 0
    while type(way) is Fork:
        way = way.ways.get(identity(current(variables, way.name)))
        depth += 1
    if way is None:
        return None
    names, values = way.names, way.values
    for index in range(depth, len(names)):
        if identity(current(variables, names[index])) != values[index]:
            return None
    return way


def keep(key, seen, value):
    copy = duplicate(value)
    if copy is MISSING:
        return
    entry = Entry(seen, copy, isinstance(value, (list, dict)))
    holder, place, depth = memory, key, 0
    while True:
        way = holder.get(place)
        if type(way) is not Fork:
            break
        if depth == len(entry.names) or way.name != entry.names[depth]:
            # What was looked at before did not decide what is looked at next: the newer one stays.
            way = None
            break
        holder, place, depth = way.ways, entry.values[depth], depth + 1
    if way is None:
        holder[place] = entry
        return
    # Forks for what both have in common, and one where they part.
    both = min(len(way.names), len(entry.names))
    apart = next((index for index in range(depth, both)
                  if way.names[index] != entry.names[index] or way.values[index] != entry.values[index]), both)
    if apart == both or way.names[apart] != entry.names[apart]:
        holder[place] = entry
        return
    for index in range(depth, apart + 1):
        fork = holder[place] = Fork(entry.names[index])
        holder, place = fork.ways, entry.values[index]
    holder[place] = entry
    holder[way.values[apart]] = way


def duplicate(value):
    """A copy that shares nothing that can be changed; MISSING for what cannot be copied so."""
    kind = type(value)
    if kind is dict:
        copy = {}
        for name, child in value.items():
            child = duplicate(child)
            if child is MISSING or not isinstance(name, PLAIN):
                return MISSING
            copy[name] = child
        return copy
    if kind is list:
        copy = [duplicate(child) for child in value]
        return MISSING if any(child is MISSING for child in copy) else copy
    return value if isinstance(value, PLAIN) else MISSING


def copied(value):
    """A copy of what `duplicate` made."""
    if type(value) is dict:
        return {name: copied(child) if type(child) in (dict, list) else child for name, child in value.items()}
    return [copied(child) if type(child) in (dict, list) else child for child in value]


# What was handed out last and is known to be safe; and Ansible's own way to tell.
safe = [None]
judge = [None]


def judging(original):
    """Stands for `AnsibleContext._is_unsafe`, which goes through all of a value each time that it is used."""
    # The method calls itself through its first argument, and uses that for nothing else.
    class Judge:
        _is_unsafe = original

    judged = judge[0] = Judge()._is_unsafe

    def is_unsafe(self, value):
        return False if value is safe[0] else judged(value)
    return is_unsafe


def signature(templar):
    """What of a template's environment decides how a variable is evaluated."""
    environment = templar.environment
    return (type(environment), environment.block_start_string, environment.block_end_string, environment.variable_start_string,
            environment.variable_end_string, environment.comment_start_string, environment.comment_end_string,
            environment.trim_blocks, environment.lstrip_blocks, environment.newline_sequence, environment.keep_trailing_newline,
            environment.line_statement_prefix, environment.line_comment_prefix, templar._fail_on_undefined_errors)


def remembering(original):
    """Stands for `AnsibleJ2Vars.__getitem__`."""
    def getitem(self, name):
        variables = self._templar._available_variables
        if name in self.maps[0]:
            return original(self, name)
        if name not in variables:
            note(variables, name)
            return original(self, name)
        if name in EVERYTHING:
            note(variables, "*")
            impure()
            return original(self, name)
        raw = variables[name]
        if isinstance(raw, (dict, list)) and not is_settled(variables, name, raw):
            note(variables, name)
            impure()
            return original(self, name)
        saw(variables, name, raw)
        if raw is None or type(raw) in (bool, int, float) or isinstance(raw, HostVars) or hasattr(raw, "__UNSAFE__"):
            return original(self, name)
        key = (name, identity(raw), signature(self._templar))
        entry = find(key, variables)
        if entry is not None:
            if observed is not None:
                note(variables, *entry.own)
                for host, name in entry.others:
                    observed[host].add(name)
            saw_all(variables, entry.seen)
            if not entry.copies:
                return entry.value
            value = copied(entry.value)
            if entry.is_safe is None:
                entry.is_safe = not judge[0](value)
            if entry.is_safe:
                safe[0] = value
            return value
        frame = Frame(variables)
        frames.append(frame)
        try:
            value = original(self, name)
        finally:
            frames.pop()
            saw_all(variables, frame.seen)
        if frame.seen is not None:
            keep(key, frame.seen, value)
        return value

    return getitem


def contains(self, name):
    """Stands for `AnsibleJ2Vars.__contains__`: that a variable is missing is something to depend on, too."""
    if name in self.maps[0]:
        return True
    variables = self._templar._available_variables
    if name in variables:
        note(variables, name)
        return True
    saw(variables, name, MISSING)
    return name in self.maps[2]


def iterating(original, variables):
    """Stands for a method that looks at all variables at once."""
    def method(self, *args):
        note(variables(self), "*")
        impure()
        return original(self, *args)
    return method


class SingleVariable:
    """Stands for `Templar.SINGLE_VAR`, the pattern of a template that only names a variable."""

    def __init__(self, pattern, templar):
        self.pattern, self.templar = pattern, templar

    def match(self, text):
        found = self.pattern.match(text)
        if found:
            variables = self.templar._available_variables
            saw(variables, found.group(1), variables.get(found.group(1), MISSING))
        return found


def remember_single_variables(original):
    def compile_single(self, environment):
        original(self, environment)
        self.SINGLE_VAR = SingleVariable(self.SINGLE_VAR, self)
    return compile_single


# Other hosts' variables.

def version(host):
    return versions.get(host, 0), basedir[0]


basedir = [None]


def changes_host(original):
    def method(self, host, *args, **kwargs):
        name = getattr(host, "name", host)
        versions[name] = versions.get(name, 0) + 1
        return original(self, host, *args, **kwargs)
    return method


def changes_inventory(original):
    def method(self, *args, **kwargs):
        forget()
        return original(self, *args, **kwargs)
    return method


def forget():
    for known in (memory, paths, lists, contents):
        known.clear()
    hosts.clear()
    spaces.clear()
    alive.clear()


def host_variables(original):
    """Stands for `HostVars.raw_get`."""
    def raw_get(self, name):
        basedir[0] = self._loader.get_basedir()
        now = version(name)
        known = hosts.get(name)
        if known is not None and known[0] == now:
            return known[1]
        data = original(self, name)
        if isinstance(data, dict):
            if known is not None:
                spaces.pop(id(known[1]), None)
            hosts[name] = (now, data)
            spaces[id(data)] = (name, data)
        return data
    return raw_get


def host_variable(original):
    """Stands for `HostVarsVars.__getitem__`."""
    def getitem(self, name):
        saw(self._vars, name, self._vars.get(name, MISSING))
        return original(self, name)
    return getitem


def host_has(self, name):
    saw(self._vars, name, self._vars.get(name, MISSING))
    return name in self._vars


def begin(variables):
    """A task begins with these variables."""
    global task_variables
    task_variables = dict(variables)


def install():
    AnsibleJ2Vars.__getitem__ = remembering(AnsibleJ2Vars.__getitem__)
    AnsibleJ2Vars.__contains__ = contains
    for name in ("__iter__", "__len__", "__repr__", "copy", "keys", "values", "items"):
        setattr(AnsibleJ2Vars, name, iterating(getattr(AnsibleJ2Vars, name), lambda names: names._templar._available_variables))
    AnsibleContext._is_unsafe = judging(AnsibleContext._is_unsafe)
    Templar._compile_single_var = remember_single_variables(Templar._compile_single_var)
    for name in ("set_host_facts", "set_nonpersistent_facts", "set_host_variable", "clear_facts"):
        setattr(VariableManager, name, changes_host(getattr(VariableManager, name)))
    for name in ("add_dynamic_host", "add_dynamic_group", "refresh_inventory", "reconcile_inventory"):
        if hasattr(InventoryManager, name):
            setattr(InventoryManager, name, changes_inventory(getattr(InventoryManager, name)))
    HostVars.raw_get = host_variables(HostVars.raw_get)
    HostVarsVars.__getitem__ = host_variable(HostVarsVars.__getitem__)
    HostVarsVars.__contains__ = host_has
    for name in ("__iter__", "__len__", "__repr__"):
        setattr(HostVarsVars, name, iterating(getattr(HostVarsVars, name), lambda names: names._vars))
