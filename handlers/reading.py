"""Requests as checked models: the query string and the JSON body, every fault in a citizen's words."""

import asyncio
import json
import math
import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from aiohttp import web
from pydantic import BaseModel, ValidationError

from handlers.problems import problem

__all__ = ["InvalidRequest", "invalid", "read_at_most", "read_body", "read_query"]

SURROGATE = re.compile(r"[\ud800-\udfff]")
"""Half a character: JSON can spell it, UTF-8 cannot."""
BODY_LIMIT = 64 * 1024
"""Bytes of a JSON body: far more than any form, far less than a flood."""
BODY_SECONDS = 10.0
"""Seconds to send a body in: far more than a phone needs, far less than a slow attack."""
FAULTS = 50
"""Faults told at most."""
EXACT = 2**53
"""Up to here a double holds every integer."""
DEEPEST = 16
"""Arrays and objects within each other: no form nests half as deep, and no serialiser has to follow a bomb."""


class InvalidRequest(Exception):
    """The request breaks its declaration; carries the response to be sent."""

    def __init__(self, response: web.Response) -> None:
        super().__init__("invalid request")
        self.response = response


def read_query(request: web.Request, model: type[BaseModel]) -> BaseModel:
    """The query string as its model; an unknown or repeated parameter is a fault."""
    values: dict[str, str] = {}
    for name, value in request.query.items():
        if name in values:
            raise InvalidRequest(invalid([{"field": name, "message": "参数重复"}]))
        values[name] = value
    return _validated(model, values)


async def read_body(request: web.Request, model: type[BaseModel]) -> BaseModel:
    """The JSON body as its model."""
    if request.content_type != "application/json":
        raise InvalidRequest(problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "unsupported-media-type"))
    if (request.content_length or 0) > BODY_LIMIT:
        raise InvalidRequest(problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too-large"))
    try:
        async with asyncio.timeout(BODY_SECONDS):
            raw = await read_at_most(request, BODY_LIMIT)
    except TimeoutError:
        raise InvalidRequest(problem(HTTPStatus.REQUEST_TIMEOUT, "request-timeout")) from None
    if len(raw) > BODY_LIMIT:
        raise InvalidRequest(problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too-large"))
    try:
        value = json.loads(raw.decode(), parse_constant=_no_number, parse_float=_number)
    except (ValueError, RecursionError):
        raise InvalidRequest(problem(HTTPStatus.BAD_REQUEST, "malformed-json")) from None
    if not isinstance(value, dict):
        raise InvalidRequest(invalid([{"field": "", "message": "须为 JSON 对象"}]))
    if fault := _unstorable(value):
        raise InvalidRequest(invalid([{"field": "", "message": fault}]))
    return _validated(model, value)


async def read_at_most(request: web.Request, limit: int) -> bytes:
    """The body; of a larger one only the first ``limit`` + 1 bytes."""
    raw = await request.content.read(limit + 1)
    while len(raw) <= limit and not request.content.at_eof():
        raw += await request.content.read(limit + 1 - len(raw))
    return raw


def _no_number(name: str) -> float:
    """NaN and Infinity are Python's, not JSON's (RFC 8259, section 6)."""
    raise ValueError(name)


def _number(text: str) -> float:
    """A number with a fraction or an exponent; 12.0 is the integer 12 (JSON Schema 2020-12, 6.1.1), 1e999 is none."""
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(text)
    return int(value) if value.is_integer() and abs(value) <= EXACT else value


def _unstorable(value: object) -> str:
    """Why a JSON value can be neither kept nor sent back, '' where it can."""
    level: list[object] = [value]
    for _ in range(DEEPEST):
        if not level:
            return ""
        texts = [each for each in level if isinstance(each, str)]
        texts += [key for each in level if isinstance(each, dict) for key in each]
        if any(SURROGATE.search(each) for each in texts):
            return MESSAGES["string_unicode"]
        lists = [each for each in level if isinstance(each, list)]
        within = [each.values() for each in level if isinstance(each, dict)]
        level = [inner for each in (*lists, *within) for inner in each]
    return "嵌套太深" if level else ""


def _validated(model: type[BaseModel], values: Mapping[str, Any]) -> BaseModel:
    try:
        return model.model_validate(values)
    except ValidationError as error:
        faults = error.errors(include_url=False, include_context=False, include_input=False)
        raise InvalidRequest(invalid([_fault(fault) for fault in faults[:FAULTS]])) from None


def _fault(fault: Mapping[str, Any]) -> dict[str, str]:
    place = ".".join(str(part) for part in fault["loc"]).encode(errors="replace").decode()
    return {"field": place[:100], "message": MESSAGES.get(fault["type"], "内容不符合要求")}


MESSAGES = {
    "missing": "必填",
    "extra_forbidden": "没有这个字段",
    "string_type": "须为文字",
    "string_too_long": "太长了",
    "string_too_short": "太短了",
    "string_pattern_mismatch": "格式不对",
    "string_unicode": "含有无效的字符",
    "int_parsing": "须为整数",
    "int_type": "须为整数",
    "bool_type": "须为是或否",
    "bool_parsing": "须为是或否",
    "less_than_equal": "超出允许的最大值",
    "greater_than_equal": "小于允许的最小值",
    "enum": "不在可选范围内",
    "literal_error": "不在可选范围内",
}
"""Pydantic's error types in a citizen's words."""


def invalid(errors: list[dict[str, str]]) -> web.Response:
    """The answer to a request that breaks its declaration: every fault with its field."""
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid-request", errors=errors)
