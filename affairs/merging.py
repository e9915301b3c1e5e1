"""Bringing a new source into a catalogue: it replaces what it speaks of and keeps the rest. Pure.

An item that the source names is taken from the source field by field: a field that the
source leaves empty keeps what was published before. Its guides are replaced as a whole in
the regions that the source speaks of, so that a guide the source no longer has there is
gone, while one district's file leaves the other districts' guides alone. Items that the
source names without any guide keep theirs, and items it does not name stay as they are.

A form of the source takes the place of the one of the same item, variant and day. The other
forms stay as long as their item does.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar

from knowledge.catalogue import Catalogue
from knowledge.forms import Form
from knowledge.guide import Guide, Item, ItemState
from knowledge.places import Region, Venue
from knowledge.text import normalise

__all__ = ["DERIVED_PREFIX", "Changes", "changes", "merge", "with_forms"]

DERIVED_PREFIX = "BST-"
"""How a code begins that was derived from the name, for want of an official one (实施编码)."""

Part = TypeVar("Part", Item, Region, Venue)


@dataclass(frozen=True, slots=True)
class Changes:
    """What became of the items; one counts as changed when it, one of its guides or of its forms did."""

    added: int
    changed: int
    unchanged: int
    removed: int


def merge(base: Catalogue, source: Catalogue, item_level_only: frozenset[str] = frozenset()) -> Catalogue:
    """``base`` with ``source`` brought in. ``item_level_only``: codes that the source gives no guide for."""
    base, source, item_level_only = _one_code_each(base, source, item_level_only)
    known = base.items_by_code
    guides = _guides(base.guides, source.guides, {item.code for item in source.items} - item_level_only)
    published = {(guide.item_code, guide.variant) for guide in guides}
    items = [
        _item(known[item.code], item, published, item_only=item.code in item_level_only) if item.code in known else item
        for item in source.items
    ]
    return Catalogue(
        items=_upserted(base.items, items, lambda item: item.code),
        guides=guides,
        regions=_joined(base.regions, source.regions, lambda region: region.code),
        venues=_joined(base.venues, source.venues, _venue_key),
        name=source.name or base.name,
        sample=base.sample or source.sample if base.items else source.sample,
        forms=_upserted(base.forms, source.forms, lambda form: form.key),
    )


def with_forms(base: Catalogue, whole: Catalogue) -> Catalogue:
    """``whole``, which takes the place of ``base``, with the forms of ``base`` for items that it has no form for.

    Tables hold no forms, so replacing a catalogue by one must not take them all away. Nothing of sample data is
    kept in a catalogue that replaces it with real data.
    """
    if base.sample and not whole.sample:
        return whole
    codes, own = whole.items_by_code, {form.item_code for form in whole.forms}
    kept = tuple(form for form in base.forms if form.item_code in codes and form.item_code not in own)
    return replace(whole, forms=(*kept, *whole.forms)) if kept else whole


def changes(before: Catalogue, after: Catalogue) -> Changes:
    """How the items of two catalogues differ."""
    old, new = before.items_by_code, after.items_by_code
    old_forms, new_forms = _forms(before), _forms(after)
    common = [code for code in new if code in old]
    same = sum(
        old[code] == new[code]
        and sorted_guides(before.guides_by_item.get(code, ())) == sorted_guides(after.guides_by_item.get(code, ()))
        and old_forms.get(code) == new_forms.get(code)
        for code in common
    )
    return Changes(len(new) - len(common), len(common) - same, same, len(old) - len(common))


def _forms(catalogue: Catalogue) -> dict[str, set[Form]]:
    """Forms by the code of their item."""
    grouped: dict[str, set[Form]] = defaultdict(set)
    for form in catalogue.forms:
        grouped[form.item_code].add(form)
    return dict(grouped)


def sorted_guides(guides: Sequence[Guide]) -> list[Guide]:
    """Guides by their keys, so that their order alone makes no difference."""
    return sorted(guides, key=lambda guide: guide.key)


def _one_code_each(
    base: Catalogue, source: Catalogue, item_level_only: frozenset[str]
) -> tuple[Catalogue, Catalogue, frozenset[str]]:
    """Both with one code for what is one item, where one of them knows only the name.

    A derived code gives way to the other's: the source's to any, the base's to an official one.
    """
    adopted = _adoptions(source.items, base.items)
    source = _recoded(source, adopted)
    promoted = {
        old: new for old, new in _adoptions(base.items, source.items).items() if not new.startswith(DERIVED_PREFIX)
    }
    return _recoded(base, promoted), source, frozenset(adopted.get(code, code) for code in item_level_only)


def _adoptions(derived: Sequence[Item], others: Sequence[Item]) -> dict[str, str]:
    """Derived code → the code of the one other item of that name and no conflicting department.

    There must be no second such item on either side, else it would be a guess; and the
    code must be none that the side of the derived one uses itself.
    """
    there, own = {other.code for other in others}, {item.code for item in derived}
    by_name: dict[str, list[Item]] = defaultdict(list)
    for item in (*derived, *others):
        by_name[normalise(item.name)].append(item)
    found: dict[str, str] = {}
    for item in derived:
        if item.code.startswith(DERIVED_PREFIX) and item.code not in there:
            same = by_name[normalise(item.name)]
            wanted = {other.code for other in same if other.code != item.code and _one_department(item, other)}
            if len(wanted) == 1 and wanted <= there - own:
                found[item.code] = wanted.pop()
    wanted_by = Counter(found.values())
    return {code: other for code, other in found.items() if wanted_by[other] == 1}


def _one_department(item: Item, other: Item) -> bool:
    return not item.department or not other.department or normalise(item.department) == normalise(other.department)


def _recoded(catalogue: Catalogue, codes: Mapping[str, str]) -> Catalogue:
    if not codes:
        return catalogue
    return replace(
        catalogue,
        items=tuple(
            replace(
                item,
                code=codes.get(item.code, item.code),
                successors=tuple(codes.get(code, code) for code in item.successors),
            )
            for item in catalogue.items
        ),
        guides=tuple(
            replace(guide, item_code=codes[guide.item_code]) if guide.item_code in codes else guide
            for guide in catalogue.guides
        ),
        forms=tuple(
            replace(form, item_code=codes[form.item_code]) if form.item_code in codes else form
            for form in catalogue.forms
        ),
    )


def _item(old: Item, new: Item, published: AbstractSet[tuple[str, str]], *, item_only: bool) -> Item:
    """``published`` are (item, variant) that have a guide now."""
    merged = _completed(old, new)
    if not item_only:
        # Variants that the source does not have stay only as far as a region still has a guide of theirs.
        named = {variant.name for variant in new.variants}
        others = (each for each in old.variants if each.name not in named and (new.code, each.name) in published)
        merged = replace(merged, variants=(*new.variants, *others))
    if new.state is ItemState.IN_FORCE and not item_only:
        # A source with guides says that the item can be done; what it was abolished with goes too.
        return replace(merged, state_note=new.state_note, successors=new.successors)
    if new.state is ItemState.IN_FORCE:
        return replace(merged, state=old.state)
    return merged


def _completed(old: Part, new: Part) -> Part:
    """``new`` with what it leaves at its default taken from ``old``."""
    kept: dict[str, Any] = {
        field.name: getattr(old, field.name)
        for field in fields(new)
        if field.name != "state" and getattr(new, field.name) == field.default
    }
    return replace(new, **kept) if kept else new


def _guides(old: Iterable[Guide], new: Iterable[Guide], replaced: set[str]) -> tuple[Guide, ...]:
    new = tuple(new)
    spoken = {(guide.item_code, guide.region) for guide in new}
    named = {guide.item_code for guide in new}
    gone = replaced - named
    kept = [guide for guide in old if guide.item_code not in gone and (guide.item_code, guide.region) not in spoken]
    return _upserted(kept, new, lambda guide: guide.key)


def _joined(old: Sequence[Part], new: Sequence[Part], key: Any) -> tuple[Part, ...]:
    known = {key(part): part for part in old}
    return _upserted(old, [_completed(known[key(part)], part) if key(part) in known else part for part in new], key)


def _upserted(old: Iterable[Any], new: Iterable[Any], key: Any) -> tuple[Any, ...]:
    """``old`` in its order with ``new`` in the places of what they replace, the others behind."""
    together: dict[Hashable, Any] = {key(part): part for part in old}
    for part in new:
        together[key(part)] = part
    return tuple(together.values())


def _venue_key(venue: Venue) -> tuple[str, ...]:
    return (venue.code,) if venue.code else ("", venue.name, venue.region, venue.address)
