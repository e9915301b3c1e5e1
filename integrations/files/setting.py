"""Breaking Chinese text into lines: no line begins with a closing mark or ends with an opening one (禁则)."""

import re
from collections.abc import Callable, Iterator

__all__ = ["lines_of"]

PIECES = re.compile(
    r"""[（《〈「『【〔“‘]*                 # opening marks stay with what follows
        (?:[!-~]+|.)                      # words, numbers and addresses in one, else a character
        [，。、；：！？）》〉」』】〕”’％…]*  # closing marks stay with what is before""",
    re.VERBOSE | re.DOTALL,
)


def lines_of(text: str, width: float, measure: Callable[[str], float]) -> list[str]:
    """The lines of a text no wider than ``width`` by ``measure``; a new line in the text begins one."""
    return [line for part in text.split("\n") for line in _broken(part, width, measure)]


def _broken(text: str, width: float, measure: Callable[[str], float]) -> Iterator[str]:
    line, filled = "", 0.0
    for piece in _narrow(text, width, measure):
        wide = measure(piece)
        if line and filled + wide > width:
            yield line.rstrip()
            line, filled, piece = "", 0.0, piece.lstrip()  # noqa: PLW2901 - a line begins with no blank
        line, filled = line + piece, filled + wide
    yield line


def _narrow(text: str, width: float, measure: Callable[[str], float]) -> Iterator[str]:
    """The pieces; those wider than a whole line are cut into characters."""
    for piece in PIECES.findall(text):
        yield from (piece,) if measure(piece) <= width else piece
