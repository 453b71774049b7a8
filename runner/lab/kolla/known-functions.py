#!/usr/bin/env python3
"""known-functions.py VERSION... >Sources/KollaDiff/Driver/slipway_releases.py

Writes the table of Ansible's functions that the driver replaces or relies on, with a digest of their text for each release of
ansible-core named (2.16.19, 2.18.19, ..): the driver runs only with texts that are in the table. Before a release is added, read what
changed in these functions and run KollaDiffRenderTests with it. The releases are downloaded by pip into a temporary directory.
"""

import ast
import hashlib
import os
import subprocess
import sys
import tempfile
import textwrap
import zipfile

FUNCTIONS = {
    "ansible.plugins.strategy": ["StrategyBase._queue_task", "StrategyBase.normalize_task_result"],
    "ansible.executor.process.worker": ["WorkerProcess._run"],
    "ansible.executor.task_queue_manager": ["FinalQueue.send_task_result", "FinalQueue.send_callback"],
    "ansible.plugins.action": [
        "ActionBase._execute_module", "ActionBase._make_tmp_path", "ActionBase._remove_tmp_path", "ActionBase._transfer_file",
        "ActionBase._transfer_data", "ActionBase._remote_expand_user", "ActionBase._fixup_perms2"],
    "ansible.module_utils.basic": [
        "AnsibleModule._return_formatted", "AnsibleModule.exit_json", "AnsibleModule.fail_json", "_load_params"],
    "ansible.template": [
        "Templar.template", "Templar.do_template", "Templar._compile_single_var", "Templar._lookup", "JinjaPluginIntercept.__getitem__",
        "AnsibleContext.resolve_or_missing", "AnsibleContext._is_unsafe"],
    "ansible.template.vars": ["AnsibleJ2Vars.__init__", "AnsibleJ2Vars.__getitem__", "AnsibleJ2Vars.add_locals"],
    "ansible.template.native_helpers": ["ansible_eval_concat", "ansible_native_concat"],
    "ansible.vars.hostvars": ["HostVars.raw_get", "HostVars.__getitem__", "HostVarsVars.__getitem__", "HostVarsVars.__contains__"],
    "ansible.vars.manager": ["VariableManager.get_vars"],
    "ansible.vars.plugins": ["get_vars_from_path", "get_vars_from_inventory_sources"],
    "ansible.vars.clean": ["clean_facts", "namespace_facts"],
    "ansible.inventory.helpers": ["get_group_vars"],
    "ansible.playbook.base": ["FieldAttributeBase.copy", "FieldAttributeBase.__init__"],
    "ansible.playbook.attribute": ["Attribute.__set__"],
}


def source(text, name):
    """The lines of a function, decorators included, as Python's `inspect.getsource` gives them."""
    node = ast.parse(text)
    for part in name.split("."):
        node = next((child for child in node.body if getattr(child, "name", None) == part), None)
        if node is None:
            return None
    first = min([node.lineno] + [decorator.lineno for decorator in node.decorator_list])
    return "".join(text.splitlines(keepends=True)[first - 1 : node.end_lineno])


def main():
    known = {}
    for version in sys.argv[1:]:
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run(
                [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--python-version", "3.11", "--only-binary=:all:",
                 "--dest", folder, "ansible-core==" + version], check=True)
            wheel = zipfile.ZipFile(os.path.join(folder, os.listdir(folder)[0]))
            for module, names in FUNCTIONS.items():
                path = module.replace(".", "/")
                path = path + ".py" if path + ".py" in wheel.namelist() else path + "/__init__.py"
                text = wheel.read(path).decode()
                for name in names:
                    lines = source(text, name)
                    if lines is None:
                        sys.exit("%s: there is no %s in %s" % (version, name, module))
                    known.setdefault((module, name), set()).add(hashlib.sha256(lines.encode()).hexdigest()[:16])
    print('"""The functions of Ansible that the driver was written against, by a digest of their text; made by known-functions.py."""\n')
    print("RELEASES = " + repr(" ".join(sys.argv[1:])).replace("'", '"') + "\n")
    print("KNOWN = {")
    for (module, name), digests in known.items():
        line = '("%s", "%s"): {%s},' % (module, name, ", ".join('"%s"' % digest for digest in sorted(digests)))
        print(textwrap.fill(line, 130, initial_indent="    ", subsequent_indent="        ", break_on_hyphens=False))
    print("}")


if __name__ == "__main__":
    main()
