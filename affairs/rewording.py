"""A guide's fields as plain text that people edit, and the catalogue with what they made of it. Pure.

Only what a line of text can say is edited here; what it cannot (places, steps, situations)
stays as it was published. A material that keeps its name keeps everything else of it.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace

from affairs.errors import CatalogueConflict, InvalidValue, NoSuchGuide
from knowledge.catalogue import Catalogue
from knowledge.guide import Fee, Guide, GuideKey, LimitUnit, Material, TimeLimit

__all__ = ["CHARGED", "UNITS", "GuideText", "reworded", "text_of"]

LONGEST = 20_000
MOST_LINES = 200
MOST_DAYS = 3_650
UNITS = {"工作日": LimitUnit.WORKING_DAYS, "自然日": LimitUnit.CALENDAR_DAYS}
CHARGED = {"": None, "收费": True, "不收费": False}
REQUIRED = {"必要": True, "非必要": False}
"""Words of a material's line beside its name; one without either is not published."""


@dataclass(frozen=True, slots=True)
class GuideText:
    """The edited fields as they are typed. ``materials`` has a line each: name|必要 or 非必要|note."""

    conditions: str = ""
    materials: str = ""
    process: str = ""
    promised: str = ""
    promised_unit: str = "工作日"
    statutory: str = ""
    statutory_unit: str = "工作日"
    charged: str = ""
    fee_standard: str = ""
    fee_basis: str = ""
    phones: str = ""
    complaint_phones: str = ""
    consultation: str = ""
    online_url: str = ""
    notes: str = ""
    mark: str = ""
    """Digest of the guide as it was read; '' when it is not looked at."""


def text_of(guide: Guide) -> GuideText:
    """The guide as text, with its mark."""
    return GuideText(
        conditions=guide.conditions,
        materials="\n".join(map(_line_of, guide.materials)),
        process=guide.process,
        promised=_days(guide.promised),
        promised_unit=_unit(guide.promised),
        statutory=_days(guide.statutory),
        statutory_unit=_unit(guide.statutory),
        charged=next(words for words, value in CHARGED.items() if value is guide.fee.charged),
        fee_standard=guide.fee.standard,
        fee_basis=guide.fee.basis,
        phones="\n".join(guide.phones),
        complaint_phones="\n".join(guide.complaint_phones),
        consultation=guide.consultation,
        online_url=guide.online_url,
        notes=guide.notes,
        mark=_mark(guide),
    )


def reworded(key: GuideKey, text: GuideText) -> Callable[[Catalogue], Catalogue]:
    """The change of a catalogue that brings the text into one guide.

    Raises InvalidValue with its field; the change itself NoSuchGuide, and CatalogueConflict when
    the guide is no longer what the editor read.
    """
    _checked(text)

    def change(base: Catalogue) -> Catalogue:
        guide = base.guides_by_key.get(key)
        if guide is None:
            raise NoSuchGuide
        if text.mark and text.mark != _mark(guide):
            raise CatalogueConflict("这份指南刚刚被他人修改过，请重新打开后再改。")
        new = _with(guide, text)
        return replace(base, guides=tuple(new if each is guide else each for each in base.guides))

    return change


def _with(guide: Guide, text: GuideText) -> Guide:
    return replace(
        guide,
        conditions=_clean(text.conditions),
        materials=tuple(_material(line, guide) for line in _lines(text.materials)),
        process=_clean(text.process),
        promised=_limit(text.promised, text.promised_unit, guide.promised, "promised"),
        statutory=_limit(text.statutory, text.statutory_unit, guide.statutory, "statutory"),
        fee=Fee(CHARGED[text.charged], _clean(text.fee_standard), _clean(text.fee_basis)),
        phones=_lines(text.phones),
        complaint_phones=_lines(text.complaint_phones),
        consultation=_clean(text.consultation),
        online_url=text.online_url.strip(),
        notes=_clean(text.notes),
    )


def _checked(text: GuideText) -> None:
    for name in GuideText.__dataclass_fields__:
        if len(getattr(text, name)) > LONGEST:
            raise InvalidValue(f"太长了，最多 {LONGEST} 个字。", field=name)
    for name in ("materials", "phones", "complaint_phones"):
        if len(_lines(getattr(text, name))) > MOST_LINES:
            raise InvalidValue(f"最多 {MOST_LINES} 行。", field=name)
    if text.charged not in CHARGED:
        raise InvalidValue("是否收费不在可选范围内。", field="charged")
    url = text.online_url.strip()
    if url and not (url.startswith(("http://", "https://")) and url.isprintable() and " " not in url):
        raise InvalidValue("网址须以 http:// 或 https:// 开头。", field="online_url")
    for name in ("promised", "statutory"):
        _limit(getattr(text, name), getattr(text, f"{name}_unit"), None, name)
    for line in _lines(text.materials):
        parts = [part.strip() for part in line.replace("｜", "|").split("|")]
        if not parts[0] or len(parts) > 3 or (len(parts) > 1 and parts[1] not in {"", *REQUIRED}):
            raise InvalidValue(f"材料这一行写得不对：{line[:40]}。写法：名称|必要|说明。", field="materials")


def _material(line: str, guide: Guide) -> Material:
    name, required, note, *_ = [part.strip() for part in line.replace("｜", "|").split("|")] + ["", ""]
    known = next((each for each in guide.materials if each.name == name), Material(name))
    return replace(known, required=REQUIRED.get(required), note=note)


def _line_of(material: Material) -> str:
    required = next((words for words, value in REQUIRED.items() if value is material.required), "")
    note = " ".join(material.note.replace("|", "/").split("\n"))
    return "|".join((material.name.replace("|", "/"), required, note)).rstrip("|")


def _limit(days: str, unit: str, before: TimeLimit | None, field: str) -> TimeLimit | None:
    days = days.strip()
    if not days:
        return None
    if not (days.isascii() and days.isdecimal() and int(days[:6]) <= MOST_DAYS and unit in UNITS):
        raise InvalidValue(f"时限须为 0 至 {MOST_DAYS} 的整数。", field=field)
    return TimeLimit(int(days), UNITS[unit], before.note if before else "")


def _days(limit: TimeLimit | None) -> str:
    return "" if limit is None else str(limit.days)


def _unit(limit: TimeLimit | None) -> str:
    return next(words for words, unit in UNITS.items() if unit is (limit.unit if limit else LimitUnit.WORKING_DAYS))


def _clean(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _mark(guide: Guide) -> str:
    return hashlib.blake2b(repr(guide).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
