"""Parameters of queries: flags, and ``limit`` and ``cursor`` of lists.

A cursor is opaque to the caller. Every well-formed one names a place: one beyond the end
gives an empty page, as it would after the catalogue has shrunk meanwhile.
"""

import re
from typing import Annotated, Any

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

__all__ = ["Cursor", "Flag", "Limit", "cursor_of", "offset_of"]

INTEGER = re.compile(r"0|-?[1-9][0-9]{0,8}", re.ASCII)


def _integer(value: Any) -> Any:
    """Plain digits alone: what the schema calls an integer, not all that Python reads as one."""
    if isinstance(value, str) and not INTEGER.fullmatch(value):
        raise PydanticCustomError("int_parsing", "must be an integer")
    return value


def _flag(value: Any) -> Any:
    """``true`` or ``false`` alone: what the schema calls a boolean, not all that reads as one."""
    if isinstance(value, str) and value not in {"true", "false"}:
        raise PydanticCustomError("bool_parsing", "must be true or false")
    return value


Flag = Annotated[bool, BeforeValidator(_flag)]
Limit = Annotated[int, Field(ge=1, le=100, description="Rows a page."), BeforeValidator(_integer)]
Cursor = Annotated[str, Field(pattern=r"^p[0-9]{1,7}$", description="`next` of the page before.")]


def cursor_of(offset: int | None) -> str | None:
    """The cursor of the page that begins at ``offset``; None at the end."""
    return None if offset is None else f"p{offset}"


def offset_of(cursor: str | None) -> int:
    """Where the page of a well-formed cursor begins."""
    return int(cursor[1:]) if cursor else 0
