"""Raw answers, as they come in JSON, to values; every flaw with the place where it stands."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from affairs.precheck.addresses import read_address
from affairs.precheck.bank_cards import read_bank_card
from affairs.precheck.credit_codes import read_credit_code
from affairs.precheck.dates import read_date
from affairs.precheck.finding import Severity
from affairs.precheck.flaw import Flaw, Read
from affairs.precheck.id_numbers import read_id_number
from affairs.precheck.names import read_name, read_organisation
from affairs.precheck.numbers import read_number
from affairs.precheck.phones import read_mobile, read_phone
from affairs.precheck.texts import read_choice, read_choices, read_text, read_yes_no
from affairs.precheck.typing_habits import turned, unseen
from knowledge.forms import Column, Field, FieldType
from knowledge.forms.values import Row, Value
from knowledge.regions import RegionTree

__all__ = ["MAX_ROWS", "Placed", "ReadingRoom", "is_empty"]

MAX_ROWS: Final = 50
"""Rows a table may hold when its field does not say."""

_STATED: Final = "本表填写说明"
_LONGEST: Final = 20_000
_Text = Callable[[str, Column, "ReadingRoom"], Read[Value]]
_TEXTS: Final[dict[FieldType, _Text]] = {
    FieldType.TEXT: lambda text, column, _: read_text(text, column),
    FieldType.LONG_TEXT: lambda text, column, _: read_text(text, column),
    FieldType.NAME: lambda text, _column, _: read_name(text),
    FieldType.ORGANISATION: lambda text, column, _: read_organisation(text, column.pattern),
    FieldType.ID_NUMBER: lambda text, column, room: read_id_number(text, room.today, column.documents),
    FieldType.CREDIT_CODE: lambda text, _column, _: read_credit_code(text),
    FieldType.MOBILE: lambda text, _column, _: read_mobile(text),
    FieldType.PHONE: lambda text, _column, _: read_phone(text),
    FieldType.BANK_CARD: lambda text, _column, _: read_bank_card(text),
    FieldType.DATE: lambda text, column, room: read_date(text, column, room.today),
}
_Any = Callable[[Any, Column, "ReadingRoom"], Read[Value]]
_OTHERS: Final[dict[FieldType, _Any]] = {
    FieldType.AMOUNT: lambda raw, column, _: read_number(raw, column),
    FieldType.NUMBER: lambda raw, column, _: read_number(raw, column),
    FieldType.YES_NO: lambda raw, _column, _: read_yes_no(raw),
    FieldType.CHOICE: lambda raw, column, _: read_choice(raw if isinstance(raw, str) else None, column),
    FieldType.CHOICES: lambda raw, column, _: read_choices(raw, column),
    FieldType.ADDRESS: lambda raw, column, room: read_address(raw, column, room.regions),
}


_WORDS: Final = frozenset({FieldType.TEXT, FieldType.LONG_TEXT, FieldType.NAME, FieldType.ORGANISATION})
"""What people read as words. In numbers invisible characters are a habit of phones that copy them, and go unsaid."""
_CHARACTERS: Final = "GB/T 13000《信息技术 通用多八位编码字符集（UCS）》"


def _watched(words: str, column: Column, read: Callable[[], Read[Value]]) -> Read[Value]:
    """What is read, unless characters are shown in another order than they stand in; with a hint if some are unseen.

    Whoever decides on an application is to see what was filled in, and nothing else.
    """
    if turned(words):
        said = f"「{column.label}」里有改变文字方向的隐藏字符，显示的内容和实际填写的不一样。"
        return Read.unfit(Flaw("text.direction", said, "请删掉这一项，手动重新输入，不要粘贴。", _CHARACTERS))
    answer = read()
    if answer.value is None or not unseen(words):
        return answer
    said = f"「{column.label}」里有看不见的字符，已经去掉。"
    hint = Flaw("text.invisible", said, "请核对这一项显示的内容，没有错就不用改。", _CHARACTERS, Severity.HINT)
    return Read(answer.value, (*answer.flaws, hint))


def is_empty(raw: object) -> bool:
    """Whether an answer says nothing."""
    return raw is None or (isinstance(raw, str) and not raw.strip()) or (isinstance(raw, list | dict) and not raw)


@dataclass(frozen=True, slots=True)
class Placed:
    """A flaw at the place where it stands: ``key``, or ``table[0].column``."""

    place: str
    flaw: Flaw


@dataclass(frozen=True, slots=True)
class ReadingRoom:
    """What reading needs to know beside the answer."""

    today: date
    regions: RegionTree

    def read(self, field: Field, raw: object) -> tuple[Value | None, tuple[Placed, ...]]:
        """The value of a field, None when it is unfit, and its flaws. Never raises, whatever ``raw`` is."""
        if field.type is FieldType.ROWS:
            return self._rows(field, raw)
        read = self.cell(field, raw)
        return read.value, tuple(Placed(field.key, flaw) for flaw in read.flaws)

    def cell(self, column: Column, raw: object) -> Read[Value]:
        """One value."""
        if column.type in _TEXTS:
            text = str(raw) if isinstance(raw, int) and not isinstance(raw, bool) else raw
            if not isinstance(text, str) or len(text) > _LONGEST:
                return Read.unfit(Flaw("answer.kind", f"「{column.label}」应当是文字。", "请重新填写。", _STATED))
            if column.type not in _WORDS:
                return _TEXTS[column.type](text, column, self)
            return _watched(text, column, lambda: _TEXTS[column.type](text, column, self))
        if column.type is FieldType.ADDRESS:
            detail = raw.get("detail") if isinstance(raw, Mapping) else raw
            words = detail if isinstance(detail, str) else ""
            return _watched(words, column, lambda: _OTHERS[column.type](raw, column, self))
        if isinstance(raw, str) and len(raw) > _LONGEST:
            raw = ""
        return _OTHERS[column.type](raw, column, self)

    def _rows(self, field: Field, raw: object) -> tuple[Value | None, tuple[Placed, ...]]:
        if not isinstance(raw, list) or not all(isinstance(each, Mapping) for each in raw):
            flaw = Flaw("answer.kind", f"「{field.label}」应当逐行填写。", "请重新填写。", _STATED)
            return None, (Placed(field.key, flaw),)
        least, most = field.min_rows or 0, field.max_rows or MAX_ROWS
        if not least <= len(raw) <= most:
            said = f"至少要填{least}行" if len(raw) < least else f"最多填{most}行"
            flaw = Flaw(
                "rows.count",
                f"「{field.label}」{said}，现在是{len(raw)}行。",
                "请补全或删去多余的行。",
                field.source or _STATED,
            )
            return None, (Placed(field.key, flaw),)
        rows: list[Row] = []
        flaws: list[Placed] = []
        for number, each in enumerate(raw):
            row, found = self._row(field, number, each)
            rows.append(row)
            flaws.extend(found)
        return tuple(rows), tuple(flaws)

    def _row(self, field: Field, number: int, raw: Mapping[str, object]) -> tuple[Row, tuple[Placed, ...]]:
        row: dict[str, Any] = {}
        flaws: list[Placed] = []
        for column in field.columns:
            place = f"{field.key}[{number}].{column.key}"
            given = raw.get(column.key)
            if is_empty(given):
                if column.required:
                    said = f"「{field.label}」第{number + 1}行没有填「{column.label}」。"
                    flaws.append(Placed(place, Flaw("answer.missing", said, "请补上。", column.source or field.source)))
                continue
            read = self.cell(column, given)
            flaws.extend(Placed(place, flaw) for flaw in read.flaws)
            if read.value is not None:
                row[column.key] = read.value
        return row, tuple(flaws)
