"""Values of a row's cells to items, guides and venues."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from knowledge.guide import Fee, Guide, GuideKey, Item, Material, Variant
from knowledge.hours import parse
from knowledge.importers.addresses import read_addresses
from knowledge.importers.assembly import Assembly
from knowledge.importers.cells import lines
from knowledge.importers.codes import derived_code, normalised
from knowledge.importers.faults import Where
from knowledge.importers.fields import FIELDS, Owner
from knowledge.importers.phones import read_phones
from knowledge.importers.region_tree import RegionTree
from knowledge.places import Venue

__all__ = ["GUIDE_ATTRIBUTES", "Composer", "material_of"]

GUIDE_ATTRIBUTES = frozenset(field_.attribute for field_ in FIELDS if field_.owner is Owner.GUIDE)
_ITEM = {field_.attribute for field_ in FIELDS if field_.owner is Owner.ITEM}
_PLAIN = GUIDE_ATTRIBUTES & set(Guide.__dataclass_fields__) - {"complaint_phones"}
_FREE = ("免费", "不收", "免收", "无", "不收费")


@dataclass
class Composer:
    """Composes rows into an assembly, remembering places and codes already made."""

    assembly: Assembly
    tree: RegionTree
    names: Mapping[str, str] = field(default_factory=dict)  # attribute to column name, for faults
    _venues: dict[tuple[Any, ...], tuple[Venue, ...]] = field(default_factory=dict)
    _codes: dict[tuple[str, str], str] = field(default_factory=dict)
    _known: dict[str, list[Item]] | None = None

    def key(self, values: Mapping[str, Any], where: Where) -> GuideKey:
        """What names the guide of this row, the region added to the tree where it is new."""
        name = values.get("region", "")
        if name and "region_codes" in values:
            self.tree.given(name, values.get("parent", ""), values["region_codes"], where)
        region = self.tree.code(name, values.get("parent", ""), where, self.column("region")) if name else ""
        return GuideKey(self.code(values), values.get("variant", ""), region)

    def column(self, attribute: str) -> str:
        """The column's name as the sheet has it."""
        return self.names.get(attribute, "")

    def code(self, values: Mapping[str, Any]) -> str:
        """实施编码 of the row; else of the known item of that name; else derived."""
        if values.get("code"):
            return str(values["code"])
        asked = (values["name"], values.get("department", ""))
        if asked not in self._codes:
            self._codes[asked] = self._known_code(*asked) or derived_code(*asked)
        return self._codes[asked]

    def _known_code(self, name: str, department: str) -> str:
        if self._known is None:
            self._known = {}
            for item in self.assembly.known.items:
                self._known.setdefault(normalised(item.name), []).append(item)
        named = self._known.get(normalised(name), [])
        fitting = [
            item
            for item in named
            if not department or not item.department or normalised(item.department) == normalised(department)
        ]
        return fitting[0].code if len(fitting) == 1 else ""

    def item(self, values: Mapping[str, Any], code: str, where: Where) -> None:
        """Add the row's item."""
        given = {name: value for name, value in values.items() if name in _ITEM} | {"code": code}
        name = " ".join(given["name"].split())
        variant = values.get("variant", "")
        if variant:
            given["variants"] = (Variant(variant, values.get("variant_code", ""), values.get("variant_aliases", ())),)
        self.assembly.item(Item(**given | {"name": name}), where)

    def guide(self, values: Mapping[str, Any], key: GuideKey, where: Where, **more: Any) -> Guide:
        """The row's guide; ``more`` are values that came from elsewhere (materials of other rows)."""
        given = {name: value for name, value in values.items() if name in _PLAIN}
        materials, situations = values.get("materials_cell", ((), ()))
        steps, process = values.get("process_cell", ((), ""))
        phones, consultation = self._contacts(values, where)
        given |= {
            "materials": materials,
            "situations": situations,
            "steps": steps,
            "process": process,
            "fee": _fee(values),
            "phones": phones,
            "consultation": consultation,
            "complaint_phones": self._complaints(values, where),
            "venues": self._places(values, where),
        }
        return Guide(key.item_code, key.variant, key.region, **given | more)

    def _contacts(self, values: Mapping[str, Any], where: Where) -> tuple[tuple[str, ...], str]:
        phones: tuple[str, ...] = ()
        told = []
        for attribute in ("phones_cell", "consultation_cell"):
            text = values.get(attribute, "")
            if text:
                found, rest = read_phones(text)
                phones += found
                told.append(rest)
                self._doubt_phones(text, found, where, self.column(attribute))
        return tuple(dict.fromkeys(phones)), "\n".join(dict.fromkeys(filter(None, told)))

    def _doubt_phones(self, text: str, found: tuple[str, ...], where: Where, column: str) -> None:
        if "**" in text:
            self.assembly.faults.doubt(
                "masked-phone", "号码带星号,群众无法拨打,请补全;现只作为咨询方式文字保留", where, column
            )
        elif not found:
            self.assembly.faults.doubt(
                "no-phone-number", f"「{text[:20]}」里没有可拨打的号码,作为咨询方式文字保留", where, column
            )

    def _complaints(self, values: Mapping[str, Any], where: Where) -> tuple[str, ...]:
        text = values.get("complaint_phones", "")
        found = read_phones(text)[0] if text else ()
        if text and not found:
            self.assembly.faults.doubt(
                "no-phone-number", f"「{text[:20]}」里没有可拨打的号码,已忽略", where, self.column("complaint_phones")
            )
        return found

    def _places(self, values: Mapping[str, Any], where: Where) -> tuple[Venue, ...]:
        said = values.get("hours_text", "")
        key = (values.get("venue_codes"), values.get("addresses"), values.get("windows"), said)
        if key not in self._venues:
            self._venues[key] = self._named(values, where) + _written(values)
        for text in {venue.hours_text: None for venue in self._venues[key] if venue.hours_text and not venue.code}:
            self.doubt_hours(text, where, self.column("hours_text"))
        return self._venues[key]

    def _named(self, values: Mapping[str, Any], where: Where) -> tuple[Venue, ...]:
        venues = {code: self.assembly.venue_of(code) for code in values.get("venue_codes", ())}
        for code, venue in venues.items():
            if venue is None:
                reason = f"没有编码为「{code}」的办理点,请核对或在“办理点”表里补上"
                self.assembly.faults.error("unknown-venue", reason, where, self.column("venue_codes"))
        return tuple(venue for venue in venues.values() if venue is not None)

    def doubt_hours(self, said: str, where: Where, column: str) -> None:
        """Note what is doubtful about a text of hours."""
        read = parse(said)
        if not read.hours:
            self.assembly.faults.doubt("unreadable-hours", f"办理时间「{said[:24]}」未能识别,将原文照登", where, column)
        elif read.assumed_months:
            reason = "办理时间只写了季节没写月份,按惯例理解(春夏季3-8月,夏令时5-9月);请写明月份"
            self.assembly.faults.doubt("assumed-season-months", reason, where, column)


def _fee(values: Mapping[str, Any]) -> Fee:
    standard, basis = values.get("fee_standard", ""), values.get("fee_basis", "")
    charged = values.get("fee_charged")
    if charged is None and standard:
        charged = not standard.startswith(_FREE)
    return Fee(charged, standard, basis)


def _written(values: Mapping[str, Any]) -> tuple[Venue, ...]:
    """The places written out in the row; hours alone make a place without a name."""
    said = values.get("hours_text", "")
    windows = lines(values.get("windows", ""))
    places = read_addresses(values["addresses"]) if "addresses" in values else ()
    if not places and (windows or (said and not values.get("venue_codes"))):
        places = (("", ""),)
    hours = _hours(said, places)
    each = windows if len(windows) == len(places) else ["、".join(windows)] * len(places)
    return tuple(
        Venue(name, address, window, text, parse(text).hours, closed_on_holidays=parse(text).closed_on_holidays)
        for (name, address), window, text in zip(places, each, hours, strict=True)
    )


def _hours(said: str, places: tuple[tuple[str, str], ...]) -> list[str]:
    """The text of hours for each place: the same for all, or sections 【place】 for those named."""
    parts = re.split(r"^【(.+)】", said, flags=re.MULTILINE)
    sections = {label: text.strip() for label, text in zip(parts[1::2], parts[2::2], strict=True)}
    if not sections:
        return [said] * len(places)
    return [sections.get(name or address, parts[0].strip()) for name, address in places]


def material_of(values: Mapping[str, Any], name: str) -> Material:
    """A material with the columns that stand beside its name."""
    prefix = "material_"
    details = {key.removeprefix(prefix): value for key, value in values.items() if key.startswith(prefix)}
    return Material(name, **details)
