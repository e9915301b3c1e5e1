"""Cursors of lists: opaque to the caller, bound to nothing but a place."""

import base64
import binascii

from affairs.errors import InvalidValue

__all__ = ["cursor_of", "offset_of"]


def cursor_of(offset: int | None) -> str | None:
    """The cursor of the page that begins at ``offset``."""
    return None if offset is None else base64.urlsafe_b64encode(f"o{offset}".encode()).decode().rstrip("=")


def offset_of(cursor: str | None) -> int:
    """Where the page of ``cursor`` begins. Raises InvalidValue for one that is not ours."""
    if not cursor:
        return 0
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        text = ""
    if not text.startswith("o") or not text[1:].isdecimal():
        raise InvalidValue("翻页标记无效,请从第一页开始。", field="cursor")
    return int(text[1:])
