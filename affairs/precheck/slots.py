"""Whether what was handed in is all that is needed: missing, alternatives, 容缺, 免提交."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from affairs.precheck.examination import Examination
from affairs.precheck.finding import Finding, Severity
from affairs.precheck.materials import Need, Needed, materials_needed
from affairs.precheck.pieces import check_pieces, day_covered
from affairs.precheck.supplied import FoundLicence, Supplied
from knowledge.forms import MaterialSlot

__all__ = ["check_slots"]

_ONCE: Final = "《中华人民共和国行政许可法》第三十二条"
_SHARED: Final = "《国务院关于在线政务服务的若干规定》第十条"
_TOLERATED: Final = "《国务院关于加快推进政务服务标准化规范化便利化的指导意见》（国发〔2022〕5号）"


def check_slots(
    examination: Examination,
    supplied: Sequence[Supplied],
    licences: Mapping[str, FoundLicence] | None = None,
    only: Collection[str] | None = None,
) -> tuple[Finding, ...]:
    """All that is wrong with the materials by their facts, in the form's order.

    ``licences`` are those found, by type; ``only`` bounds the check to these slots (see :mod:`.dependence`).
    """
    check = _Check(examination, _by_slot(supplied), licences or {}, materials_needed(examination))
    found = [finding for needed in check.needed for finding in check.slot(needed)]
    found.extend(check.unasked())
    return tuple(each for each in found if only is None or each.place.removeprefix("materials.") in only)


def _by_slot(supplied: Sequence[Supplied]) -> dict[str, list[Supplied]]:
    pieces: dict[str, list[Supplied]] = {}
    for each in supplied:
        pieces.setdefault(each.slot, []).append(each)
    return pieces


@dataclass(frozen=True)
class _Check:
    examination: Examination
    pieces: Mapping[str, list[Supplied]]
    licences: Mapping[str, FoundLicence]
    needed: tuple[Needed, ...]

    def slot(self, needed: Needed) -> Iterator[Finding]:
        slot = needed.slot
        pieces = self.pieces.get(slot.key, [])
        if pieces and needed.need is not Need.SHARED:
            yield from check_pieces(slot, pieces, self.examination)
        elif needed.need is Need.REQUIRED and not self._told_elsewhere(slot):
            yield from self._without(slot)

    def unasked(self) -> Iterator[Finding]:
        """What was handed in for nothing."""
        asked = {each.slot.key for each in self.needed if each.need is not Need.SHARED}
        for slot in self.examination.form.materials:
            if slot.key in self.pieces and slot.key not in asked:
                yield _said(
                    slot,
                    Severity.HINT,
                    "material.not-needed",
                    f"按您的情况不需要交「{slot.title}」。",
                    "可以删去，留着也不影响办理。",
                    _ONCE,
                )

    def _without(self, slot: MaterialSlot) -> Iterator[Finding]:
        """Nothing was handed in for the slot nor its alternatives: is there a licence that spares it?"""
        expired: list[Finding] = []
        for each in self._group(slot):
            licence = self.licences.get(each.licence) if each.licence else None
            day = day_covered(each, self.examination.facts) or self.examination.facts.today
            if licence is None:
                continue
            if licence.valid_until is None or licence.valid_until >= day:
                said = f"已查到您的电子证照，「{each.title}」不用上传。"
                yield _said(each, Severity.HINT, "material.licence-found", said, "无须处理。", _SHARED)
                return
            said = f"查到的电子证照到那时已经过期，不能代替「{each.title}」。"
            remedy = "请先换证，或上传仍然有效的证件。"
            expired.append(_said(each, Severity.WARNING, "material.licence-expired", said, remedy, _SHARED))
        yield from expired
        yield self._missing(slot)

    def _missing(self, slot: MaterialSlot) -> Finding:
        source = slot.source or self.examination.form.source
        if slot.tolerated_days is not None:
            return _said(
                slot,
                Severity.WARNING,
                "material.tolerated",
                f"还没有「{slot.title}」，可以先受理（容缺受理）。",
                f"请在受理后{slot.tolerated_days}个工作日内补交，逾期不补的按材料不齐处理。",
                _TOLERATED,
            )
        titles = [each.title for each in self._group(slot)]
        if len(titles) > 1:
            told = "、".join(f"「{title}」" for title in titles)
            return _said(
                slot,
                Severity.ERROR,
                "material.alternatives",
                f"{told}至少要交一种，现在都没有。",
                f"请从{told}里任选一种上传。",
                source,
            )
        remedy = _how(slot)
        return _said(slot, Severity.ERROR, "material.missing", f"缺少「{slot.title}」。", remedy, source)

    def _group(self, slot: MaterialSlot) -> list[MaterialSlot]:
        if not slot.one_of:
            return [slot]
        return [each.slot for each in self.needed if each.slot.one_of == slot.one_of and each.need is not Need.SHARED]

    def _told_elsewhere(self, slot: MaterialSlot) -> bool:
        """Whether an alternative is there, or has been asked for already."""
        group = self._group(slot)
        required = {each.slot.key for each in self.needed if each.need is Need.REQUIRED}
        first = next(each.key for each in group if each.key in required)
        return first != slot.key or any(each.key in self.pieces for each in group)


def _how(slot: MaterialSlot) -> str:
    what = "原件的照片或扫描件" if slot.originals else "复印件或原件的照片"
    hint = f"（{slot.help}）" if slot.help else ""
    return f"请上传{what}{hint}。"


def _said(slot: MaterialSlot, severity: Severity, rule: str, message: str, remedy: str, source: str) -> Finding:
    return Finding(severity, f"materials.{slot.key}", message, remedy, rule, source)
