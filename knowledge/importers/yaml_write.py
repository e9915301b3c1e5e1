"""The catalogue as a YAML folder: what reading gives back without loss.

What an item's guides have in common stands once under ``guide``; variants and
regions hold their differences.
"""

import re
from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path
from typing import Any

import yaml

from knowledge.catalogue import Catalogue
from knowledge.guide import Guide, GuideKey, Item
from knowledge.hours import parse
from knowledge.importers.yaml_forms import form_files
from knowledge.importers.yaml_learned import learned_files
from knowledge.importers.yaml_read import MANIFEST
from knowledge.importers.yaml_values import encode
from knowledge.places import Venue

__all__ = ["write_folder"]

_GUIDE = [field for field in fields(Guide) if field.name not in {"item_code", "variant", "region"}]
_UNSAFE = re.compile(r"[^\w.\-]+")


class _Dumper(yaml.CSafeDumper):
    """Texts of several lines as blocks, everything written out (no aliases)."""

    def ignore_aliases(self, data: Any) -> bool:
        """No anchors: the reader refuses them."""
        del data
        return True


def _text(dumper: yaml.CSafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _text)


def write_folder(catalogue: Catalogue, folder: Path) -> None:
    """Write ``catalogue.yaml``, what was learned, and one file an item, a sub-folder a department, into ``folder``.

    An item's forms stand beside it.
    """
    _dump(_manifest(catalogue), folder / MANIFEST)
    for name, entries in learned_files(catalogue).items():
        _dump(entries, folder / name)
    shared = {venue.code: venue for venue in catalogue.venues}
    taken: set[Path] = set()
    for item in catalogue.items:
        path = _path(item, folder, taken)
        path.parent.mkdir(exist_ok=True)
        _dump(_item(item, catalogue.guides_by_item.get(item.code, ()), shared), path)
        for name, content in form_files(path.stem, [form for form in catalogue.forms if form.item_code == item.code]):
            _dump(content, path.with_name(name))


def _dump(content: Any, path: Path) -> None:
    with path.open("w", encoding="utf-8") as file:
        yaml.dump(content, file, _Dumper, allow_unicode=True, sort_keys=False, width=10_000)


def _path(item: Item, folder: Path, taken: set[Path]) -> Path:
    """A file name no other item has, also where upper and lower case are the same."""
    department = _UNSAFE.sub("_", item.department)[:40].strip("._ ") or "other"
    stem = _UNSAFE.sub("_", item.code)[:60].strip("._ ") or "item"
    path = folder / department / f"{stem}.yaml"
    number = 1
    while Path(str(path).casefold()) in taken:
        number += 1
        path = folder / department / f"{stem}-{number}.yaml"
    taken.add(Path(str(path).casefold()))
    return path


def _manifest(catalogue: Catalogue) -> dict[str, Any]:
    content: dict[str, Any] = {"name": catalogue.name}
    if catalogue.sample:
        content["sample"] = True
    if catalogue.regions:
        content["regions"] = [encode(region) for region in catalogue.regions]
    if catalogue.venues:
        content["venues"] = [_venue(venue) for venue in catalogue.venues]
    return content


def _venue(venue: Venue) -> dict[str, Any]:
    content: dict[str, Any] = encode(venue)
    read = parse(venue.hours_text) if venue.hours_text else None
    if read is None:
        return content
    if read.hours == venue.hours:
        content.pop("hours", None)
    else:
        content.setdefault("hours", [])
    if read.closed_on_holidays == venue.closed_on_holidays:
        content.pop("closed_on_holidays", None)
    else:
        content.setdefault("closed_on_holidays", None)
    return content


def _item(item: Item, guides: Iterable[Guide], shared: dict[str, Venue]) -> dict[str, Any]:
    content: dict[str, Any] = encode(item)
    content.pop("variants", None)
    written = _Guides({guide.key: guide for guide in guides}, shared)
    everywhere = [guide for key, guide in written.guides.items() if not key.region]
    names = [variant.name for variant in item.variants]
    names += sorted({key.variant for key in written.guides} - set(names) - {""})
    itself = bool(names) and any(not key.variant for key in written.guides)
    names += [""] if itself else []
    common = len(everywhere) == max(len(names), 1)
    base = written.common(everywhere) if common else {}
    if common:
        content["guide"] = written.content(base)
    if names:
        content["variants"] = [written.variant(item, name, base, common=common) for name in names]
    regional = [written.regional(key, guide) for key, guide in written.guides.items() if key.region]
    return content | ({"regions": regional} if regional else {})


class _Guides:
    """The guides of one item, written as differences from one another."""

    def __init__(self, guides: dict[GuideKey, Guide], shared: dict[str, Venue]) -> None:
        self.guides = guides
        self._shared = shared

    def common(self, guides: list[Guide]) -> dict[str, Any]:
        """What all of ``guides`` have alike, beside the defaults."""
        first = guides[0]
        return {
            field.name: getattr(first, field.name)
            for field in _GUIDE
            if getattr(first, field.name) != field.default
            and all(getattr(first, field.name) == getattr(guide, field.name) for guide in guides)
        }

    def content(self, values: dict[str, Any]) -> dict[str, Any]:
        """Values as YAML; what equals its default is written too (it takes something back)."""
        content = {name: encode(value) for name, value in values.items()}
        if "venues" in values:
            content["venues"] = [
                venue.code if venue.code and self._shared.get(venue.code) == venue else _venue(venue)
                for venue in values["venues"]
            ]
        return content

    def _unlike(self, guide: Guide, under: dict[str, Any]) -> dict[str, Any]:
        return {
            field.name: getattr(guide, field.name)
            for field in _GUIDE
            if getattr(guide, field.name) != under.get(field.name, field.default)
        }

    def variant(self, item: Item, name: str, base: dict[str, Any], *, common: bool) -> dict[str, Any]:
        """One entry of ``variants``."""
        known = next((variant for variant in item.variants if variant.name == name), None)
        content: dict[str, Any] = encode(known) if known else {}
        content = {"name": name} | content
        guide = self.guides.get(GuideKey(item.code, name))
        differences = self._unlike(guide, base) if guide else {}
        if guide is not None and (differences or not common):
            content["guide"] = self.content(differences)
        return content

    def regional(self, key: GuideKey, guide: Guide) -> dict[str, Any]:
        """One entry of ``regions``: what differs from the same variant's guide for everywhere."""
        above = self.guides.get(GuideKey(key.item_code, key.variant))
        under = {field.name: getattr(above, field.name) for field in _GUIDE} if above else {}
        content: dict[str, Any] = {"region": key.region}
        if key.variant or any(other.variant for other in self.guides):
            content["variant"] = key.variant
        differences = self._unlike(guide, under)
        return content | ({"guide": self.content(differences)} if differences else {})
