"""A catalogue as rows of text: the *plain* and *material-rows* layouts and the sheets of places."""

from collections.abc import Callable, Iterator
from typing import Any

from knowledge.catalogue import Catalogue
from knowledge.guide import Guide, Item, ItemState, Material, Variant
from knowledge.importers.addresses import write_address
from knowledge.importers.codes import DERIVED
from knowledge.importers.fields import BY_ATTRIBUTE, FIELDS
from knowledge.importers.materials import write_materials
from knowledge.importers.place_sheets import LEVELS
from knowledge.importers.prose import write_steps
from knowledge.importers.tables import MATERIAL_COLUMNS
from knowledge.places import Venue

__all__ = ["Table", "material_rows", "plain_rows", "region_rows", "venue_rows"]

Table = list[list[str]]
_ALWAYS = {"name", "code", "department", "region", "aliases"}


def plain_rows(catalogue: Catalogue, *, coded_venues: bool) -> Table:
    """Header and rows, one a guide (one an item that has none); columns nothing stands in are left out.

    ``coded_venues``: venues of the catalogue are named by code (a sheet of them goes with it).
    """
    told = [dict(_row(catalogue, item, guide, coded_venues=coded_venues)) for item, guide in _pairs(catalogue)]
    used = [field for field in FIELDS if field.attribute in _ALWAYS or any(field.attribute in row for row in told)]
    header = [field.names[0] for field in used]
    return [header, *([row.get(field.attribute, "") for field in used] for row in told)]


def _pairs(catalogue: Catalogue) -> Iterator[tuple[Item, Guide | None]]:
    """Items with their guides, in the order of the variants; a variant without a guide still has its name."""
    for item in catalogue.items:
        of_variant: dict[str, list[Guide]] = {"": [], **{variant.name: [] for variant in item.variants}}
        for guide in catalogue.guides_by_item.get(item.code, ()):
            of_variant.setdefault(guide.variant, []).append(guide)
        if not any(of_variant) and not of_variant[""]:
            yield item, None
        for name, guides in of_variant.items():
            silent = [Guide(item.code, name)] if name and not guides else []
            yield from ((item, guide) for guide in guides or silent)


def _row(catalogue: Catalogue, item: Item, guide: Guide | None, *, coded_venues: bool) -> Iterator[tuple[str, str]]:
    for field in FIELDS:
        value = _value(field.attribute, catalogue, item, guide, coded_venues=coded_venues)
        if value not in (None, "", ()):
            yield field.attribute, field.write(value)


def _value(attribute: str, catalogue: Catalogue, item: Item, guide: Guide | None, *, coded_venues: bool) -> Any:
    if hasattr(item, attribute):
        value = getattr(item, attribute)
        return None if value is ItemState.IN_FORCE else value
    if guide is None:
        return None
    if attribute in _PLACES:
        return _places(attribute, guide.venues, coded_venues=coded_venues)
    if attribute.startswith("variant_"):
        variant = next((one for one in item.variants if one.name == guide.variant), Variant(""))
        return getattr(variant, attribute.removeprefix("variant_"))
    if attribute in _REGION:
        return _REGION[attribute](catalogue, guide)
    return _COMPOSED[attribute](guide) if attribute in _COMPOSED else getattr(guide, attribute)


_PLACES = {"venue_codes", "addresses", "windows", "hours_text"}
_COMPOSED: dict[str, Callable[[Guide], Any]] = {
    "variant": lambda guide: guide.variant,
    "materials_cell": lambda guide: write_materials(guide.materials, guide.situations),
    "process_cell": lambda guide: write_steps(guide.steps) if guide.steps else guide.process,
    "fee_charged": lambda guide: guide.fee.charged,
    "fee_standard": lambda guide: guide.fee.standard,
    "fee_basis": lambda guide: guide.fee.basis,
    "phones_cell": lambda guide: guide.phones,
    "consultation_cell": lambda guide: guide.consultation,
}


def _codes(catalogue: Catalogue, guide: Guide) -> str:
    """The codes along the path of names; '' where they are derived from it anyway."""
    codes = [code for code in catalogue.ancestry(guide.region) if code in catalogue.regions_by_code]
    return "" if all(code.startswith(DERIVED) for code in codes) else "/".join(reversed(codes))


def _region(catalogue: Catalogue, guide: Guide) -> str:
    """The path of names from the root; a name alone where it is unique would do for people,
    but a path is what a table without the 区划 sheet can be read from.
    """
    names = [
        catalogue.regions_by_code[code].name
        for code in catalogue.ancestry(guide.region)
        if code in catalogue.regions_by_code
    ]
    return "/".join(reversed(names)) or guide.region


_REGION: dict[str, Callable[[Catalogue, Guide], str]] = {
    "region": _region,
    "region_codes": _codes,
    "parent": lambda catalogue, guide: "",
}


def _places(attribute: str, venues: tuple[Venue, ...], *, coded_venues: bool) -> Any:
    coded = tuple(venue.code for venue in venues if venue.code) if coded_venues else ()
    written = [venue for venue in venues if venue.code not in coded or not venue.code]
    if attribute == "venue_codes":
        return coded
    if attribute == "hours_text":
        told = [f"【{venue.name or venue.address}】{venue.hours_text}" for venue in written if venue.hours_text]
        return written[0].hours_text if len({venue.hours_text for venue in written}) == 1 else "\n".join(told)
    if attribute == "windows":
        windows = [" ".join(venue.windows.split()) for venue in written]
        return "\n".join(windows) if all(windows) else next(filter(None, windows), "")
    return "\n".join(write_address(venue.name, venue.address) for venue in written if venue.name or venue.address)


def region_rows(catalogue: Catalogue) -> Table:
    """The sheet 区划."""
    header = ["区划名称", "上级区划名称", "区划编码", "上级区划编码", "区划级别", "区划别名", "纬度", "经度"]
    rows = []
    for region in catalogue.regions:
        above = [
            catalogue.regions_by_code[code].name
            for code in catalogue.ancestry(region.parent)
            if code in catalogue.regions_by_code
        ]
        point = [_number(region.latitude), _number(region.longitude)]
        level = LEVELS[region.level] if region.level else ""
        rows.append([region.name, ",".join(above), region.code, region.parent, level, "|".join(region.aliases), *point])
    return [header, *rows]


def venue_rows(catalogue: Catalogue) -> Table:
    """The sheet 办理点."""
    header = [
        "办理点编码",
        "办理点名称",
        "地址",
        "窗口",
        "办理时间",
        "电话",
        "区划",
        "是否政务服务中心",
        "交通",
        "纬度",
        "经度",
    ]
    return [header, *(_venue_row(venue) for venue in catalogue.venues)]


def _venue_row(venue: Venue) -> list[str]:
    told = [
        venue.code,
        venue.name,
        venue.address,
        venue.windows,
        venue.hours_text,
        "\n".join(venue.phones),
        venue.region,
    ]
    return [*told, "是" if venue.centre else "", venue.traffic, _number(venue.latitude), _number(venue.longitude)]


def _number(value: float | None) -> str:
    return "" if value is None else repr(value)


_LEADING = (
    ("区划名称", "region"), ("上级区划名称", "parent"), ("主项名称", "name"), ("业务办理项名称", "variant"),
    ("承诺办结时限", "promised"), ("是否收费", "fee_charged"), ("受理条件", "conditions"), ("办理地点", "addresses"),
    ("办理时间", "hours_text"), ("咨询方式", "consultation_cell"), ("情形", "situation"), ("材料名称", "material"),
)  # fmt: skip
_FOLLOWING = [
    (field.names[0], field.attribute)
    for field in FIELDS
    if field.attribute not in {attribute for _, attribute in _LEADING} | {"materials_cell", "venue_codes"}
]


def material_rows(catalogue: Catalogue) -> Table:
    """Header and rows of the layout *material-rows*: one row a material, with the columns beside its name."""
    told = [row for item, guide in _pairs(catalogue) for row in _material_rows(catalogue, item, guide)]
    used = {name for row in told for name in row}
    header = [name for name, _ in _LEADING]
    header += [name for name in (*(name for name, _ in _FOLLOWING), *MATERIAL_COLUMNS) if name in used]
    return [header, *([row.get(name, "") for name in header] for row in told)]


def _material_rows(catalogue: Catalogue, item: Item, guide: Guide | None) -> Iterator[dict[str, str]]:
    region, *above = reversed(_region(catalogue, guide).split("/")) if guide else [""]
    variant = guide.variant if guide else ""
    fixed = {"区划名称": region, "上级区划名称": ",".join(above), "业务办理项名称": variant or "无"}
    for name, attribute in (*_LEADING, *_FOLLOWING):
        if name not in fixed and attribute in BY_ATTRIBUTE:
            value = _value(attribute, catalogue, item, guide, coded_venues=False)
            if value not in (None, "", ()):
                fixed[name] = BY_ATTRIBUTE[attribute].write(value)
    listed: list[tuple[str, Material | None]] = [
        ("无情形", material) for material in (guide.materials if guide else ())
    ]
    listed += [
        (one.name, material) for one in (guide.situations if guide else ()) for material in one.materials or (None,)
    ]
    for situation, material in listed or [("无情形", None)]:
        yield fixed | {"情形": situation} | (_material(material) if material else {})


def _material(material: Material) -> dict[str, str]:
    told = {"材料名称": material.name}
    for name, (attribute, _) in MATERIAL_COLUMNS.items():
        value = getattr(material, attribute)
        if value not in (None, ""):
            told[name] = ("是" if value else "否") if isinstance(value, bool) else str(value)
    return told
