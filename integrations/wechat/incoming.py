"""A callback's fields → :class:`Incoming`, for every type and event, known or not.

Read from the fields themselves and not through wechatpy's message classes: those hide
``bizmsgmenuid``, fail on numbers that are none only when they are looked at, and know
fewer events than WeChat sends.
"""

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.messages import Incoming, Kind
from bot.ports import MalformedMessage
from integrations.wechat.xml import Fields

__all__ = ["CHANNEL", "WeChatMessage", "incoming_of"]

CHANNEL = "wechat"
TYPES: Mapping[str, Kind] = {
    "text": Kind.TEXT,
    "image": Kind.IMAGE,
    "voice": Kind.VOICE,
    "video": Kind.VIDEO,
    "shortvideo": Kind.VIDEO,
    "location": Kind.LOCATION,
    "link": Kind.LINK,
    "file": Kind.FILE,
    "miniprogrampage": Kind.LINK,
}
EVENTS: Mapping[str, Kind] = {
    "subscribe": Kind.SUBSCRIBE,
    "unsubscribe": Kind.UNSUBSCRIBE,
    "scan": Kind.SCAN,
    "click": Kind.MENU,
    "location": Kind.LOCATION_REPORT,
}
"""Events that mean something to the conversation. VIEW and the other menu kinds, notices of sent
messages (…jobfinish) and subscriptions (subscribe_msg_…) are OTHER_EVENT: taken, and answered by nothing."""

SCENE_PREFIX = "qrscene_"
USER_CHARS = 128
KEY_CHARS = 64
TEXT_CHARS = 8192


@dataclass(frozen=True, slots=True)
class WeChatMessage(Incoming):
    """An incoming message with what sealing its reply needs: the account it was sent to
    (``ToUserName``), whether it came encrypted, and with which key (0 = current).
    """

    account: str = ""
    encrypted: bool = False
    key: int = 0


def incoming_of(fields: Fields, *, encrypted: bool, key: int = 0) -> WeChatMessage:
    """The message. Raises MalformedMessage when it lacks what every message has."""
    user, kind = _text(fields, "FromUserName"), _text(fields, "MsgType").lower()
    created = _whole(fields, "CreateTime")
    if not user or len(user) > USER_CHARS or not kind or created is None:
        raise MalformedMessage("lacks sender, type or time")
    parts = _event(fields, user, created) if kind == "event" else _message(fields, user, kind, created)
    return WeChatMessage(
        channel=CHANNEL,
        user=user,
        received_at=_moment(created),
        account=_text(fields, "ToUserName"),
        encrypted=encrypted,
        key=key,
        **parts,
    )


def _message(fields: Fields, user: str, kind: str, created: int) -> dict[str, Any]:
    known = TYPES.get(kind, Kind.UNKNOWN)
    message_id = _text(fields, "MsgId")
    parts: dict[str, Any] = {
        "kind": known,
        "message_key": message_id
        if 0 < len(message_id) <= KEY_CHARS
        else _digest(user, str(created), kind, repr(fields)),
        "media_id": _text(fields, "MediaId"),
    }
    if known is Kind.TEXT:
        parts["text"] = _text(fields, "Content")[:TEXT_CHARS]
        parts["choice"] = _clicked(_text(fields, "bizmsgmenuid"))
    elif known is Kind.VOICE:
        parts["text"] = _text(fields, "Recognition")[:TEXT_CHARS]
    elif known is Kind.LINK:
        parts["text"] = _text(fields, "Title")[:TEXT_CHARS]
    elif known is Kind.LOCATION:
        parts |= _place(_text(fields, "Location_X"), _text(fields, "Location_Y"))
        parts["place"] = _text(fields, "Label")[:TEXT_CHARS]
    return parts


def _event(fields: Fields, user: str, created: int) -> dict[str, Any]:
    event, event_key = _text(fields, "Event").lower(), _text(fields, "EventKey")
    kind = EVENTS.get(event, Kind.OTHER_EVENT)
    parts: dict[str, Any] = {
        "kind": kind,
        "event_key": event_key,
        "message_key": _digest(user, str(created), event, event_key, _jobs(fields)),
    }
    if kind is Kind.SUBSCRIBE:
        parts["event_key"] = event_key.removeprefix(SCENE_PREFIX)
    elif kind is Kind.LOCATION_REPORT:
        parts |= _place(_text(fields, "Latitude"), _text(fields, "Longitude"))
    elif kind is Kind.OTHER_EVENT:
        parts["event_key"] = event
    return parts


def _jobs(fields: Fields) -> str:
    """What tells two notices of one second apart: the job's number, or the entries of a ``List``."""
    events = ("SubscribeMsgPopupEvent", "SubscribeMsgChangeEvent", "SubscribeMsgSentEvent")
    return _text(fields, "MsgID") + "".join(repr(fields[name]) for name in events if name in fields)


def _digest(*parts: str) -> str:
    """A key that repeats with the message and shows nobody's openid."""
    return "e" + hashlib.sha256("\0".join(parts).encode()).hexdigest()[:40]


def _text(fields: Fields, name: str) -> str:
    """A field's text; the first where it repeats, '' where it is absent or nested."""
    value = fields.get(name, "")
    if type(value) is str:  # as nearly all are, and some eight a message are looked at
        return value.strip()
    if isinstance(value, list):
        value = value[0]
    return value.strip() if isinstance(value, str) else ""


def _whole(fields: Fields, name: str) -> int | None:
    text = _text(fields, name)
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 12 else None


def _moment(created: int) -> datetime | None:
    try:
        return datetime.fromtimestamp(created, UTC)
    except (OverflowError, ValueError, OSError):
        return None


def _clicked(menu_id: str) -> int | None:
    """The number of the clicked ``msgmenu`` option: its id ends with it, after the last ``:``."""
    number = menu_id.rpartition(":")[2]
    return int(number) if number.isascii() and number.isdigit() and len(number) <= 3 else None


def _place(latitude: str, longitude: str) -> dict[str, float]:
    """The two numbers, or nothing when they are no place on earth."""
    try:
        north, east = float(latitude), float(longitude)
    except ValueError:
        return {}
    on_earth = math.isfinite(north) and math.isfinite(east) and abs(north) <= 90 and abs(east) <= 180
    return {"latitude": north, "longitude": east} if on_earth else {}
