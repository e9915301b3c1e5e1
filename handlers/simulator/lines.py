"""What goes between the phone and the platform: actions one way, lines of the chat the other."""

import math
from collections.abc import Callable, Mapping
from typing import Any

__all__ = ["TYPES", "action_of", "line_of", "wire_of"]

Values = dict[str, Any]
TEXT_LIMIT = 2000
WORDS = {"voice": "[语音]", "image": "[图片]", "video": "[视频]", "shortvideo": "[小视频]", "link": "[链接]"}
WIRE = {
    "url": "请求地址",
    "sent": "微信发来的报文（加密）",
    "plain": "解密后的消息",
    "status": "HTTP 状态",
    "received": "我们的回复（加密）",
    "reply": "解密后的回复",
}
"""Parts of an exchange, in the order they are shown."""


def _text(message: Mapping[str, Any]) -> Values:
    return {"type": "text", "content": str(message.get("content", ""))[:TEXT_LIMIT]}


def _menu(message: Mapping[str, Any]) -> Values:
    return {"type": "click", "key": str(message.get("key", ""))[:128], "label": str(message.get("label", ""))[:40]}


def _option(message: Mapping[str, Any]) -> Values:
    return {"type": "option", "id": str(message.get("id", ""))[:64], "content": str(message.get("content", ""))[:100]}


def _location(message: Mapping[str, Any]) -> Values:
    """Raises ValueError for what is no place on earth."""
    latitude, longitude = (float(message.get(name, "nan")) for name in ("latitude", "longitude"))
    if not (math.isfinite(latitude) and abs(latitude) <= 90 and math.isfinite(longitude) and abs(longitude) <= 180):
        raise ValueError("not on earth")
    label = str(message.get("label", ""))[:100]
    return {"type": "location", "latitude": latitude, "longitude": longitude, "label": label}


ACTIONS: dict[str, Callable[[Mapping[str, Any]], Values]] = {
    "text": _text,
    "menu": _menu,
    "option": _option,
    "location": _location,
    "voice": lambda _message: {"type": "voice"},
    "image": lambda _message: {"type": "image"},
}
TYPES = frozenset(ACTIONS)


def action_of(message: Mapping[str, Any]) -> Values:
    """The platform's action for a message of the phone. Raises ValueError."""
    kind = message.get("type")
    if not isinstance(kind, str) or kind not in ACTIONS:
        raise ValueError("unknown type")
    try:
        return ACTIONS[kind](message)
    except TypeError:
        raise ValueError("wrong type of a value") from None


def line_of(shown: Mapping[str, Any]) -> Values:
    """One line of the chat: who, what, and the options that can be tapped."""
    kind, mine = str(shown.get("type")), shown.get("from") == "user"
    options = shown.get("list", []) if kind == "msgmenu" else []
    return {
        "from": "user" if mine else "note" if kind == "error" else "bot",
        "text": _own(kind, shown) if mine else _answered(kind, shown),
        "options": [{"id": str(each.get("id", "")), "content": str(each.get("content", ""))} for each in options],
    }


def _own(kind: str, shown: Mapping[str, Any]) -> str:
    if kind == "location":
        return f"[位置] {shown.get('label', '')}"
    if kind == "click":
        return f"[菜单] {shown.get('label', '')}"
    return WORDS.get(kind, "") or str(shown.get("content", ""))


def _answered(kind: str, shown: Mapping[str, Any]) -> str:
    if kind == "msgmenu":
        return "\n".join(part for name in ("head_content", "tail_content") if (part := str(shown.get(name, ""))))
    return str(shown.get("content", "")) or WORDS.get(kind, f"[{kind}]")


def wire_of(exchange: Mapping[str, Any]) -> list[Values]:
    """The parts of an exchange with their titles, in order."""
    return [{"title": title, "text": str(exchange[key])} for key, title in WIRE.items() if exchange.get(key)]
