"""Records what a run of ansible-playbook reads and writes, so that the next render need not do again what would come out the same.

A record holds every file that was read, listed or only looked for, as it was before the run touched it, and everything that the run
wrote and reported. Where all of the former is the same, the latter is put in place and nothing runs. Two sizes of run are recorded: a
whole `ansible-playbook`, here, before Ansible is even imported; and each play of one, in slipway_plays.py, which also knows the variables.

Files are seen through Python's audit hooks, which no code of Ansible can pass by, and through `os.stat` and its like. A file that was
only looked for counts as read: its content is compared as well. What starts another program is not recorded, unless the guard vouches
for it. Records are made for one pair of Python environments and one driver: programs are not inputs.
"""

import atexit
import gc
import hashlib
import json
import marshal
import os
import stat
import sys

import slipway_leader

GROUND = os.environ.get("SLIPWAY_TREE", "/nonexistent")
FOLDER = os.environ.get("SLIPWAY_TRACE", "")

# Programs, which the cache's key names, and what the kernel makes up.
PROGRAMS = tuple(os.path.join(path, "") for path in (
    sys.prefix, sys.base_prefix, os.path.realpath(sys.base_prefix), *os.environ.get("SLIPWAY_TOOLS", "").split(os.pathsep),
    "/usr", "/lib", "/lib64", "/bin", "/sbin", "/proc", "/dev", "/sys") if path and path != "/")
# The render's own tools and scratch.
SCRATCH = tuple(os.path.join(GROUND, name) for name in (
    "tmp", "home", "events", "driver/callback", "driver/library", "driver/trace", "driver/kept"))
IGNORED = PROGRAMS + SCRATCH

# Folders that lead to the render's ground and to programs: a program that lists them, step by step, looks for these.
WAYS = {}
for place in (GROUND, *PROGRAMS):
    while place.rstrip("/"):
        place = os.path.dirname(place.rstrip("/"))
        WAYS[place] = []

WRITE_FLAGS = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
CHILDREN = frozenset(("subprocess.Popen", "os.fork", "os.forkpty", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "pty.spawn"))

# Says where the system's libraries are, for Python's ctypes.
HARMLESS = (("/sbin/ldconfig",),)

real_stat, real_lstat, real_access, real_readlink = os.stat, os.lstat, os.access, os.readlink

# The records being made: the whole run, and the play within it.
recorders = []
# Set while this module itself looks at files.
busy = False
# Depth of programs that the guard vouches for.
vouched = 0
# path -> (what tells that it is untouched, digest)
digests = {}
process = None


class Recorder:
    def __init__(self):
        # path -> what it was before the run touched it
        self.files = {}
        # folder -> names in it
        self.listed = {}
        self.written = set()
        self.events = []
        # Why the run cannot be recorded.
        self.obstacle = None

    def read(self, path):
        if path not in self.files and path not in self.written:
            self.files[path] = signature(path)

    def write(self, path):
        if path not in self.written:
            if path not in self.files:
                self.files[path] = signature(path)
            self.written.add(path)

    def list(self, path):
        self.read(path)
        if path not in self.listed:
            names = listing(path)
            self.listed[path] = names and foreign(path, names, self.written)

    def finished(self):
        """What the next run compares with, and what it puts in place."""
        outputs = {}
        for path in self.written:
            state = content(path)
            if state is not None or self.files.get(path) is not None:
                outputs[path] = state
        return {"files": self.files, "listed": self.listed, "outputs": outputs, "events": self.events}


# The state of files.

def digest(path, status):
    mark = (status.st_mtime_ns, status.st_size, status.st_ino, status.st_ctime_ns)
    known = digests.get(path)
    if known is not None and known[0] == mark:
        return known[1]
    try:
        with open(path, "rb") as stream:
            value = hashlib.blake2b(stream.read(), digest_size=16).digest()
    except OSError:
        value = None
    digests[path] = (mark, value)
    return value


def signature(path):
    """What a program can learn of a path: absent, a folder, a file with its content, a link and where it leads."""
    try:
        status = real_lstat(path)
        if stat.S_ISLNK(status.st_mode):
            target = real_readlink(path)
            try:
                return ["link", target, described(path, real_stat(path))]
            except OSError:
                return ["link", target, None]
        return described(path, status)
    except (OSError, ValueError):
        return None


def described(path, status):
    mode = stat.S_IMODE(status.st_mode)
    if stat.S_ISREG(status.st_mode):
        return ["file", mode, digest(path, status)]
    return ["folder" if stat.S_ISDIR(status.st_mode) else "other", mode]


def listing(path):
    """The names in a folder, those of folders and links marked; None if it cannot be listed."""
    if path in WAYS:
        return WAYS[path]
    try:
        with os.scandir(path) as entries:
            return sorted(entry.name + ("/" if entry.is_dir(follow_symlinks=False) else "@" if entry.is_symlink() else "")
                          for entry in entries if entry.path not in SCRATCH)
    except OSError:
        return None


def content(path):
    """What must be put in place to have a path as it is."""
    try:
        status = real_lstat(path)
        mode = stat.S_IMODE(status.st_mode)
        if stat.S_ISLNK(status.st_mode):
            return ["link", real_readlink(path)]
        if stat.S_ISDIR(status.st_mode):
            return ["folder", mode]
        with open(path, "rb") as stream:
            return ["file", mode, stream.read()]
    except OSError:
        return None


# Comparing and putting in place.

def differs(record):
    """A path that is not what it was when the record was made, or None."""
    for path, known in record["files"].items():
        if signature(path) != known:
            return path
    # What a run wrote it may have found there or not: that is told by the file itself.
    own = record["outputs"]
    for path, known in record["listed"].items():
        names = listing(path)
        if (names is None) != (known is None) or known is not None and foreign(path, names, own) != foreign(path, known, own):
            return path
    return None


def foreign(folder, names, own):
    """The names in a folder, as they are listed, that are none of a run's own."""
    return [name for name in names if os.path.join(folder, name.rstrip("/@")) not in own]


def restore(outputs):
    """Puts files, folders and links in place, with their modes."""
    for path in sorted((path for path, state in outputs.items() if state is None), reverse=True):
        try:
            if os.path.isdir(path) and not os.path.islink(path):
                os.rmdir(path)
            else:
                os.unlink(path)
        except FileNotFoundError:
            pass
    for path, state in sorted(outputs.items()):
        if state is None:
            continue
        if state[0] == "folder":
            if not os.path.isdir(path):
                os.mkdir(path)
            os.chmod(path, state[1])
        elif state[0] == "link":
            if os.path.lexists(path):
                os.unlink(path)
            os.symlink(state[1], path)
        else:
            if os.path.lexists(path):
                os.unlink(path)
            with open(path, "wb") as stream:
                stream.write(state[2])
            os.chmod(path, state[1])


def report(events):
    """Reports again what was reported, and prints the tasks, which show how far a render is."""
    for line in events:
        event = json.loads(line)
        if event["event"] == "task":
            print("TASK [%s] ****" % event["name"])
    sys.stdout.flush()
    append(events)


def append(events):
    descriptor = os.open(os.environ["SLIPWAY_EVENTS"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(descriptor, "".join(events).encode())
    finally:
        os.close(descriptor)


# Hooks.

def absolute(path, folder=-1):
    """The path as text, from the root; None for what is no path."""
    if isinstance(path, int) or path is None:
        return None
    # Ansible's own kinds of text become plain.
    path = str.__str__(os.fsdecode(path))
    if not path.startswith("/"):
        if isinstance(folder, int) and folder >= 0:
            path = real_readlink("/proc/self/fd/%d" % folder) + "/" + path
        else:
            path = os.getcwd() + "/" + path
    if "/.." in path:
        # One name for each file: `..` leads back from where a link led.
        folder, name = os.path.split(path)
        return os.path.realpath(path) if name in ("", ".", "..") else os.path.join(os.path.realpath(folder), name)
    return os.path.normpath(path) if "//" in path or "/." in path else path


def each(method, path, folder=-1):
    global busy
    if busy:
        return
    busy = True
    try:
        path = absolute(path, folder)
        if path is not None and not path.startswith(IGNORED):
            for recorder in recorders:
                getattr(recorder, method)(path)
    except Exception as error:
        obstruct("%s %r: %r" % (method, path, error))
    finally:
        busy = False


def obstruct(reason):
    """What runs now cannot be recorded."""
    for recorder in recorders:
        recorder.obstacle = recorder.obstacle or reason


def hook(event, arguments):
    if busy or not recorders:
        return
    if event == "open":
        path, _, flags = arguments
        each("write" if flags is not None and flags & WRITE_FLAGS else "read", path)
    elif event in ("os.listdir", "os.scandir"):
        each("list", "." if arguments[0] is None else arguments[0])
    elif event in ("os.remove", "os.rmdir"):
        each("write", arguments[0], arguments[1])
    elif event in ("os.mkdir", "os.chmod"):
        each("write", arguments[0], arguments[2])
    elif event == "os.truncate":
        each("write", arguments[0])
    elif event in ("os.rename", "os.link"):
        each("write", arguments[0], arguments[2])
        each("write", arguments[1], arguments[3])
    elif event == "os.symlink":
        each("write", arguments[1], arguments[2])
    elif event == "socket.connect":
        obstruct(event)
    elif event in CHILDREN and not vouched and arguments[:1] not in HARMLESS:
        obstruct("%s %r" % (event, arguments[1:2] or arguments[:1]))


def looking(original):
    def look(path, *args, **kwargs):
        if recorders and not busy:
            folder = kwargs.get("dir_fd")
            each("read", path, -1 if folder is None else folder)
        return original(path, *args, **kwargs)
    return look


class Unseen:
    """What is looked at within is looked at by the driver, and not by the run."""

    def __enter__(self):
        global busy
        busy = True

    def __exit__(self, *rest):
        global busy
        busy = False


class Vouched:
    """Programs started within depend on nothing but their arguments, and files that this process reads as well."""

    def __enter__(self):
        global vouched
        vouched += 1

    def __exit__(self, *rest):
        global vouched
        vouched -= 1


def why(line):
    """Says what is not taken over, and why, to whoever works on the driver."""
    if os.environ.get("SLIPWAY_TRACE_WHY"):
        sys.stderr.write(line + "\n")


def say(line):
    """Takes note of an event that is reported."""
    for recorder in recorders:
        recorder.events.append(line)


# The whole run.

def own_text():
    """Names the text of the driver: another one may do otherwise."""
    whole = hashlib.blake2b(digest_size=16)
    folder = os.path.dirname(os.path.abspath(__file__))
    for path in sorted(os.path.join(folder, name) for name in os.listdir(folder)) + [
            os.path.join(GROUND, "driver", "callback", "slipway_guard.py")]:
        if path.endswith(".py"):
            with open(path, "rb") as stream:
                whole.update(stream.read() + b"\0")
    return whole.digest()


def circumstances():
    """What a run was asked for, its environment, and what runs it."""
    environment = sorted([name, value] for name, value in os.environ.items() if name not in ("_", "SHLVL", "OLDPWD", "SLIPWAY_LEADER"))
    return [own_text(), sys.orig_argv, environment, os.getcwd(), sys.version]


class Process:
    """A run of ansible-playbook."""

    def __init__(self):
        self.circumstances = circumstances()
        # Programs of the same name with the same arguments, whatever the files that these name say.
        name = hashlib.blake2b(repr(self.circumstances[1]).encode(), digest_size=8).hexdigest()
        self.name = name
        self.path = os.path.join(FOLDER, name + ".trace")
        self.recorder = Recorder()
        # What is recorded of each play.
        self.plays = {}
        # Plays that have hosts, and those of them that were not run again.
        self.total = self.reused = 0
        self.has_failed = False
        # Set when Ansible has come to the end of its playbooks.
        self.is_complete = False
        self.known = slipway_leader.load(self.path, self.circumstances)
        self.leader = self.public = None
        if os.environ.get("SLIPWAY_LEADER"):
            self.leader = slipway_leader.Leader(os.environ["SLIPWAY_LEADER"], name, self.circumstances)
            self.known = self.leader.whole or self.known

    def reuse(self):
        """Whether the run need not be made because all that it would do is done now."""
        known = self.known and self.known["run"]
        reason = differs(known) if known else "no record"
        if reason:
            why("run: %s" % reason)
            return False
        restore(known["outputs"])
        report(known["events"])
        self.total = self.reused = self.known["total"]
        self.say_how_many()
        return True

    def say_how_many(self):
        append([json.dumps({"event": "reused", "number": self.reused, "total": self.total}) + "\n"])

    def write(self):
        global busy
        recorders.clear()
        busy = True
        if not self.is_complete or self.has_failed:
            return
        self.say_how_many()
        run = None if self.recorder.obstacle else self.recorder.finished()
        why("run not recorded: %s" % self.recorder.obstacle)
        os.makedirs(FOLDER, exist_ok=True)
        temporary = "%s.part%d" % (self.path, os.getpid())
        with open(temporary, "wb") as stream:
            marshal.dump({"circumstances": self.circumstances, "run": run, "plays": self.plays, "total": self.total}, stream)
        os.rename(temporary, self.path)
        self.public.end()
        self.keep_driver()
        # All went well, and everything is written: taking the process apart object by object takes longer than a play.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)


def start(keep_driver):
    """Begins the record of this run, or does what the run would do and ends. `keep_driver` is called at its end."""
    global process
    # Nearly all that a render makes lives to its end: looking for what does not is a tenth of its time.
    gc.set_threshold(5000, 20, 20)
    process = Process()
    process.keep_driver = keep_driver
    if process.reuse():
        os._exit(0)
    process.public = slipway_leader.Public(FOLDER, process.name, process.circumstances)
    os.stat, os.lstat, os.access, os.readlink = (looking(real_stat), looking(real_lstat), looking(real_access), looking(real_readlink))
    recorders.append(process.recorder)
    sys.addaudithook(hook)
    atexit.register(process.write)
