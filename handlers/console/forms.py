"""What a page's form sent: bounded, decoded, by name."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from urllib.parse import parse_qsl

from aiohttp import web

from affairs.clock import CHINA
from affairs.errors import InvalidValue
from handlers.problems import problem
from handlers.reading import BODY_LIMIT, BODY_SECONDS, InvalidRequest, read_at_most

__all__ = ["EMPTY", "Form", "read_form"]

FIELDS = 500
TYPE = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of a form; passwords may be among them, so it is never shown."""

    values: tuple[tuple[str, str], ...] = field(default=(), repr=False)

    def raw(self, name: str) -> str:
        """The field as it was typed, or ''."""
        return next((value for key, value in self.values if key == name), "")

    def text(self, name: str) -> str:
        """The field without blanks around it, or ''."""
        return self.raw(name).strip()

    def all(self, name: str) -> list[str]:
        """Every value of a field that can be ticked more than once."""
        return [value for key, value in self.values if key == name]

    def number(self, name: str) -> int:
        """The field as a whole number; 0 when it is none."""
        text = self.text(name)
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0

    def time(self, name: str) -> datetime | None:
        """A local date and time in China, as browsers send it; None when empty. Raises InvalidValue."""
        text = self.text(name)
        if not text:
            return None
        try:
            return datetime.fromisoformat(text).replace(tzinfo=CHINA)
        except ValueError:
            raise InvalidValue("日期或时间的格式不对。", field=name) from None


EMPTY = Form()


async def read_form(request: web.Request) -> Form:
    """The form of the request. Raises InvalidRequest (415, 413, 408, 400)."""
    if request.content_type != TYPE:
        raise InvalidRequest(problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "unsupported-media-type"))
    try:
        async with asyncio.timeout(BODY_SECONDS):
            raw = await read_at_most(request, BODY_LIMIT)
    except TimeoutError:
        raise InvalidRequest(problem(HTTPStatus.REQUEST_TIMEOUT, "request-timeout")) from None
    if len(raw) > BODY_LIMIT:
        raise InvalidRequest(problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too-large"))
    try:
        pairs = parse_qsl(raw.decode("ascii"), keep_blank_values=True, errors="replace", max_num_fields=FIELDS)
    except ValueError:
        raise InvalidRequest(problem(HTTPStatus.BAD_REQUEST, "unreadable-body")) from None
    # No store takes a NUL, and no keyboard types one.
    return Form(tuple((name, value.replace("\0", "")) for name, value in pairs))
