"""What stays for good is kept out of the garbage collector's rounds."""

from __future__ import annotations

import subprocess
import sys

LIFE = """
import gc, weakref
from bot import heap

class Thing: ...

before, gone, later = Thing(), Thing(), None
gone.itself, told = gone, weakref.ref(gone)
del gone
heap.settle()
assert told() is None, "garbage of the start is not kept for good"
assert gc.is_tracked(before) and before not in gc.get_objects(), "looked through no longer"
later = Thing()
later.itself, told = later, weakref.ref(later)
del later
gc.collect()
assert told() is None, "what comes later is collected as ever"
"""


def test_what_was_built_is_looked_through_no_more_and_garbage_still_goes():
    """In a process of its own: it cannot be taken back."""
    ended = subprocess.run([sys.executable, "-c", LIFE], capture_output=True, text=True)

    assert (ended.returncode, ended.stderr) == (0, "")
