"""Free texts, choices, and yes or no."""

from typing import Final

from affairs.precheck.flaw import Flaw, Read
from affairs.precheck.typing_habits import compact, narrowed, tidy
from knowledge.forms import Column, FieldType
from knowledge.forms.patterns import PATTERNS

__all__ = ["read_choice", "read_choices", "read_text", "read_yes_no"]

_STATED: Final = "本表填写说明"
_LONGEST: Final = {FieldType.TEXT: 200, FieldType.LONG_TEXT: 2000}
_YES_NO: Final = {"是": True, "否": False, "有": True, "无": False}


def read_text(text: str, column: Column) -> Read[str]:
    """The text without invisible characters; with a pattern, narrowed and in capitals."""
    if column.pattern:
        return _patterned(text, column)
    tidied = tidy(text)
    least = column.min_length or 0
    most = column.max_length or _LONGEST.get(column.type, 200)
    if len(tidied) < least:
        message = f"「{column.label}」写得太短，至少{least}个字。"
        return Read.unfit(Flaw("text.too-short", message, "请写完整一些。", _STATED))
    if len(tidied) > most:
        message = f"「{column.label}」有{len(tidied)}个字，最多{most}个字。"
        return Read.unfit(Flaw("text.too-long", message, "请写得简短些，详细内容可以作为材料上传。", _STATED))
    return Read(tidied)


def _patterned(text: str, column: Column) -> Read[str]:
    pattern = PATTERNS[column.pattern]
    for written in (narrowed(tidy(text)).replace(" ", "").upper(), compact(text)):
        if pattern.fits(written):
            return Read(written)
    return Read.unfit(
        Flaw(
            f"pattern.{column.pattern}",
            f"这不像是{pattern.title}。",
            f"请照证件填写，如“{pattern.example}”。",
            pattern.source,
        )
    )


def read_yes_no(raw: object) -> Read[bool]:
    """True or false, also from 是 and 否."""
    if isinstance(raw, bool):
        return Read(raw)
    known = _YES_NO.get(raw.strip()) if isinstance(raw, str) else None
    return Read(known) if known is not None else Read.unfit(_no_option("请选“是”或“否”。"))


def read_choice(raw: object, column: Column) -> Read[str]:
    """The option's value, also from what is shown of it."""
    for option in column.options:
        if raw in {option.value, option.shown}:
            return Read(option.value)
    return Read.unfit(_no_option(f"请在给出的选项里选一个：{'、'.join(option.shown for option in column.options)}。"))


def read_choices(raw: object, column: Column) -> Read[tuple[str, ...]]:
    """The values chosen, in the order of the options, each once."""
    given = raw if isinstance(raw, list) else [raw]
    read = [read_choice(each if isinstance(each, str) else None, column) for each in given[: len(column.options) + 1]]
    unfit = next((each for each in read if each.value is None), None)
    if unfit is not None:
        return Read(None, unfit.flaws)
    chosen = {each.value for each in read}
    return Read(tuple(option.value for option in column.options if option.value in chosen))


def _no_option(remedy: str) -> Flaw:
    return Flaw("choice.none", "填的不是给出的选项。", remedy, _STATED)
