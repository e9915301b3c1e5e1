"""Reading a callback's XML: UTF-8 only, no DTD (so no entities), bounded depth."""

import re
from typing import Any
from xml.etree import ElementTree
from xml.parsers import expat

from bot.ports import MalformedMessage
from integrations.wechat.limits import XML_DEPTH

__all__ = ["Fields", "printable", "read_fields"]

UNPRINTABLE = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no ``Char`` for."""
Fields = dict[str, Any]
"""Tag → text, or nested fields, or a list where a tag repeats; '' where a tag is empty."""


def read_fields(body: bytes | str) -> Fields:
    """The children of the root ``xml``. Raises MalformedMessage for anything else.

    A string is handed to the parser, so an ``encoding`` declaration cannot change what is read.
    """
    try:
        text = body if isinstance(body, str) else body.decode("utf-8")
        if "<!DOCTYPE" in text or "<!ENTITY" in text:
            _refuse_doctype(text)
        root = ElementTree.fromstring(text)  # noqa: S314 - a DTD, the only way to an entity, was refused
    except (ElementTree.ParseError, expat.ExpatError, ValueError):
        raise MalformedMessage("not XML") from None
    if root.tag != "xml":
        raise MalformedMessage("root is not xml")
    return _children(root, XML_DEPTH)


def _refuse_doctype(text: str) -> None:
    """Tell a DTD from the same characters typed by a person (in CDATA)."""
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refused
    parser.Parse(text.encode(), True)


def _refused(*_declaration: object) -> None:
    raise MalformedMessage("has a document type")


def _children(parent: ElementTree.Element, depth: int) -> Fields:
    if not depth:
        raise MalformedMessage("nested too deeply")
    fields: Fields = {}
    for child in parent:
        value: Any = _children(child, depth - 1) if len(child) else (child.text or "")
        known = fields.get(child.tag)
        if known is None:
            fields[child.tag] = value
        elif isinstance(known, list):
            known.append(value)
        else:
            fields[child.tag] = [known, value]
    return fields


def printable(text: str) -> str:
    """``text`` without the characters that XML 1.0 cannot carry."""
    return text if text.isprintable() else UNPRINTABLE.sub("", text)
