"""Answers as they may be shown in a chat: what leads to a person is covered (个人信息保护法 第五十一条)."""

from collections.abc import Mapping
from typing import Any

from bot.applying import phrases
from knowledge.forms import Column, Field, FieldType

__all__ = ["masked_address", "masked_id", "masked_name", "masked_phone", "shown_value"]

_SHOWN_ROWS = 6
_SHOWN_TEXT = 60
_ADDRESS_HEAD = 6
_NAMED = ("姓名", "名字")


def masked_name(text: str) -> str:
    """The first character alone."""
    return f"{text[:1]}{'*' * min(2, max(1, len(text) - 1))}" if text else ""


def masked_id(text: str) -> str:
    """One character at the head, two at the end: 110 would be taken for the number of the police, and be clickable."""
    return f"{text[:1]}{'*' * 6}{text[-2:]}" if len(text) > 8 else "*" * len(text)


def masked_phone(text: str) -> str:
    """As on a courier's label: 139****1234."""
    return f"{text[:3]}****{text[-4:]}" if len(text) >= 11 else f"***{text[-2:]}"


def masked_address(text: str) -> str:
    """The beginning, which is the district; the rest is covered."""
    return text if len(text) <= _ADDRESS_HEAD else f"{text[:_ADDRESS_HEAD]}****"


def shown_value(column: Column, raw: Any) -> str:
    """An answer as it is shown; '' for one that is empty."""
    if raw is None or raw in ("", [], {}):
        return ""
    if column.type is FieldType.YES_NO:
        return phrases.YES if raw is True or raw == phrases.YES else phrases.NO
    if column.type is FieldType.CHOICES:
        values = raw if isinstance(raw, list) else [raw]
        return "、".join(_option(column, each) for each in values)
    if column.type is FieldType.ROWS and isinstance(column, Field):
        return _rows(column, raw)
    if column.type is FieldType.ADDRESS and isinstance(raw, Mapping):
        raw = raw.get("detail", "")
    if column.type is FieldType.CHOICE:
        return _option(column, raw)
    return _masked(column, str(raw))


def _masked(column: Column, text: str) -> str:
    match column.type:
        case FieldType.NAME:
            return masked_name(text)
        case FieldType.ID_NUMBER | FieldType.BANK_CARD:
            return masked_id(text)
        case FieldType.MOBILE | FieldType.PHONE:
            return masked_phone(text)
        case FieldType.ADDRESS:
            return masked_address(text)
        case FieldType.TEXT | FieldType.LONG_TEXT if any(word in column.label for word in _NAMED):
            return masked_name(text)
    shown = text if len(text) <= _SHOWN_TEXT else f"{text[:_SHOWN_TEXT]}…"
    return f"{shown}{column.unit}" if column.unit else shown


def _option(column: Column, raw: Any) -> str:
    return next((option.shown for option in column.options if option.value == raw), str(raw))


def _rows(field: Field, raw: Any) -> str:
    rows = [each for each in raw if isinstance(each, Mapping)] if isinstance(raw, list) else []
    lines = [_row(field, row) for row in rows[:_SHOWN_ROWS]]
    more = phrases.MORE_ROWS.format(count=len(rows)) if len(rows) > _SHOWN_ROWS else ""
    return "；".join(filter(None, (*lines, more)))


def _row(field: Field, row: Mapping[str, Any]) -> str:
    return " ".join(filter(None, (shown_value(column, row.get(column.key)) for column in field.columns)))
