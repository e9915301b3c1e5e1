"""What is frozen is passed over; what was exchanged is freed all the same."""

import subprocess
import sys

SCRIPT = """
import gc, weakref
from affairs.heap import freeze, freeze_again

class Catalogue:
    def __init__(self):
        self.itself = self

assert not freeze_again()
assert gc.get_freeze_count() == 0, "a process that froze nothing is left alone"
old = Catalogue()
seen = weakref.ref(old)
freeze()
assert gc.get_freeze_count() > 1000
del old
gc.collect()
assert seen() is not None, "passed over"
assert freeze_again()
assert seen() is None, "freed with its cycle"
assert gc.get_freeze_count() > 1000
"""


def test_frozen_and_freed() -> None:
    subprocess.run([sys.executable, "-c", SCRIPT], check=True)
