"""Answers that were put into words already: the same guide is asked for all day.

What is said of a guide changes with the guide, the day, and where and what was asked, and with nothing else.
"""

from datetime import date, datetime, time, tzinfo
from functools import lru_cache
from typing import Any

from bot.answers.compose import Answer, answer, overview
from bot.answers.section import View
from knowledge.facets import Facet

__all__ = ["worded"]

REMEMBERED = 1024
"""Answers, some kilobytes each. Guides that were exchanged go with them."""


class _Same:
    """A value that is told by what it is, not by what it says: comparing two guides takes longer than wording them."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value

    def __hash__(self) -> int:
        return id(self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.value is other.value


def worded(view: View, facets: tuple[Facet, ...], settled: frozenset[Facet], heading: str) -> Answer:
    """The asked facets in words, the guide at a glance when there are none.

    Of the time only the day is looked at.
    """
    told = tuple(_Same(each) for each in (view.item, view.guide, view.situation, view.calendar))
    near = (view.near, view.near_codes, view.day)
    return _worded(told, near, view.now.date(), view.now.tzinfo, facets, settled, heading)


@lru_cache(maxsize=REMEMBERED)
def _worded(
    told: tuple[_Same, ...],
    near: tuple[tuple[str, ...], frozenset[str], date | None],
    today: date,
    zone: tzinfo | None,
    facets: tuple[Facet, ...],
    settled: frozenset[Facet],
    heading: str,
) -> Answer:
    item, guide, situation, calendar = (each.value for each in told)
    view = View(item, guide, datetime.combine(today, time(), zone), situation, *near, calendar)
    return answer(view, facets, settled, heading) if facets else overview(view, settled, heading)
