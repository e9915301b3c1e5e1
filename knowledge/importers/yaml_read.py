"""The YAML catalogue folder (docs/catalogue-format.md) to the catalogue.

Files are read in the order of their paths, ``catalogue.yaml`` first; four names at the top
are those of :mod:`.yaml_learned`, ``*.form.yaml`` are forms (:mod:`.yaml_forms`), every other
file is an item. Hidden files and whatever is no ``.yaml`` or ``.yml`` are passed over; links out of the folder
are not followed.
"""

from collections.abc import Callable, Iterator
from dataclasses import MISSING, dataclass, replace
from pathlib import Path
from typing import Any

from knowledge.guide import Guide, GuideKey, Item, ItemState, Variant
from knowledge.hours import parse
from knowledge.importers.assembly import Assembly
from knowledge.importers.codes import derived_code
from knowledge.importers.faults import ImportRefused, Where
from knowledge.importers.yaml_forms import is_form, read_form
from knowledge.importers.yaml_learned import LEARNED_FILES, read_learned
from knowledge.importers.yaml_nodes import Node, load
from knowledge.importers.yaml_values import Decoder, default_of
from knowledge.places import Region, Venue

__all__ = ["MANIFEST", "read_yaml", "yaml_files"]

MANIFEST = "catalogue.yaml"
_MAX_FILES = 200_000
_OF_ITEM = frozenset({"guide", "variants", "regions"})
_KEYS = frozenset({"item_code", "variant", "region"})
_GUIDE = {name for name in Guide.__dataclass_fields__ if name not in _KEYS}


def yaml_files(path: Path) -> list[Path]:
    """The YAML files at ``path``, a file or a folder, the manifest first.

    Raises:
        ImportRefused: a folder without any.
    """
    if path.is_file():
        return [path]
    root = path.resolve()
    found = sorted(
        file
        for file in path.rglob("*")
        if file.suffix in {".yaml", ".yml"}
        and not any(part.startswith(".") for part in file.relative_to(path).parts)
        and file.is_file()
        and file.resolve().is_relative_to(root)
    )
    if not found:
        raise ImportRefused("no-yaml", f"文件夹 {path.name} 里没有 .yaml 文件")
    if len(found) > _MAX_FILES:
        raise ImportRefused("too-many-files", f"文件夹 {path.name} 里的文件超过 {_MAX_FILES} 个")
    return sorted(found, key=lambda file: file.relative_to(path) != Path(MANIFEST))


def read_yaml(path: Path, assembly: Assembly, step: Callable[[], None]) -> None:
    """Add all that ``path`` holds to ``assembly``; ``step`` is called after each file."""
    for file in yaml_files(path):
        place = file.name if path.is_file() else file.relative_to(path).as_posix()
        node = load(file, place, assembly.faults)
        if node is not None:
            decoder = Decoder(place, assembly.faults)
            if file.name == MANIFEST:
                _manifest(node, decoder, assembly, place)
            elif place in LEARNED_FILES:
                read_learned(node, decoder, assembly, place)
            elif is_form(place):
                read_form(node, assembly, place)
            else:
                _ItemFile(decoder, assembly, place).read(node)
        step()


def _manifest(node: Node, decoder: Decoder, assembly: Assembly, place: str) -> None:
    given = decoder.known(decoder.mapping(node, ""), {"name", "sample", "regions", "venues"}, "")
    if "name" in given:
        assembly.name = decoder.value(str, given["name"], "name") or ""
    if "sample" in given:
        assembly.sample = bool(decoder.value(bool, given["sample"], "sample"))
    for path, child in _entries(decoder, given, "regions"):
        region = decoder.record(Region, child, path)
        if region is not None:
            assembly.region(region, Where(place, child.line))
    for path, child in _entries(decoder, given, "venues"):
        venue = _venue(decoder, child, path)
        if venue is not None and not venue.code:
            decoder.fault("missing-value", "缺少「code」,请补上", child, path)
        elif venue is not None:
            assembly.venue(venue, Where(place, child.line))


def _entries(decoder: Decoder, given: dict[str, Node], key: str) -> Iterator[tuple[str, Node]]:
    children = decoder.sequence(given[key], key) if key in given else []
    return ((f"{key}[{n}]", child) for n, child in enumerate(children))


def _venue(decoder: Decoder, node: Node, path: str) -> Venue | None:
    venue: Venue | None = decoder.record(Venue, node, path)
    given = node.value if isinstance(node.value, dict) else {}
    if venue is None or not venue.hours_text:
        return venue
    read = parse(venue.hours_text)
    if "hours" not in given:
        venue = replace(venue, hours=read.hours)
    if "closed_on_holidays" not in given:
        venue = replace(venue, closed_on_holidays=read.closed_on_holidays)
    return venue


@dataclass(frozen=True)
class _ItemFile:
    """One file: an item and its guides."""

    decoder: Decoder
    assembly: Assembly
    place: str

    def read(self, node: Node) -> None:
        """Add the item and its guides."""
        given = dict(self.decoder.mapping(node, ""))
        if "code" not in given and "name" in given:
            given["code"] = Node(node.line, self._derived(given))
        item = self.decoder.record(Item, Node(node.line, given), "", _OF_ITEM)
        if item is None or self._twice(item, given["code"]):
            return
        variants = self._variants(given)
        self.assembly.item(
            replace(item, variants=tuple(v for v, _ in variants if v.name)), Where(self.place, node.line)
        )
        if item.state is not ItemState.IN_FORCE and not item.state_note:
            self.decoder.fault(
                "missing-value", "不在办理中的事项要写「state_note」,说明现在怎么办", given["state"], "state_note"
            )
        self._guides(item.code, given, variants)

    def _derived(self, given: dict[str, Node]) -> str:
        name, department = (str(given[key].value or "") if key in given else "" for key in ("name", "department"))
        return derived_code(name, department)

    def _twice(self, item: Item, node: Node) -> bool:
        first = self.assembly.has_item(item.code)
        if first is not None:
            self.decoder.fault("code-twice", f"编码 {item.code} 已用于 {first.place},请核对", node, "code")
        return first is not None

    def _variants(self, given: dict[str, Node]) -> list[tuple[Variant, Node | None]]:
        """The variants with the nodes of their guides; '' stands for the item itself."""
        read: list[tuple[Variant, Node | None]] = []
        for path, child in _entries(self.decoder, given, "variants"):
            variant = self.decoder.record(Variant, _unnamed(child), path, frozenset({"guide"}))
            if variant is None:
                continue
            variant = replace(variant, name="" if variant.name == _ITSELF else variant.name)
            if any(variant.name == other.name for other, _ in read):
                self.decoder.fault("variant-twice", f"业务办理项「{variant.name}」重复", child, path)
            read.append((variant, child.value.get("guide")))
        return read

    def _guides(self, code: str, given: dict[str, Node], variants: list[tuple[Variant, Node | None]]) -> None:
        base = self._overlay(given.get("guide"), "guide")
        of_variant = {}
        for n, (variant, node) in enumerate(variants or [(Variant(""), None)]):
            over = self._overlay(node, f"variants[{n}].guide")
            of_variant[variant.name] = base | over
            if "guide" in given or node is not None:
                line = node.line if node else given["guide"].line
                self._add(GuideKey(code, variant.name), base | over, line)
        self._regional(code, given, of_variant)

    def _regional(self, code: str, given: dict[str, Node], of_variant: dict[str, dict[str, Any]]) -> None:
        """Differences by place: those for every variant first, those of one on top."""
        layers: dict[tuple[str, str], tuple[dict[str, Any], int]] = {}
        entries = [
            (path, child, self.decoder.mapping(child, path)) for path, child in _entries(self.decoder, given, "regions")
        ]
        for path, child, keys in sorted(
            entries, key=lambda entry: "variant" in entry[2] and bool(entry[2]["variant"].value)
        ):
            self.decoder.known(keys, {"region", "variant", "guide"}, path)
            region = self._text(keys, "region", path)
            if not region:
                self.decoder.fault("missing-value", "缺少「region」,请补上", child, path)
                continue
            over = self._overlay(keys.get("guide"), f"{path}.guide")
            for variant in self._meant(keys, of_variant, path):
                before, _ = layers.get((region, variant), (of_variant[variant], 0))
                layers[region, variant] = (before | over, child.line)
        for (region, variant), (values, line) in layers.items():
            self._add(GuideKey(code, variant, region), values, line)

    def _meant(self, keys: dict[str, Node], of_variant: dict[str, dict[str, Any]], path: str) -> list[str]:
        """Which variants an entry of ``regions`` is about."""
        name = self._text(keys, "variant", path)
        if name and name not in of_variant:
            self.decoder.fault("unknown-variant", f"没有叫「{name}」的业务办理项", keys["variant"], f"{path}.variant")
            return []
        itself = "variant" in keys and "" in of_variant
        return [name] if name or itself else list(of_variant)

    def _text(self, keys: dict[str, Node], key: str, path: str) -> str:
        if key not in keys or keys[key].value is None:
            return ""
        return self.decoder.value(str, keys[key], f"{path}.{key}") or ""

    def _overlay(self, node: Node | None, path: str) -> dict[str, Any]:
        """The guide's values that are given here, ready to be laid over others."""
        if node is None or node.value is None:
            return {}
        given = self.decoder.known(self.decoder.mapping(node, path), _GUIDE, path)
        values = self.decoder.values(Guide, {key: child for key, child in given.items() if key != "venues"}, path)
        if "venues" in given:
            values["venues"] = tuple(self._venues(given["venues"], f"{path}.venues"))
        return values

    def _venues(self, node: Node, path: str) -> Iterator[Venue]:
        for n, child in enumerate(self.decoder.sequence(node, path)):
            if isinstance(child.value, dict):
                venue = _venue(self.decoder, child, f"{path}[{n}]")
            else:
                code = self.decoder.value(str, child, f"{path}[{n}]")
                venue = self.assembly.venue_of(code) if code else None
                if code and venue is None:
                    self.decoder.fault("unknown-venue", f"没有编码为「{code}」的办理点", child, f"{path}[{n}]")
            if venue is not None:
                yield venue

    def _add(self, key: GuideKey, values: dict[str, Any], line: int) -> None:
        plain = {name: value for name, value in values.items() if default_of(Guide, name) is not MISSING}
        self.assembly.guide(Guide(key.item_code, key.variant, key.region, **plain), Where(self.place, line))


_ITSELF = "\0"


def _unnamed(node: Node) -> Node:
    """A variant entry whose empty name (the item itself) is not taken for a missing one."""
    name = node.value.get("name") if isinstance(node.value, dict) else None
    if name is None or name.value != "":
        return node
    return Node(node.line, {**node.value, "name": Node(name.line, _ITSELF)})
