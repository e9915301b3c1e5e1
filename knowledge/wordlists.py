"""The lists of wordings that ship with the product (``knowledge/lexicon``), as rows of text.

Tab-separated, UTF-8; blank lines and lines that start with ``#`` are left out.
"""

from functools import cache
from importlib.resources import files

__all__ = ["word_rows"]


@cache
def word_rows(name: str) -> tuple[tuple[str, ...], ...]:
    """The rows of ``knowledge/lexicon/<name>``, each split at its tabs, in file order.

    Raises FileNotFoundError when no such list ships with the product.
    """
    text = files("knowledge").joinpath("lexicon", name).read_text(encoding="utf-8")
    lines = (line.rstrip() if "\t" not in line else line for line in text.splitlines())
    return tuple(tuple(line.split("\t")) for line in lines if line.strip() and not line.startswith("#"))
