"""What inspection finds out about a file: facts, not judgements, and nothing that was written in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, cast

import msgspec

from affairs.precheck.contents import Content

__all__ = ["Danger", "Fault", "FileFacts", "Side"]


class Fault(StrEnum):
    """Why the inside of a file cannot be used."""

    BROKEN = "broken"
    TRUNCATED = "truncated"
    LOCKED = "locked"
    """A password is needed to open it."""
    TOO_MANY_PIXELS = "too-many-pixels"
    TOO_COMPLEX = "too-complex"
    """So many parts, or so much when unpacked, that nobody looked at all of it."""
    ANIMATED = "animated"
    GAVE_UP = "gave-up"
    """Inspection took too long, or its process died of it."""


class Danger(StrEnum):
    """What must not be handed on to a clerk's computer."""

    SCRIPT = "script"
    LAUNCH = "launch"
    EMBEDDED = "embedded"
    SUBMITS = "submits"
    MEDIA = "media"
    MACRO = "macro"
    SMUGGLED = "smuggled"
    """The file is something else too (a polyglot)."""


@dataclass(frozen=True, slots=True)
class Side:
    """One page, or the picture itself. ``width`` and ``height`` in pixels of its largest picture, 0 = none.

    ``sharpness`` is the energy of the finest structure against the contrast it is in (see
    :func:`affairs.precheck.pictures.sharpness`); None = nothing to judge it by.
    """

    width: int = 0
    height: int = 0
    blank: bool = False
    black: bool = False
    sharpness: float | None = None


@dataclass(frozen=True, slots=True)
class FileFacts:
    """One file. ``sides`` are the pages that were looked at, the first ones of ``pages`` (None = not known).

    ``print`` is what it looks like (256 bits, hexadecimal; '' = unknown): that of the same
    picture saved again is almost the same. ``restricted``: it opens, but forbids printing or copying.
    """

    size: int
    sha256: str
    kind: Content
    fault: Fault | None = None
    dangers: tuple[Danger, ...] = ()
    restricted: bool = False
    pages: int | None = None
    sides: tuple[Side, ...] = ()
    print: str = ""

    def as_record(self) -> dict[str, Any]:
        """As JSON values, to be stored."""
        return cast("dict[str, Any]", msgspec.to_builtins(self))

    @classmethod
    def of_record(cls, record: Mapping[str, Any]) -> "FileFacts":
        """From stored values. Raises msgspec.ValidationError."""
        return msgspec.convert(dict(record), cls)
