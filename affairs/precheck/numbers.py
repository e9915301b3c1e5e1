"""Amounts and numbers, and their bounds."""

import re
from decimal import Decimal
from typing import Final

from affairs.precheck.flaw import Flaw, Read
from affairs.precheck.typing_habits import narrowed, tidy
from knowledge.forms import Column, FieldType

__all__ = ["read_number"]

_DIGITS: Final = re.compile(r"[+-]?\d{1,15}(?:\.\d{1,6})?", re.ASCII)
_GROUPED: Final = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?", re.ASCII)
_CENTS: Final = 2
_STATED: Final = "本表填写说明"


def read_number(raw: object, column: Column) -> Read[Decimal]:
    """The number; an amount has two places after the point at most and is not negative."""
    text = "".join(narrowed(tidy(_written(raw))).split()).removeprefix("¥").removeprefix("¥")
    if _GROUPED.fullmatch(text):
        text = text.replace(",", "")
    if not _DIGITS.fullmatch(text):
        unit = f"，单位是{column.unit}" if column.unit else ""
        return Read.unfit(
            Flaw(
                "number.none",
                f"「{column.label}」应当填一个数。",
                f"请只写数字{unit}，如“12.5”，不要写单位和汉字。",
                _STATED,
            )
        )
    number = Decimal(text)
    flaw = _decimals(number, column) or _outside(number, column)
    return Read.unfit(flaw) if flaw else Read(number)


def _written(raw: object) -> str:
    # repr of a float is its shortest exact form, and never in digits as 1e+16 for what a form may ask.
    return raw if isinstance(raw, str) else repr(raw)


def _decimals(number: Decimal, column: Column) -> Flaw | None:
    most = column.decimals if column.decimals is not None else _CENTS if column.type is FieldType.AMOUNT else None
    exponent = number.normalize().as_tuple().exponent
    if most is None or not isinstance(exponent, int) or -exponent <= most:
        return None
    said = "应当是整数。" if most == 0 else f"小数点后最多{most}位。"
    return Flaw("number.decimals", f"「{column.label}」{said}", "请核对后重填。", _STATED)


def _outside(number: Decimal, column: Column) -> Flaw | None:
    source = column.source or _STATED
    least = column.minimum if column.minimum is not None else Decimal(0)
    if number < least:
        message = f"「{column.label}」不能小于{least:f}{column.unit}。"
        return Flaw("number.too-small", message, "请核对数字和单位后重填。", source)
    if column.maximum is not None and number > column.maximum:
        message = f"「{column.label}」不能大于{column.maximum:f}{column.unit}。"
        return Flaw("number.too-large", message, "请核对数字和单位后重填。", source)
    return None
