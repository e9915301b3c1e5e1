"""Customer-service messages: what a person sees of one, and whether it may still be sent."""

from typing import Any

from integrations.sandbox.wechat.errors import ApiError
from integrations.sandbox.wechat.store import Person

__all__ = ["shown", "take_window"]

TEXT_BYTES = 2048
KINDS = frozenset({"text", "msgmenu", "image", "voice", "video", "news", "miniprogrampage"})


def shown(body: dict[str, Any]) -> dict[str, Any]:
    """The message as a line of the chat. Raises ApiError."""
    kind = str(body.get("msgtype"))
    content = body.get(kind)
    if kind not in KINDS:
        raise ApiError(40008)
    if not isinstance(content, dict):
        raise ApiError(44002)
    if kind == "text":
        return {"type": kind, "content": _text(content)}
    if kind == "msgmenu" and not isinstance(content.get("list"), list):
        raise ApiError(47001)
    return {"type": kind, **content}


def _text(content: dict[str, Any]) -> str:
    text = content.get("content")
    if not isinstance(text, str) or not text:
        raise ApiError(44004)
    if len(text.encode()) > TEXT_BYTES:
        raise ApiError(45002)
    return text


def take_window(person: Person, now: float) -> None:
    """Use one message of a window that is open: the minute after a click, else the 48 hours. Raises ApiError."""
    opened = [window for window in (person.clicked, person.spoke) if window.until > now]
    if not person.following or not opened:
        raise ApiError(45015)
    window = next((each for each in opened if each.left > 0), None)
    if window is None:
        raise ApiError(45047)
    window.left -= 1
