"""Notices what of a template is decided by more than its text and its variables: lookups, the time, random numbers, files, and filters
and tests that are not part of Ansible, Kayobe or Kolla Ansible.

An evaluation that has such a part is not remembered (slipway_memo.py), and a play that has one of which no record can be made always
runs (slipway_plays.py). Templates whose compiled form is decided by their text are kept (slipway_shortcuts.py).
"""

import functools
import os
import sys

from ansible.template import JinjaPluginIntercept, Templar

import slipway_memo
import slipway_trace

# Filters and tests whose result is not decided by what is put into them.
IMPURE = frozenset((
    "random", "shuffle", "random_mac", "password_hash", "expanduser", "expandvars", "realpath", "fileglob", "strftime", "to_datetime",
    "vault", "unvault", "vaulted_file", "exists", "file", "directory", "link", "is_file", "is_dir", "is_link", "is_exist", "link_exists",
    "is_link_exists", "same_file", "is_same_file", "mount", "is_mount", "abs_path", "jc", "is_abs"))
# Those of them whose result follows from their arguments and from files, which the record of a play holds. A salted hash is the same each
# time; one without a salt would differ in every render.
RECORDED = frozenset((
    "password_hash", "expanduser", "expandvars", "realpath", "fileglob", "exists", "file", "directory", "link", "is_file", "is_dir",
    "is_link", "is_exist", "link_exists", "is_link_exists", "abs_path", "is_abs"))
SEEDED = frozenset(("random", "shuffle"))
# Lookups that read nothing but their arguments, variables and files.
LOOKUPS = frozenset((
    "items", "list", "dict", "indexed_items", "nested", "subelements", "together", "sequence", "flattened", "cartesian", "file",
    "fileglob", "first_found", "template", "vars", "env"))

noticed = [False]


def remember_templates(original, kept):
    """Stands for `Environment.compile`: the same text in the same environment is compiled once."""
    def compile(self, source, name=None, filename=None, raw=False, defer_init=False):
        if not isinstance(source, str) or raw:
            return original(self, source, name, filename, raw, defer_init)
        key = (type(self).__module__, type(self).__qualname__, source, name, filename, defer_init, self.block_start_string,
               self.block_end_string, self.variable_start_string, self.variable_end_string, self.comment_start_string,
               self.comment_end_string, self.line_statement_prefix, self.line_comment_prefix, self.trim_blocks, self.lstrip_blocks,
               self.newline_sequence, self.keep_trailing_newline, *sorted(self.extensions))
        code = kept.template(key)
        if code is None:
            noticed[0] = False
            code = original(self, source, name, filename, raw, defer_init)
            # A constant expression is evaluated by the compiler; one that is not decided by its text must be compiled each time.
            if not noticed[0]:
                kept.add(key, code)
        return code
    return compile


def noticing_plugins(original):
    """Stands for `JinjaPluginIntercept.__getitem__`: looks for a filter or test once, and notices those that cannot be remembered."""
    pure = {}

    def is_pure(key, plugin):
        if key.rpartition(".")[2] in IMPURE:
            return False
        function = getattr(plugin, "__wrapped__", plugin)
        code = getattr(function, "__code__", None)
        if code is None:
            return type(function).__module__ in ("builtins", "_operator") or callable(function)
        return code.co_filename.startswith(own)

    own = tuple(os.path.join(path, "") for path in [sys.prefix, sys.base_prefix, *os.environ.get("SLIPWAY_TOOLS", "").split(os.pathsep)]
                if path)

    def getitem(self, key):
        # Another plugin of the same name can come with a role that brings its own.
        loader = self._pluginloader
        known = pure.get((loader.type, key, len(loader._extra_dirs)))
        if known is None:
            plugin = original(self, key)
            known = pure[(loader.type, key, len(loader._extra_dirs))] = (plugin, is_pure(key, plugin))
        plugin, fine = known
        if not fine:
            noticed[0] = True
            slipway_memo.impure()
            name = key.rpartition(".")[2]
            if name in SEEDED:
                plugin = seeded(plugin, name)
            elif name not in RECORDED:
                slipway_trace.obstruct("%s %s" % (loader.type, key))
        return plugin
    return getitem


def seeded(plugin, name):
    """A filter that gives the same each time if it has a seed."""
    @functools.wraps(plugin)
    def filter(*args, **kwargs):
        if kwargs.get("seed") is None:
            slipway_trace.obstruct("filter %s without a seed" % name)
        return plugin(*args, **kwargs)
    return filter


def looking_up(original):
    """Stands for `Templar._lookup`."""
    def lookup(self, name, *args, **kwargs):
        slipway_memo.impure()
        kind = name.rpartition(".")[2]
        if kind == "kayobe_environments" or (kind == "cached" and args == ("kayobe_environments",)):
            slipway_memo.note(self._available_variables, "kayobe_environment", "kayobe_config_path")
            touch_environments()
        elif kind not in LOOKUPS:
            slipway_trace.obstruct("lookup " + name)
        elif kind == "vars":
            slipway_memo.note(self._available_variables, *[str(term) for term in args])
        return original(self, name, *args, **kwargs)
    return lookup


def touch_environments():
    """Kayobe reads once which environments depend on which; every play that asks depends on the files all the same."""
    folder = os.path.join(os.environ.get("KAYOBE_CONFIG_PATH", ""), "environments")
    slipway_trace.each("list", folder)
    for name in slipway_trace.listing(folder) or ():
        slipway_trace.each("read", os.path.join(folder, name.rstrip("/@"), ".kayobe-environment"))


def telling_time(original):
    def now(self, *args, **kwargs):
        slipway_memo.impure()
        slipway_trace.obstruct("the time")
        return original(self, *args, **kwargs)
    return now


def install():
    Templar._lookup = looking_up(Templar._lookup)
    Templar._now_datetime = telling_time(Templar._now_datetime)
    JinjaPluginIntercept.__getitem__ = noticing_plugins(JinjaPluginIntercept.__getitem__)
