"""``banshitong``: the command line. Every command explains itself with an example.

Exit codes: 0 done, 1 a fault that ``doctor`` or ``db check`` found, 2 bad input.
"""

from handlers.cli.lazy import main

__all__ = ["main"]
