"""Does what Ansible does with less work: the same results from the same functions, kept where they cannot change.

Every function here stands for one of Ansible's or Jinja's and gives what it gives. Compiled templates and bcrypt hashes, which follow
from their input alone, are kept from one render to the next in the file SLIPWAY_KEPT.
"""

import ast
import atexit
import copy
import marshal
import os
import sys

import ansible.inventory.group as group
import ansible.inventory.helpers as helpers
import ansible.inventory.host as host
import ansible.template.native_helpers as native_helpers
import ansible.vars.manager as manager
import jinja2
from ansible import constants as C
from ansible.inventory.manager import InventoryManager
from ansible.playbook.attribute import Attribute
from ansible.playbook.base import FieldAttributeBase
from ansible.utils.sentinel import Sentinel
from ansible.vars.manager import VariableManager
from jinja2.environment import Environment

import slipway_memo
import slipway_pure

# Types of attributes that may be shared between copies.
IMMUTABLE = frozenset((str, bytes, int, float, bool, tuple, frozenset, type(None), type))


# Tasks and blocks.

def copy_attributes(original):
    """Stands for `FieldAttributeBase.copy`."""
    plans = {}

    def plan(kind):
        # Attribute by attribute, in order: where it is read, and every place it is written to.
        steps = []
        for name, attribute in kind.fattributes.items():
            written = ["_" + attribute.name] + (["_" + attribute.alias] if attribute.alias is not None else [])
            if hasattr(kind, "_" + name) or any(hasattr(kind, key) for key in written) or type(attribute).__set__ is not setter:
                return None
            steps.append(("_" + name, written))
        return steps

    setter = Attribute.__set__

    def duplicate(self):
        kind = type(self)
        if kind not in plans:
            plans[kind] = plan(kind)
        steps = plans[kind]
        if steps is None:
            return original(self)
        copied = kind()
        source, target = self.__dict__, copied.__dict__
        for name, written in steps:
            value = source.get(name, Sentinel)
            form = type(value)
            if form is list:
                value = value[:]
            elif form is dict:
                value = value.copy()
            elif form not in IMMUTABLE:
                value = copy.copy(value)
            for key in written:
                target[key] = value
        copied._loader = self._loader
        copied._variable_manager = self._variable_manager
        copied._validated = self._validated
        copied._finalized = self._finalized
        copied._uuid = self._uuid
        if hasattr(self, "_ds"):
            copied._ds = self._ds
        return copied

    return duplicate


# Literals.

class Literal:
    """The text of an expression that `ast.literal_eval` will be asked for."""

    __slots__ = ("text", "is_json")

    def __init__(self, text):
        self.text, self.is_json = text, False


class FromJSON:
    """Stands for `native_helpers.Json2Python`."""

    def visit(self, literal):
        literal.is_json = True
        return literal


class Literals:
    """Stands for the module `ast` in `native_helpers`: the same text is parsed once."""

    def __init__(self, from_json):
        self.from_json = from_json
        self.values = {}

    def __getattr__(self, name):
        return getattr(ast, name)

    def parse(self, text, mode):
        return Literal(text)

    def fix_missing_locations(self, literal):
        return literal

    def literal_eval(self, literal):
        key = literal.text, literal.is_json
        value = self.values.get(key, slipway_memo.MISSING)
        if value is slipway_memo.MISSING:
            tree = ast.parse(literal.text, mode="eval")
            if literal.is_json:
                tree = ast.fix_missing_locations(self.from_json().visit(tree))
            value = ast.literal_eval(tree)
            kept = slipway_memo.duplicate(value)
            if kept is not slipway_memo.MISSING:
                self.values[key] = kept
            return value
        return slipway_memo.duplicate(value)


def remember_literals():
    used = set(native_helpers.ansible_eval_concat.__code__.co_names) | set(native_helpers.ansible_native_concat.__code__.co_names)
    known = {"parse", "fix_missing_locations", "literal_eval"}
    if "ast" in used and known & used:
        native_helpers.ast = Literals(native_helpers.Json2Python)
        native_helpers.Json2Python = FromJSON


# Variables.

class Once:
    """A function of objects that do not change: called once for each, until `forget` is called."""

    every = []

    def __init__(self, function):
        self.function = function
        self.results = {}
        Once.every.append(self)

    def __call__(self, value):
        known = self.results.get(id(value))
        if known is None or known[0] is not value:
            if len(self.results) > 10000:
                self.results.clear()
            known = self.results[id(value)] = (value, self.function(value))
        return known[1]


def of_entities(function):
    """A function of an inventory and some of its groups or hosts: called once for each, until `forget` is called."""
    results = {}

    def once(loader, place, entities, stage):
        key = (id(loader), tuple(place) if isinstance(place, list) else place, tuple([id(entity) for entity in entities]), stage,
               loader.get_basedir())
        known = results.get(key)
        if known is None:
            known = results[key] = (function(loader, place, entities, stage), loader, list(entities))
        return known[0]

    once.results = results
    Once.every.append(once)
    return once


def of_groups(function):
    results = {}

    def once(groups):
        key = tuple([id(group) for group in groups])
        known = results.get(key)
        if known is None:
            known = results[key] = (function(groups), list(groups))
        return known[0]

    once.results = results
    Once.every.append(once)
    return once


def forget():
    for once in Once.every:
        once.results.clear()


def forgetting(original):
    def method(self, *args, **kwargs):
        try:
            return original(self, *args, **kwargs)
        finally:
            forget()
    return method


def combine(original):
    """Stands for `combine_vars` where variables replace each other, which two dictionaries do of themselves."""
    def combined(a, b, merge=None):
        if type(a) is dict and type(b) is dict and merge is None and C.DEFAULT_HASH_BEHAVIOUR != "merge":
            return a | b
        return original(a, b, merge)
    return combined


def remember_variables():
    for module in (manager, helpers, group, host):
        module.combine_vars = combine(module.combine_vars)
    for name in ("wrap_var", "clean_facts", "namespace_facts"):
        setattr(manager, name, Once(getattr(manager, name)))
    for name in ("get_vars_from_path", "get_vars_from_inventory_sources"):
        setattr(manager, name, of_entities(getattr(manager, name)))
    manager.get_group_vars = of_groups(manager.get_group_vars)
    for name in ("set_host_facts", "clear_facts"):
        setattr(VariableManager, name, forgetting(getattr(VariableManager, name)))
    for name in ("add_dynamic_host", "add_dynamic_group", "refresh_inventory", "reconcile_inventory", "clear_caches"):
        if hasattr(InventoryManager, name):
            setattr(InventoryManager, name, forgetting(getattr(InventoryManager, name)))


# From one render to the next.

class Kept:
    """Compiled templates and hashes in a file; one that cannot be read counts as empty. Few templates of it are used in one run: each is
    read when it is."""

    def __init__(self, path):
        tag = "each-%s-%s" % (sys.implementation.cache_tag, jinja2.__version__)
        self.path = "%s-%s" % (path, tag) if path else None
        # key -> what `marshal` makes of the code; and those that were used or made
        self.stored, self.templates = {}, {}
        self.hashes, self.is_changed = {}, False
        try:
            with open(self.path, "rb") as stream:
                self.stored, self.hashes = marshal.load(stream)
        except (OSError, TypeError, ValueError, EOFError):
            pass

    def template(self, key):
        code = self.templates.get(key)
        if code is None and key in self.stored:
            code = self.templates[key] = marshal.loads(self.stored[key])
        return code

    def add(self, key, code):
        self.templates[key] = code
        # Keys and file names may be strings of Ansible's own types.
        key = tuple([str(part) if isinstance(part, str) else part for part in key])
        self.stored[key] = marshal.dumps(code.replace(co_filename=str(code.co_filename)))
        self.is_changed = True

    def write(self):
        if not self.path or not self.is_changed:
            return
        temporary = "%s.part%d" % (self.path, os.getpid())
        with open(temporary, "wb") as stream:
            marshal.dump((self.stored, self.hashes), stream)
        os.rename(temporary, self.path)


def keep_hashes(kept):
    try:
        import bcrypt
    except ImportError:
        return
    original = bcrypt.hashpw

    def hashpw(password, salt):
        key = (bytes(password), bytes(salt))
        value = kept.hashes.get(key)
        if value is None:
            value = kept.hashes[key] = original(password, salt)
            kept.is_changed = True
        return value

    bcrypt.hashpw = hashpw


def install():
    FieldAttributeBase.copy = copy_attributes(FieldAttributeBase.copy)
    remember_literals()
    remember_variables()
    kept = Kept(os.environ.get("SLIPWAY_KEPT"))
    keep_hashes(kept)
    Environment.compile = slipway_pure.remember_templates(Environment.compile, kept)
    atexit.register(kept.write)
