"""Runs Ansible's tasks in the process that reads the playbook, with everything else of Ansible as it is.

Playbooks, inventories, variables, templates and action plugins are the real ones and do what they always do. Two things of stock
Ansible cost nearly all of a render's time and change nothing of what it writes: a process forked for every task and host, and a
Python interpreter started for every module that a task runs. Both are done here without a new process:

- `StrategyBase._queue_task` runs the real `TaskExecutor` at once, on a copy of the task and its variables as a fork would have, and
  passes the result through pickle as the queue between processes does;
- `ActionBase._execute_module` runs the module's own `main()` and reads what it prints, for modules of Ansible that are known to leave
  nothing behind. Any other module, connection, interpreter or task setting goes Ansible's own way.

What is replaced is checked first: the source of every function must be one that this engine was written against, else the engine says
so and does nothing at all, and Ansible runs as it is. Set SLIPWAY_ENGINE to anything but "driver" to leave it out.
"""

import builtins
import gc
import hashlib
import importlib
import inspect
import io
import json
import os
import pickle
import shutil
import sys
import tempfile
import traceback

from ansible import constants as C
from ansible import release
from ansible.executor.task_executor import TaskExecutor
from ansible.executor.task_result import TaskResult
from ansible.module_utils import basic
from ansible.module_utils.common import warnings as module_warnings
from ansible.module_utils.common.json import AnsibleJSONEncoder
from ansible.plugins import loader as plugin_loader
from ansible.plugins import strategy
from ansible.plugins.action import ActionBase
from ansible.plugins.strategy import StrategyBase
from ansible.utils.display import Display
from ansible.utils.unsafe_proxy import wrap_var
from ansible.vars.clean import remove_internal_keys

import slipway_copies
import slipway_memo
import slipway_plays
import slipway_pure
import slipway_releases
import slipway_shortcuts
import slipway_trace

display = Display()

# Modules of ansible-core whose `main()` can run again and again in one process.
IN_PROCESS = frozenset(
    ("assemble", "blockinfile", "command", "copy", "file", "find", "lineinfile", "replace", "slurp", "stat"))


def digest(function):
    """Names the text of a function, without comments that follow it."""
    lines = inspect.getsource(function).splitlines(keepends=True)
    while lines and (not lines[-1].strip() or lines[-1].lstrip().startswith("#")):
        lines.pop()
    return hashlib.sha256("".join(lines).encode()).hexdigest()[:16]


# Tasks.

class Messages:
    """What a worker process would send while its task runs, delivered at once."""

    def __init__(self, strategy):
        self.strategy = strategy

    def send_callback(self, method_name, *args, **kwargs):
        args = pickle.loads(pickle.dumps(args, protocol=pickle.HIGHEST_PROTOCOL))
        for arg in args:
            if isinstance(arg, TaskResult):
                self.strategy.normalize_task_result(arg)
                break
        self.strategy._tqm.send_callback(method_name, *args, **kwargs)

    def send_display(self, method, *args, **kwargs):
        getattr(display, method)(*args, **kwargs)

    def send_prompt(self, **kwargs):
        raise RuntimeError("a task of a render asks for input")


def queue_task(self, host, task, task_vars, play_context):
    """Stands for `StrategyBase._queue_task`: runs the task now instead of handing it to a worker."""
    self._queued_task_cache[(host.name, task._uuid)] = {
        "host": host, "task": task, "task_vars": task_vars, "play_context": play_context}
    self._tqm.send_callback("v2_runner_on_start", host, task)
    own = task.copy(exclude_parent=True, exclude_tasks=True)
    own._parent = task._parent
    slipway_memo.begin(task_vars)
    if task.loop_with and task.loop_with.rpartition(".")[2] not in slipway_pure.LOOKUPS:
        slipway_trace.obstruct("a loop with " + task.loop_with)
    if task.delegate_to and slipway_memo.observed is not None:
        slipway_memo.observed[slipway_plays.DELEGATED].add("")
    kept, self._loader._tempfiles = self._loader._tempfiles, set()
    try:
        result, fields = run_task(self, host, own, task_vars, play_context)
    finally:
        self._loader.cleanup_all_tmp_files()
        self._loader._tempfiles = kept
    task_result = TaskResult(host.name, task._uuid, result, task_fields=fields)
    self.normalize_task_result(task_result)
    self._pending_results += 1
    with self._results_lock:
        self._results.append(task_result)


def run_task(runner, host, task, task_vars, play_context):
    """The result of a task and its fields, as they come out of a worker's queue."""
    try:
        with open(os.devnull) as nothing:
            result = TaskExecutor(
                host, task, task_vars, play_context, nothing, runner._loader, plugin_loader, Messages(runner),
                runner._variable_manager).run()
    except (KeyboardInterrupt, SystemExit):
        raise
    except Exception:
        result = {"failed": True, "exception": traceback.format_exc(), "stdout": ""}
    fields = task.dump_attrs()
    try:
        return pickle.loads(pickle.dumps((result, fields), protocol=pickle.HIGHEST_PROTOCOL))
    except Exception as error:
        return {"failed": True, "msg": str(error), "exception": traceback.format_exc()}, {}


# Modules.

class Output:
    """Takes the place of `print` in `ansible.module_utils.basic` while a module runs."""

    def __init__(self):
        self.text = io.StringIO()

    def __call__(self, *args, **kwargs):
        kwargs.setdefault("file", self.text)
        builtins.print(*args, **kwargs)


def runs_here(action, module_name, task_vars, wrap_async):
    """Whether a module is one that can run in this process, and the task asks for nothing that only another process can give."""
    collection, _, name = module_name.rpartition(".")
    return (name in IN_PROCESS and collection in ("", "ansible.builtin", "ansible.legacy")
            and action._connection.transport == "local" and not action._connection.become and not wrap_async
            and not action._task.async_val and not any(action._task.environment or ())
            and task_vars.get("ansible_python_interpreter", sys.executable) == sys.executable)


def run_module(name, arguments, directory):
    """Runs the module's own program; what it prints and how it ends is what another process would have printed."""
    program = importlib.import_module("ansible.modules." + name)
    output, stderr, code = Output(), "", 0
    module_warnings._global_warnings = {} if isinstance(module_warnings._global_warnings, dict) else []
    module_warnings._global_deprecations = {} if isinstance(module_warnings._global_deprecations, dict) else []
    basic._ANSIBLE_ARGS = json.dumps({"ANSIBLE_MODULE_ARGS": arguments}, cls=AnsibleJSONEncoder, vault_to_text=True).encode()
    basic.print = output
    here, mask = os.getcwd(), os.umask(0o22)
    os.umask(mask)
    try:
        os.chdir(directory)
        program.main()
        stderr, code = "the module %s said nothing" % name, 1
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    except Exception:
        stderr, code = traceback.format_exc(), 1
    finally:
        del basic.print
        basic._ANSIBLE_ARGS = None
        os.umask(mask)
        os.chdir(here)
    return {"rc": code, "stdout": output.text.getvalue(), "stderr": stderr}


def in_process(original):
    """Stands for `ActionBase._execute_module`."""
    takes_unknown = "ignore_unknown_opts" in inspect.signature(ActionBase._update_module_args).parameters

    def execute(self, module_name=None, module_args=None, tmp=None, task_vars=None, persist_files=False, delete_remote_tmp=None,
                wrap_async=False, **further):
        name = module_name or self._task.action
        if tmp is not None or delete_remote_tmp is not None or not runs_here(self, name, task_vars or {}, wrap_async):
            return original(self, module_name, module_args, tmp, task_vars, persist_files, delete_remote_tmp, wrap_async, **further)
        arguments = self._task.args if module_args is None else module_args
        if takes_unknown:
            self._update_module_args(name, arguments, task_vars, **further)
        else:
            self._update_module_args(name, arguments, task_vars)
        data = self._parse_returned_data(run_module(name.rpartition(".")[2], arguments, self._loader.get_basedir()))
        if data.pop("_ansible_suppress_tmpdir_delete", False):
            self._cleanup_remote_tmp = False
        if "results" in data and (not isinstance(data["results"], (list, tuple))):
            data["ansible_module_results"] = data.pop("results")
        remove_internal_keys(data)
        for stream in ("stdout", "stderr"):
            if stream in data and stream + "_lines" not in data:
                data[stream + "_lines"] = (data.get(stream) or "").splitlines()
        return wrap_var(data)

    return execute


def is_local(action):
    return action._connection.transport == "local" and not action._connection.become


def local_or(original, replacement):
    """Uses `replacement` for tasks on the local connection and the original for all others."""
    def method(self, *args, **kwargs):
        return (replacement if is_local(self) else original)(self, *args, **kwargs)
    return method


def make_tmp_path(self, remote_user=None):
    self._connection._shell.tmpdir = tempfile.mkdtemp(prefix="ansible-tmp-", dir=C.DEFAULT_LOCAL_TMP)
    self._cleanup_remote_tmp = True
    return self._connection._shell.tmpdir


def remove_tmp_path(self, tmp_path, force=False):
    if tmp_path is None and self._connection._shell.tmpdir:
        tmp_path = self._connection._shell.tmpdir
    if tmp_path and (force or self._should_remove_tmp_path(tmp_path)):
        shutil.rmtree(tmp_path, ignore_errors=True)
        self._connection._shell.tmpdir = None


def transfer_file(self, local_path, remote_path):
    shutil.copyfile(local_path, remote_path)
    return remote_path


def transfer_data(self, remote_path, data):
    if isinstance(data, dict):
        data = json.dumps(data)
    with open(remote_path, "wb") as stream:
        stream.write(data.encode("utf-8", "surrogateescape") if isinstance(data, str) else data)
    return remote_path


def expand_user(self, path, sudoable=True, pathsep=None):
    return os.path.expanduser(path) if path.startswith("~") else path


def fixup_permissions(self, remote_paths, remote_user=None, execute=True):
    if execute:
        for path in remote_paths:
            os.chmod(path, os.stat(path).st_mode & 0o7777 | 0o700)
    return remote_paths


def unknown_functions():
    """Functions of this Ansible whose text is none of those that the engine was written against."""
    unknown = []
    for (module, name), digests in slipway_releases.KNOWN.items():
        try:
            function = importlib.import_module(module)
            for part in name.split("."):
                function = getattr(function, part)
            if digest(function) not in digests:
                unknown.append(module + "." + name)
        except (ImportError, AttributeError, OSError, TypeError):
            unknown.append(module + "." + name)
    return unknown


def install():
    """Puts the engine into this Ansible. Returns why not, or None."""
    unknown = unknown_functions()
    if unknown:
        return "ansible-core %s differs from the releases that the driver knows in %s" % (release.__version__, ", ".join(unknown))
    StrategyBase._queue_task = queue_task
    # No worker ever sends a result: the thread that would wait for one has nothing to do, and nobody has to wait for its end.
    strategy.results_thread_main = lambda strategy: None
    ActionBase._execute_module = in_process(ActionBase._execute_module)
    for name, replacement in (
            ("_make_tmp_path", make_tmp_path), ("_remove_tmp_path", remove_tmp_path), ("_transfer_file", transfer_file),
            ("_transfer_data", transfer_data), ("_remote_expand_user", expand_user), ("_fixup_perms2", fixup_permissions)):
        setattr(ActionBase, name, local_or(getattr(ActionBase, name), replacement))
    # Playbooks and inventory, which stay.
    gc.freeze()
    slipway_copies.install()
    slipway_memo.install()
    slipway_pure.install()
    slipway_shortcuts.install()
    slipway_plays.install()
    return None
