"""What was said, as the answer that a field takes. Pure; whether it is fit is the field's own check to say."""

import re
from datetime import date, timedelta
from typing import Any

from bot.applying import phrases
from knowledge.forms import Column, FieldType, Option
from knowledge.text import normalise

__all__ = ["answer_of", "picked"]

_YES = frozenset({"1", "是", "是的", "有", "对", "同意", "yes", "y"})
_NO = frozenset({"2", "否", "不是", "不", "没有", "无", "没", "不同意", "no", "n"})
_SPLIT = re.compile(r"[\s、，,；;和及与跟]+")
_NUMBER = re.compile(r"(?:第|选)?\s*(\d{1,2})\s*(?:项|个|号|种)?[。.]?")
_DAYS = {"今天": 0, "今日": 0, "昨天": -1, "昨日": -1, "前天": -2, "明天": 1, "后天": 2}
_ALL = frozenset({"都选", "全选", "都要", "全部", "都有"})


def answer_of(column: Column, text: str, choice: int | None, today: date) -> Any:
    """The raw answer as JSON values; None when the words are none of the options, and so no answer."""
    words = text.strip()
    match column.type:
        case FieldType.YES_NO:
            return _yes_no(words, choice)
        case FieldType.CHOICE:
            index = picked(words, choice, [option.shown for option in column.options])
            return None if index is None else column.options[index].value
        case FieldType.CHOICES:
            return _choices(words, choice, column.options)
        case FieldType.AMOUNT | FieldType.NUMBER:
            return words.removesuffix(column.unit).strip() if column.unit else words
        case FieldType.DATE if words in _DAYS:
            return (today + timedelta(days=_DAYS[words])).isoformat()
    return words


def picked(words: str, choice: int | None, labels: list[str]) -> int | None:
    """The index of the option that a number, or its words, name; None without exactly one."""
    number = choice if choice is not None else _number(words)
    if number is not None and not any(words == label for label in labels):
        return number - 1 if 1 <= number <= len(labels) else None
    said = normalise(words)
    if not said:
        return None
    same = [index for index, label in enumerate(labels) if normalise(label) == said]
    within = [index for index, label in enumerate(labels) if said in normalise(label) or normalise(label) in said]
    found = same or within
    return found[0] if len(found) == 1 else None


def _number(words: str) -> int | None:
    found = _NUMBER.fullmatch(words)
    return int(found[1]) if found else None


def _yes_no(words: str, choice: int | None) -> bool | None:
    said = str(choice) if choice is not None else words.rstrip("。！!吧的").lower() or words
    if said in _YES or words == phrases.YES:
        return True
    return False if said in _NO or words == phrases.NO else None


def _choices(words: str, choice: int | None, options: tuple[Option, ...]) -> list[str] | None:
    if words in _ALL:
        return [option.value for option in options]
    labels = [option.shown for option in options]
    whole = picked(words, choice, labels)
    if whole is not None:
        return [options[whole].value]
    parts = [part for part in _SPLIT.split(words) if part]
    found = [picked(part, None, labels) for part in parts]
    if not found or any(index is None for index in found):
        return None
    return [options[index].value for index in dict.fromkeys(found) if index is not None]
