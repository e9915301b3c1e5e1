"""What a person does on the phone, as the fields of the message the platform sends."""

import secrets
from collections.abc import Callable, Mapping
from typing import Any

__all__ = ["CLICKS", "event_fields", "fields_of"]

Action = Mapping[str, Any]
CLICKS = frozenset(
    {"click", "view", "scan", "subscribe", "scancode_push", "scancode_waitmsg", "location_select", "option"}
)
"""What opens the one-minute window for customer-service messages."""


def fields_of(action: Action) -> dict[str, Any]:
    """The fields beside sender, receiver, time and id. Raises ValueError for an unknown type."""
    kind = str(action.get("type", ""))
    build = BUILDERS.get(kind)
    if build is None:
        raise ValueError(f"unknown type {kind!r}; known: {', '.join(sorted(BUILDERS))}")
    return build(action) | dict(action.get("fields", {}))


def event_fields(name: str, key: str = "", **more: Any) -> dict[str, Any]:
    """An event's fields."""
    return {"MsgType": "event", "Event": name, "EventKey": key, **more}


def _text(action: Action) -> dict[str, Any]:
    return {"MsgType": "text", "Content": str(action.get("content", ""))}


def _option(action: Action) -> dict[str, Any]:
    """A tap on an option of a ``msgmenu`` message."""
    return {"MsgType": "text", "Content": str(action.get("content", "")), "bizmsgmenuid": str(action["id"])}


def _media(kind: str, **more: str) -> Callable[[Action], dict[str, Any]]:
    def build(action: Action) -> dict[str, Any]:
        return {"MsgType": kind, "MediaId": str(action.get("media_id") or secrets.token_urlsafe(24)), **more}

    return build


def _voice(action: Action) -> dict[str, Any]:
    recognition = str(action.get("recognition", ""))
    return _media("voice", Format="amr")(action) | {"MediaId16K": secrets.token_urlsafe(24), "Recognition": recognition}


def _location(action: Action) -> dict[str, Any]:
    return {
        "MsgType": "location",
        "Location_X": float(action["latitude"]),
        "Location_Y": float(action["longitude"]),
        "Scale": int(action.get("scale", 16)),
        "Label": str(action.get("label", "")),
    }


def _link(action: Action) -> dict[str, Any]:
    names = {"Title": "title", "Description": "description", "Url": "url"}
    return {"MsgType": "link"} | {name: str(action.get(key, "")) for name, key in names.items()}


def _subscribe(action: Action) -> dict[str, Any]:
    scene = str(action.get("scene", ""))
    more = {"Ticket": secrets.token_urlsafe(24)} if scene else {}
    return event_fields("subscribe", f"qrscene_{scene}" if scene else "", **more)


def _scan(action: Action) -> dict[str, Any]:
    return event_fields("SCAN", str(action["scene"]), Ticket=secrets.token_urlsafe(24))


def _report(action: Action) -> dict[str, Any]:
    fields = event_fields("LOCATION", Latitude=float(action["latitude"]), Longitude=float(action["longitude"]))
    del fields["EventKey"]
    return fields | {"Precision": float(action.get("precision", 65.0))}


BUILDERS: Mapping[str, Callable[[Action], dict[str, Any]]] = {
    "text": _text,
    "option": _option,
    "image": _media("image", PicUrl="http://mmbiz.qpic.cn/sandbox/0"),
    "voice": _voice,
    "video": _media("video", ThumbMediaId="sandbox-thumb"),
    "shortvideo": _media("shortvideo", ThumbMediaId="sandbox-thumb"),
    "file": _media("file", Title="file.pdf"),
    "location": _location,
    "link": _link,
    "subscribe": _subscribe,
    "unsubscribe": lambda _action: event_fields("unsubscribe"),
    "scan": _scan,
    "click": lambda action: event_fields("CLICK", str(action["key"])),
    "view": lambda action: event_fields("VIEW", str(action["url"]), MenuId="1"),
    "location_report": _report,
    "event": lambda action: event_fields(str(action["event"]), str(action.get("key", ""))),
    "raw": lambda _action: {},
}
