"""Python runs this at its start. In an `ansible-playbook` of a render it begins the record of what is read and written."""

import os
import sys


def import_driver():
    """Modules of the driver are written anew for every render; what Python compiles of them is kept by their text. Returns what writes that
    into the file."""
    import hashlib
    import importlib.machinery
    import importlib.util
    import marshal

    folder = os.path.dirname(os.path.abspath(__file__))
    kept = "%s-driver-%s" % (os.environ.get("SLIPWAY_KEPT", ""), sys.implementation.cache_tag)
    codes, new = {}, {}
    try:
        with open(kept, "rb") as stream:
            codes = marshal.load(stream)
    except (OSError, ValueError, EOFError, TypeError):
        pass

    class Loader(importlib.machinery.SourceFileLoader):
        def get_code(self, name):
            text = self.get_data(self.path)
            key = hashlib.blake2b(self.path.encode() + b"\0" + text).digest()
            code = codes.get(key)
            if code is None:
                code = new[key] = self.source_to_code(text, self.path)
            return code

    class Finder:
        @staticmethod
        def find_spec(name, path=None, target=None):
            place = os.path.join(folder, name + ".py")
            if not name.startswith("slipway_") or not os.path.exists(place):
                return None
            return importlib.util.spec_from_file_location(name, place, loader=Loader(name, place))

    def write():
        if new and os.environ.get("SLIPWAY_KEPT"):
            temporary = "%s.part%d" % (kept, os.getpid())
            with open(temporary, "wb") as stream:
                # Those of other versions of the driver are not kept for ever.
                marshal.dump(codes | new if len(codes) < 50 else new, stream)
            os.rename(temporary, kept)

    sys.meta_path.insert(0, Finder)
    return write


program = getattr(sys, "orig_argv", [])[1:2]
if os.environ.get("SLIPWAY_TRACE") and [os.path.basename(path) for path in program] == ["ansible-playbook"]:
    keep_driver = import_driver()
    import slipway_trace

    slipway_trace.start(keep_driver)
