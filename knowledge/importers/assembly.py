"""Puts what the layouts read together into one catalogue, and checks that it holds."""

from collections.abc import Iterable
from dataclasses import fields, replace
from typing import Any

from knowledge.catalogue import Catalogue
from knowledge.forms import Form, FormKey
from knowledge.guide import Guide, GuideKey, Item, ItemState, Variant
from knowledge.importers.codes import normalised
from knowledge.importers.faults import FaultLog, Where
from knowledge.importers.form_checks import check_forms
from knowledge.learning import OutOfScope, RegressionQuestion, Scenario, Synonym
from knowledge.places import Region, Venue

__all__ = ["Assembly"]

_MAX_NAME = 200  # GB/T 39046: 事项名称 an..200
_MAX_CODE = 36
_SETS = ("aliases", "themes", "applicants", "successors")


class Assembly:
    """Items, guides, regions and venues as they come, each with the place it came from."""

    def __init__(self, faults: FaultLog, known: Catalogue | None = None) -> None:
        self.faults = faults
        self.known = known or Catalogue()
        self._known_venues = {venue.code: venue for venue in self.known.venues if venue.code}
        self.name = ""
        self.sample = False
        self._items: dict[str, Item] = {}
        self._guides: dict[GuideKey, Guide] = {}
        self._regions: dict[str, Region] = {}
        self._venues: dict[str, Venue] = {}
        self._learned: dict[type, dict[str, Any]] = {}
        self._forms: dict[FormKey, tuple[Form, Where]] = {}
        self._where: dict[object, Where] = {}
        self._grown = False  # whether the last item said anything new

    def item(self, item: Item, where: Where) -> None:
        """Add an item, or what another row says about one already added."""
        known = self._items.get(item.code)
        if known is None:
            self._items[item.code] = item
            self._grown = True
            self._where[item.code] = where
            self._check_item(item, where)
        elif normalised(known.name) != normalised(item.name):
            reason = f"编码 {item.code} 有两个名称「{known.name}」和「{item.name}」,请核对实施编码"
            self.faults.error("code-with-two-names", reason, where, "实施编码")
        else:
            merged = self._merged(known, item, where)
            self._grown = merged != known
            self._items[item.code] = merged

    def has_item(self, code: str) -> Where | None:
        """Where the item was first met; None when it was not."""
        return self._where.get(code)

    def guide(self, guide: Guide, where: Where) -> bool:
        """Add a guide; False, with a fault, when one of that key is there already."""
        known = self._guides.setdefault(guide.key, guide)
        if known is guide:
            self._where.setdefault(guide.key, where)
            return True
        if known == guide:
            self.faults.doubt("duplicate-row", "与前面的内容完全相同,已合并", where)
            return True
        first = self._where[guide.key].row
        reason = f"同一事项、业务办理项、区划已在第 {first} 行出现而内容不同,请合并为一份"
        self.faults.error("duplicate-guide", reason, where)
        return False

    def bare(self, code: str, where: Where) -> None:
        """Note a row that names an item and no field of a guide; the same row again is a warning."""
        if self._where.setdefault(("bare", code), where) is not where and not self._grown:
            self.faults.doubt("duplicate-row", "与前面的内容完全相同,已合并", where)

    def region(self, region: Region, where: Where) -> None:
        """Add a region."""
        known = self._regions.setdefault(region.code, region)
        self._where.setdefault(("region", region.code), where)
        if normalised(known.name) != normalised(region.name):
            reason = f"区划编码 {region.code} 有两个名称「{known.name}」和「{region.name}」"
            self.faults.error("region-code-twice", reason, where, "区划编码")

    def venue(self, venue: Venue, where: Where) -> None:
        """Add a venue that guides may name by its code."""
        known = self._venues.setdefault(venue.code, venue)
        self._where.setdefault(("venue", venue.code), where)
        if known != venue:
            reason = f"办理点编码 {venue.code} 出现两次而内容不同,请改正"
            self.faults.error("venue-code-twice", reason, where, "办理点编码")

    def learn(self, key: str, entry: Any, where: Where) -> None:
        """Add something learned (a synonym, a regression question …); the first of one key stays."""
        known = self._learned.setdefault(type(entry), {}).setdefault(key, entry)
        self._where.setdefault((type(entry), key), where)
        if known is not entry:
            self.faults.doubt("learned-twice", "与前面的一条相同,以先出现的为准", where)

    def form(self, form: Form, where: Where) -> None:
        """Add a form; two of one item, variant and day are an error."""
        known, first = self._forms.setdefault(form.key, (form, where))
        if known is not form:
            reason = f"同一事项、业务办理项、生效日的表单已在 {first.place} 里,请删去一份或改生效日"
            self.faults.error("duplicate-form", reason, where, "effective_from")

    def venue_of(self, code: str) -> Venue | None:
        """The venue of that code, of this source or of the catalogue imported into."""
        if code in self._venues:
            return self._venues[code]
        return self._known_venues.get(code)

    def region_of(self, code: str) -> Region | None:
        """The region of that code, of this source or of the catalogue imported into."""
        return self._regions.get(code) or self.known.regions_by_code.get(code)

    def regions(self) -> Iterable[Region]:
        """The regions added so far."""
        return self._regions.values()

    def catalogue(self) -> Catalogue:
        """The whole, after the last checks have noted their faults."""
        self._check_regions()
        self._check_guides()
        self._check_learned()
        check_forms(self._forms.values(), (self.known, self._published()), self.faults)
        return replace(self._published(), forms=tuple(form for form, _ in self._forms.values()))

    def _published(self) -> Catalogue:
        return Catalogue(
            tuple(self._items.values()),
            tuple(self._guides.values()),
            tuple(self._regions.values()),
            tuple(self._venues.values()),
            self.name,
            self.sample,
            synonyms=self._all_learned(Synonym),
            out_of_scope=self._all_learned(OutOfScope),
            regression=self._all_learned(RegressionQuestion),
            scenarios=self._all_learned(Scenario),
        )

    def _all_learned(self, kind: type[Any]) -> tuple[Any, ...]:
        return tuple(self._learned.get(kind, {}).values())

    def _check_learned(self) -> None:
        """Codes that no item has, where the source has items at all; without a step or an item the entry is gone."""
        questions = self._learned.get(RegressionQuestion, {}).items()
        named: list[tuple[tuple[str, ...], object]] = [
            (each.items, (RegressionQuestion, key)) for key, each in questions
        ]
        for key, scenario in self._learned.get(Scenario, {}).items():
            named.append((tuple(step.item for step in scenario.steps), (Scenario, key)))
        for codes, place in named if self._items else ():
            for code in codes:
                if code not in self._items and code not in self.known.items_by_code:
                    self.faults.doubt("unknown-item", f"没有编码为「{code}」的事项", self._where[place])

    def _check_item(self, item: Item, where: Where) -> None:
        if len(item.name) > _MAX_NAME:
            self.faults.error("name-too-long", f"事项名称超过 {_MAX_NAME} 字,请核对是否填错列", where, "事项名称")
        if len(item.code) > _MAX_CODE:
            self.faults.error("code-too-long", f"编码超过 {_MAX_CODE} 个字符,请核对", where, "实施编码")
        if item.state is not ItemState.IN_FORCE and not item.state_note:
            self.faults.doubt(
                "missing-state-note", f"「{item.name}」不在办理中,请用“状态说明”告诉群众现在怎么办", where
            )

    def _merged(self, known: Item, more: Item, where: Where) -> Item:
        changes: dict[str, object] = {}
        for field in fields(Item):
            before, after = getattr(known, field.name), getattr(more, field.name)
            if field.name in {"code", "name"} or after in (before, field.default):
                continue
            if field.name in _SETS:
                changes[field.name] = tuple(dict.fromkeys((*before, *after)))
            elif field.name == "variants":
                changes["variants"] = _variants(before, after)
            elif before == field.default:
                changes[field.name] = after
            else:
                reason = f"「{known.name}」的这一项前后不一致,以先出现的为准"
                self.faults.doubt("differing-item", reason, where, field.name)
        return replace(known, **changes) if changes else known  # type: ignore[arg-type]

    def _check_regions(self) -> None:
        for region in self._regions.values():
            where = self._where["region", region.code]
            if region.parent and self.region_of(region.parent) is None:
                reason = f"「{region.name}」的上级区划「{region.parent}」不存在,请补上"
                self.faults.error("unknown-region-parent", reason, where, "上级区划名称")
            elif self._circular(region):
                self.faults.error("region-cycle", f"「{region.name}」的上级区划绕成了圈,请改正", where, "上级区划名称")
        for venue in self._venues.values():
            if venue.region and self.region_of(venue.region) is None:
                reason = f"办理点「{venue.name}」的区划「{venue.region}」不存在"
                self.faults.error("unknown-region", reason, self._where["venue", venue.code], "区划")

    def _circular(self, region: Region) -> bool:
        seen = {region.code}
        parent = self.region_of(region.parent)
        while parent is not None and parent.code not in seen:
            seen.add(parent.code)
            parent = self.region_of(parent.parent)
        return parent is not None and parent.code == region.code

    def _check_guides(self) -> None:
        for key, guide in self._guides.items():
            if key.region and self.region_of(key.region) is None:
                reason = f"区划「{key.region}」不存在,请先列出"
                self.faults.error("unknown-region", reason, self._where[key], "区划")
            item = self._items[key.item_code]
            lacking = guide.missing_disclosures() if item.state is ItemState.IN_FORCE else ()
            if lacking:
                reason = f"「{self._title(item, key)}」缺少七公开要素:{'、'.join(lacking)}"
                self.faults.doubt("missing-disclosure", reason, self._where[key])
        bare = self.item_level_only()
        if any(self._items[code].state is ItemState.IN_FORCE for code in bare):
            reason = f"{len(bare)} 个事项只有事项信息,没有办事指南内容;已有的指南不受影响"
            self.faults.doubt("no-guide-fields", reason, self._where[next(iter(sorted(bare)))]._replace(row=None))

    def _title(self, item: Item, key: GuideKey) -> str:
        region = self.region_of(key.region)
        return " · ".join(part for part in (item.name, key.variant, region.name if region else "") if part)

    def item_level_only(self) -> frozenset[str]:
        """Codes of the items for which no guide was given at all."""
        with_guides = {key.item_code for key in self._guides}
        return frozenset(code for code in self._items if code not in with_guides)


def _variants(before: tuple[Variant, ...], after: tuple[Variant, ...]) -> tuple[Variant, ...]:
    merged = {variant.name: variant for variant in before}
    for variant in after:
        known = merged.setdefault(variant.name, variant)
        aliases = tuple(dict.fromkeys((*known.aliases, *variant.aliases)))
        merged[variant.name] = Variant(variant.name, known.code or variant.code, aliases)
    return tuple(merged.values())
