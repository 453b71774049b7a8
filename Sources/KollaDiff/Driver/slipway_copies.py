"""Copies of parsed files and of variables, as `copy.deepcopy` makes them, with less work.

Ansible copies a parsed file each time that it is asked for, and the lookup `template` every variable of a host for each file. Both are
made of lists, dictionaries and text that remembers its line, for which `deepcopy` goes through the protocol of pickle.
"""

import copy

import ansible.parsing.dataloader as dataloader
import ansible.plugins.lookup.template as template_lookup
from ansible.parsing.yaml.objects import AnsibleMapping, AnsibleSequence, AnsibleUnicode
from ansible.utils.unsafe_proxy import AnsibleUnsafeBytes, AnsibleUnsafeText

# What nobody can change, and the text of Ansible, whose line nobody changes.
SHARED = frozenset((str, bytes, int, float, bool, type(None), AnsibleUnicode, AnsibleUnsafeText, AnsibleUnsafeBytes))


def duplicate(value, known):
    """Stands for `copy.deepcopy`; `known` has the lists and dictionaries that were copied already, for those that occur twice."""
    kind = type(value)
    if kind in SHARED:
        return value
    if kind not in (dict, list, AnsibleMapping, AnsibleSequence):
        return copy.deepcopy(value, known)
    twin = known.get(id(value))
    if twin is not None:
        return twin
    twin = known[id(value)] = kind()
    if kind is dict or kind is AnsibleMapping:
        for key, child in value.items():
            twin[duplicate(key, known)] = child if type(child) in SHARED else duplicate(child, known)
    else:
        twin.extend([child if type(child) in SHARED else duplicate(child, known) for child in value])
    if kind is AnsibleMapping or kind is AnsibleSequence:
        twin.__dict__.update(value.__dict__)
    return twin


class Copying:
    """Stands for the module `copy`."""

    def __getattr__(self, name):
        return getattr(copy, name)

    def deepcopy(self, value):
        return duplicate(value, {})


class Copies:
    """Stands for `deepcopy` of all variables: a list or dictionary that was copied before is copied again only if it, or the copy, is no
    longer what it was."""

    def __init__(self):
        self.known = {}

    def __call__(self, variables):
        if type(variables) is not dict:
            return copy.deepcopy(variables)
        return {name: value if type(value) in SHARED else self.copied(value) for name, value in variables.items()}

    def copied(self, value):
        if not isinstance(value, (list, dict)):
            return duplicate(value, {})
        known = self.known.get(id(value))
        if known is not None and known[0] is value and known[1] == value:
            return known[1]
        if len(self.known) > 10000:
            self.known.clear()
        known = self.known[id(value)] = (value, duplicate(value, {}))
        return known[1]


def install():
    dataloader.copy = Copying()
    if template_lookup.deepcopy is copy.deepcopy:
        template_lookup.deepcopy = Copies()
