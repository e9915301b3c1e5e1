"""Templates of 订阅消息 and 模板消息: what is checked before one is shown."""

import re
from typing import Any

from integrations.sandbox.wechat.errors import ApiError

__all__ = ["notice_of"]

LONGEST = {"thing": 20, "character_string": 32, "phrase": 5, "name": 10}
"""Characters that a keyword of a kind may have."""
TIME = re.compile(r"\d{4}(-\d{2}-\d{2}|年\d{1,2}月\d{1,2}日)( \d{2}:\d{2})?")
KEYWORD = re.compile(r"([a-z_]+)\d+")


def notice_of(body: dict[str, Any]) -> dict[str, Any]:
    """The message as a line of the chat. Raises ApiError."""
    template, data = body.get("template_id"), body.get("data")
    if not isinstance(template, str) or not template:
        raise ApiError(40037)
    if not isinstance(data, dict) or not data:
        raise ApiError(47003)
    return {"type": "notice", "template_id": template, "data": {name: _value(name, data[name]) for name in data}}


def _value(name: str, given: Any) -> str:
    keyword = KEYWORD.fullmatch(name)
    value = given.get("value") if isinstance(given, dict) else None
    if keyword is None or not isinstance(value, str) or not value:
        raise ApiError(47003)
    kind = keyword[1]
    if len(value) > LONGEST.get(kind, 200) or (kind == "time" and not TIME.fullmatch(value)):
        raise ApiError(47003)
    return value
