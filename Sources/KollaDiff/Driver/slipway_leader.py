"""Two sides of a diff are rendered at once, and most plays of the second come out as they did on the first: it need not do them again.

Each run of `ansible-playbook` makes the record of a play public when the play has ended, in a file beside that of the whole run. The run
of the same name on the other side, which follows, waits for the record of the play that it comes to, and takes the play over if all that
the play depends on is the same, as it would from an earlier render. One that is not, it runs itself, while the leader goes on. The leader
waits for nobody, and one that ends in the middle is followed no further.
"""

import fcntl
import marshal
import os
import time

# Seconds between two looks at what the leader has done. Nothing tells one process that another has appended to a file and still lives but
# looking: inotify is not in Python's library, and a lock waits for the end of the run.
PAUSE = 0.01


def load(path, circumstances):
    """The records of a whole run; None if there are none, or none of the same program, environment and driver."""
    try:
        with open(path, "rb") as stream:
            known = marshal.load(stream)
        return known if known["circumstances"] == circumstances else None
    except (OSError, ValueError, EOFError, TypeError, KeyError):
        return None


def is_held(descriptor):
    """Whether another process has a lock on a file."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    fcntl.flock(descriptor, fcntl.LOCK_UN)
    return False


class Public:
    """The records of this run, for one that follows. The file is locked as long as the run goes on."""

    def __init__(self, folder, name, circumstances):
        self.path = os.path.join(folder, name + ".live")
        os.makedirs(folder, exist_ok=True)
        temporary = "%s.part%d" % (self.path, os.getpid())
        # Closed with the process and no sooner.
        self.descriptor = os.open(temporary, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_TRUNC, 0o600)
        fcntl.flock(self.descriptor, fcntl.LOCK_EX)
        self.add(circumstances)
        os.rename(temporary, self.path)

    def add(self, value):
        data = memoryview(marshal.dumps(value))
        data = memoryview(len(data).to_bytes(8, "big") + data.tobytes())
        while data:
            data = data[os.write(self.descriptor, data):]

    def play(self, number, key, record):
        """Says how a play came out; the record is None if another run could not take it over."""
        self.add([number, key, record])

    def end(self):
        os.unlink(self.path)


class Leader:
    """The run of the same name on the other side.

    `folder` is the folder of the other side's render. Its file `leading` is locked as long as it goes on.
    """

    def __init__(self, folder, name, circumstances):
        self.base = os.path.join(folder, "driver", "trace", name)
        self.stream = None
        self.plays = {}
        # All records, when the leader has already come to the end of this run.
        self.whole = None
        try:
            self.render = os.open(os.path.join(folder, "leading"), os.O_RDONLY)
        except OSError:
            return
        while self.stream is None:
            is_leading = is_held(self.render)
            try:
                self.stream = open(self.base + ".live", "rb", buffering=0)
            except OSError:
                self.whole = load(self.base + ".trace", circumstances)
                if self.whole or not is_leading:
                    return
                time.sleep(PAUSE)
        self.rest = b""
        if self.next() != circumstances:
            self.stream = None

    def next(self):
        """What the leader says next; None when it says no more."""
        while True:
            is_running = is_held(self.stream.fileno())
            while piece := self.stream.read(1 << 20):
                self.rest += piece
            size = int.from_bytes(self.rest[:8], "big")
            if len(self.rest) >= 8 + size and size:
                value = marshal.loads(self.rest[8:8 + size])
                self.rest = self.rest[8 + size:]
                return value
            if not is_running:
                return None
            time.sleep(PAUSE)

    def play(self, number, key):
        """The record of a play, when the leader has done it; None if it did another, or none that can be taken over."""
        while self.stream is not None and number not in self.plays:
            said = self.next()
            if said is None:
                self.stream = None
                break
            self.plays[said[0]] = said[1:]
        known, record = self.plays.pop(number, (None, None))
        return record if known == key else None
