"""The catalogue (事项目录库): every item, guide, form, region and venue of one version.

An immutable value. Look-ups are dictionaries built once; a guide "for a region" is
the one of that region, else of its nearest ancestor, else the one for everywhere.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from knowledge.forms import Form
from knowledge.guide import Guide, GuideKey, Item
from knowledge.learning import OutOfScope, RegressionQuestion, Scenario, Synonym
from knowledge.places import Region, Venue

__all__ = ["Catalogue"]

_HALL = re.compile("政务服务中心|政务服务大厅|政务大厅")


@dataclass(frozen=True)
class Catalogue:
    """All that is published at one time. Order is the order of publication.

    Beside items and guides it carries what was learned from citizens, see :mod:`knowledge.learning`.
    """

    items: tuple[Item, ...] = ()
    guides: tuple[Guide, ...] = ()
    regions: tuple[Region, ...] = ()
    venues: tuple[Venue, ...] = ()
    name: str = ""
    sample: bool = False
    version: int = 0
    synonyms: tuple[Synonym, ...] = ()
    out_of_scope: tuple[OutOfScope, ...] = ()
    regression: tuple[RegressionQuestion, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    forms: tuple[Form, ...] = ()

    @cached_property
    def items_by_code(self) -> dict[str, Item]:
        """Item by its code."""
        return {item.code: item for item in self.items}

    @cached_property
    def guides_by_key(self) -> dict[GuideKey, Guide]:
        """Guide by what names it."""
        return {guide.key: guide for guide in self.guides}

    @cached_property
    def guides_by_item(self) -> dict[str, tuple[Guide, ...]]:
        """All guides of an item, in order of publication."""
        grouped: dict[str, list[Guide]] = {}
        for guide in self.guides:
            grouped.setdefault(guide.item_code, []).append(guide)
        return {code: tuple(guides) for code, guides in grouped.items()}

    @cached_property
    def forms_by_item(self) -> dict[tuple[str, str], tuple[Form, ...]]:
        """All forms of an item's variant ('' = none), the one that holds longest first."""
        grouped: dict[tuple[str, str], list[Form]] = {}
        for form in sorted(self.forms, key=lambda form: form.effective_from):
            grouped.setdefault((form.item_code, form.variant), []).append(form)
        return {key: tuple(forms) for key, forms in grouped.items()}

    @cached_property
    def regions_by_code(self) -> dict[str, Region]:
        """Region by its code."""
        return {region.code: region for region in self.regions}

    @cached_property
    def halls(self) -> dict[str, Venue]:
        """By region, the service hall (政务服务中心, 政务大厅) that most of its guides send people to.

        For catalogues that record no centre of their own; hours are the guides', no phone is known.
        """
        named: dict[str, Counter[str]] = {}
        venues: dict[tuple[str, str], Venue] = {}
        for guide in self.guides:
            for venue in guide.venues:
                if _HALL.search(venue.address):
                    named.setdefault(guide.region, Counter())[venue.address] += 1
                    venues.setdefault((guide.region, venue.address), venue)
        most = {region: addresses.most_common(1)[0][0] for region, addresses in named.items()}
        return {region: venues[region, address] for region, address in most.items()}

    def ancestry(self, region: str) -> Iterator[str]:
        """``region``, its parent, and so on to the root, then '' (everywhere)."""
        seen: set[str] = set()
        while region and region not in seen:
            seen.add(region)
            yield region
            known = self.regions_by_code.get(region)
            region = known.parent if known else ""
        yield ""

    def guide_for(self, item_code: str, variant: str = "", region: str = "") -> Guide | None:
        """The guide in force for ``region``: its own, else the nearest ancestor's.

        None when the item has no such variant, or no guide reaches that region.
        """
        for place in self.ancestry(region):
            guide = self.guides_by_key.get(GuideKey(item_code, variant, place))
            if guide is not None:
                return guide
        return None

    def form_for(self, item_code: str, on: date, variant: str = "") -> Form | None:
        """The form that holds on a day: of those in effect by then the newest.

        A variant without forms of its own has those of the item. None: not to be applied for here.
        """
        for name in dict.fromkeys((variant, "")):
            forms = self.forms_by_item.get((item_code, name), ())
            in_effect = [form for form in forms if form.effective_from <= on]
            if in_effect:
                return in_effect[-1]
        return None

    def has_form(self, item_code: str, on: date) -> bool:
        """Whether the item, or a variant of it, can be applied for here on that day."""
        first = self._forms_from.get(item_code)
        return first is not None and first <= on

    @cached_property
    def _forms_from(self) -> dict[str, date]:
        """The first day of an item's forms."""
        first: dict[str, date] = {}
        for form in self.forms:
            first[form.item_code] = min(form.effective_from, first.get(form.item_code, form.effective_from))
        return first

    def centres(self) -> tuple[Venue, ...]:
        """The service centre and its sub-centres, the main one first."""
        return tuple(venue for venue in self.venues if venue.centre)

    @staticmethod
    def of(guides: Iterable[Guide], items: Iterable[Item]) -> "Catalogue":
        """A catalogue of these items and guides alone."""
        return Catalogue(items=tuple(items), guides=tuple(guides))
