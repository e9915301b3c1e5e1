"""Codes for what comes without one: stable, so that the next import meets the same thing."""

import hashlib
import re
import unicodedata
from functools import lru_cache

__all__ = ["DERIVED", "derived_code", "normalised", "region_code"]

DERIVED = "BST-R-"  # how a region code begins that was made from the path of names
_NOISE = re.compile(r"[\s\u200b-\u200f\ufeff]+")


@lru_cache(maxsize=200_000)
def normalised(text: str) -> str:
    """``text`` for comparison: half width, lower case, without blanks."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", text)).casefold()


def derived_code(name: str, department: str = "") -> str:
    """A stable code (24 characters) for an item without 实施编码, from its name and department."""
    said = f"{normalised(name)}\n{normalised(department)}" if department.strip() else normalised(name)
    return "BST-" + hashlib.sha256(said.encode()).hexdigest()[:20]


def region_code(path: tuple[str, ...]) -> str:
    """A stable code for the region at ``path``, the names from the root down."""
    said = "/".join(normalised(name) for name in path)
    return DERIVED + hashlib.sha256(said.encode()).hexdigest()[:12]
