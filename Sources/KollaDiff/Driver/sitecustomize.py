"""Python runs this at its start. In an `ansible-playbook` of a render it begins the record of what is read and written."""

import os
import sys

program = getattr(sys, "orig_argv", [])[1:2]
if os.environ.get("SLIPWAY_TRACE") and [os.path.basename(path) for path in program] == ["ansible-playbook"]:
    import slipway_trace

    slipway_trace.start()
