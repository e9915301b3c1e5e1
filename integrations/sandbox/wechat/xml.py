"""The platform's XML: messages as it writes them, replies as it reads them."""

from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree

__all__ = ["BadReply", "message_xml", "reply_of"]

NUMBERS = frozenset(
    {"CreateTime", "MsgId", "MsgID", "Location_X", "Location_Y", "Scale", "Latitude", "Longitude", "Precision"}
)
TEXT_BYTES = 2048


class BadReply(Exception):
    """What came back is nothing the platform shows to a person."""


def message_xml(fields: Mapping[str, Any]) -> str:
    """The message; text as CDATA, numbers bare, nested fields nested, lists repeated."""
    return f"<xml>{''.join(_element(name, value) for name, value in fields.items())}</xml>"


def _element(name: str, value: Any) -> str:
    if isinstance(value, Mapping):
        return f"<{name}>{''.join(_element(key, each) for key, each in value.items())}</{name}>"
    if isinstance(value, list):
        return "".join(_element(name, each) for each in value)
    if name in NUMBERS:
        return f"<{name}>{value}</{name}>"
    return f"<{name}><![CDATA[{str(value).replace(']]>', ']]]]><![CDATA[>')}]]></{name}>"


def reply_of(xml: str, *, openid: str, account: str) -> dict[str, Any]:
    """A passive reply as ``{"type", …}``. Raises BadReply as WeChat refuses it."""
    try:
        root = ElementTree.fromstring(xml)  # noqa: S314 - the product under test
    except ElementTree.ParseError:
        raise BadReply("not XML") from None
    if root.tag != "xml" or root.findtext("ToUserName") != openid or root.findtext("FromUserName") != account:
        raise BadReply("not between this account and this person")
    if not (root.findtext("CreateTime") or "").isdigit():
        raise BadReply("no CreateTime")
    kind = root.findtext("MsgType") or ""
    if kind == "text":
        content = root.findtext("Content") or ""
        if not content or len(content.encode()) > TEXT_BYTES:
            raise BadReply("text is empty or over 2048 bytes")
        return {"type": kind, "content": content}
    if kind in {"image", "voice", "video", "music", "news", "transfer_customer_service"}:
        return {"type": kind}
    raise BadReply("unknown type")
