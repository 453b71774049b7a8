#!/usr/bin/env python3
"""Which services of Kolla Ansible read which variable and which file of a site's own configuration.

usage: make-service-table.py DIRECTORY... >Sources/KayobeConfig/Affected/KollaServiceTable.swift

Each DIRECTORY holds site.yml, group_vars and roles of a release of Kolla Ansible (share/kolla-ansible/ansible of its package). A
variable or folder that is left out may be read by any service.
"""
import os
import re
import sys

# Roles that write no configuration of a service when it is generated.
PASSIVE = {"bifrost", "certificates", "container-engine-migration", "destroy", "octavia-certificates", "prechecks", "prune-images"}
# A role is run under the tag of its name, but for these.
TAGS = {"nova-cell": "nova", "ovn-controller": "ovn", "ovn-db": "ovn", "ovs-dpdk": "openvswitch", "redis": "redis", "valkey": "valkey"}
# More services than this, and naming them says nothing.
MOST = 4
WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
# What nobody sets, and would only make the table long.
UNUSUAL = re.compile(r"_(image_full|default_volumes|healthcheck|healthcheck_[a-z]+|enable_healthchecks|services|ks_[a-z]+|dimensions|tag|copy_certs)$")
CUSTOM = re.compile(r"node_custom_config\s*\}\}/([^\"'\s,]*)")


def texts(folder):
    for root, folders, names in os.walk(folder):
        for name in names:
            with open(os.path.join(root, name), encoding="utf-8", errors="replace") as stream:
                yield os.path.join(root, name), stream.read()


def words(folder):
    found = set()
    for _, text in texts(folder):
        found.update(WORD.findall(text))
    return found


def definitions(text):
    """variable -> the words of its value, of a file of plain variables."""
    found, name = {}, None
    for line in text.splitlines():
        match = re.match(r"^([A-Za-z_][A-Za-z0-9_]*):(.*)$", line)
        if match:
            name = match.group(1)
            found[name] = set(WORD.findall(match.group(2)))
        elif name and not line.startswith("#"):
            found[name].update(WORD.findall(line))
    return found


def release(directory):
    roles = {}
    for role in sorted(os.listdir(os.path.join(directory, "roles"))):
        if role not in PASSIVE:
            roles[role] = words(os.path.join(directory, "roles", role))
    helpers = {role for role in roles if role.startswith("service-") or role.endswith("-config") or role in ("module-load", "sysctl", "iscsi")}
    shared = {}
    group_vars = os.path.join(directory, "group_vars")
    for _, text in texts(group_vars):
        for name, used in definitions(text).items():
            shared.setdefault(name, set()).update(used)
    everywhere = set()
    for folder in ("action_plugins", "filter_plugins", "library", "module_utils"):
        everywhere |= words(os.path.join(directory, folder))
    for name in ("site.yml", "gather-facts.yml"):
        with open(os.path.join(directory, name)) as stream:
            everywhere |= set(WORD.findall(stream.read()))
    for role in helpers:
        everywhere |= roles[role]
    users = {}
    for name in shared:
        for used in shared[name]:
            users.setdefault(used, set()).add(name)
    behind_proxy = {role for role in roles if os.path.exists(os.path.join(directory, "roles", role, "tasks", "loadbalancer.yml"))}

    def readers(variable):
        """Tags of the roles that read a variable, themselves or through shared variables; None: any."""
        seen, waiting, tags = set(), [variable], set()
        while waiting:
            name = waiting.pop()
            if name in seen:
                continue
            seen.add(name)
            if name in everywhere:
                return None
            for role, used in roles.items():
                if role not in helpers and name in used:
                    tags.add(TAGS.get(role, role))
                    if role in behind_proxy:
                        tags.add("loadbalancer")
            waiting += users.get(name, ())
        return tags

    declared = set(shared)
    for role in roles:
        if role in helpers:
            continue
        for path, text in texts(os.path.join(directory, "roles", role)):
            if "/defaults/" in path:
                declared |= set(definitions(text))
            if "/templates/" in path or "/tasks/" in path:
                declared |= set(re.findall(r"\b([a-z][a-z0-9]*_[a-z0-9_]+)\s*(?:\||is )\s*(?:default|defined)", text))
    variables = {}
    for name in declared:
        # Looked up by a name that is put together.
        if re.search(r"_interface$|_address_family$|_address$|_database_shard$|_enable_tls_backend$|weight$|^run_default_volumes_|^enable_|^kolla_|^openstack_", name):
            variables[name] = None
        else:
            variables[name] = readers(name)

    folders = {}
    for role in roles:
        for path, text in texts(os.path.join(directory, "roles", role)):
            for place in CUSTOM.findall(text):
                first = place.split("/")[0]
                if "{{" in first or not first:
                    continue
                found = folders.setdefault(first, set())
                found.add(None if role in helpers else TAGS.get(role, role))
    return variables, folders


def main():
    variables, folders = {}, {}
    for directory in sys.argv[1:]:
        found, places = release(directory)
        for name, tags in found.items():
            if tags is None or (name in variables and variables[name] is None):
                variables[name] = None
            else:
                variables[name] = variables.get(name, set()) | tags
        for name, tags in places.items():
            folders[name] = folders.get(name, set()) | tags
    print("// Written by runner/lab/kolla/make-service-table.py.\n")
    print("/// Rows of: kind, services, and the names that these services alone read.")
    print("enum KollaServiceTable {\n    // swift-format-ignore\n    static let text = \"\"\"")
    rows = {}
    for kind, table in (("folder", folders), ("variable", variables)):
        for name, tags in table.items():
            if tags and None not in tags and len(tags) <= MOST and not UNUSUAL.search(name):
                rows.setdefault((kind, tuple(sorted(tags))), []).append(name)
    for (kind, tags), names in sorted(rows.items()):
        print("        " + kind, ",".join(tags), *sorted(names))
    print('        """\n}')


main()
