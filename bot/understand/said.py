"""What a text says by itself, whoever says it and when: worked out once, and remembered.

A town asks the same few questions all day, and people are answered in the same few words.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Generic, TypeVar

from bot.understand.elsewhere import other_city
from bot.understand.model import Intent
from bot.understand.wordings import bare, often
from knowledge.facets import Facet, facet_spans
from knowledge.regions import RegionMention, RegionTree
from knowledge.subject import cut

__all__ = ["QUESTION", "Said", "once", "said"]

CENTRE = re.compile(
    r"(?:政务|行政|审批|办事|服务|便民|市民|为民|一站式)(?:服务|审批)?(?:中心|大厅)|(?<!街道)办事处|服务站|(?<![一-鿿])(?:分)?(?:中心|大厅)|(?:这|那|你们|咱)(?:个|的|边)?(?:中心|大厅)|你们|咱们这"
)
DAYS = re.compile(
    r"(?:下下|下|这|本|上)?个?(?:周|星期|礼拜)[一二三四五六日天末]|双休日?|节假日|国庆节?|元旦|春节|五一|清明节?|端午节?|中秋节?|过年|大后天|今儿|明儿|后儿|"
    r"\d{1,2}月\d{1,2}[号日]?|早上|上午|中午|下午|晚上"
)
QUESTION = re.compile(r"怎么|咋|如何|能不能|可不可以|吗$|么$|能.{0,6}不$|什么|啥|哪")
REMEMBERED = 8192
"""Texts; a few hundred bytes each beside the text. Trees of regions that were exchanged go with them."""


T = TypeVar("T")


class once(Generic[T]):  # noqa: N801 - used as property is
    """:func:`functools.cached_property` without the lock that it takes before Python 3.12; two threads that come
    first at the same time find the same.
    """

    def __init__(self, find: Callable[[Any], T]) -> None:
        self._find, self.__doc__ = find, find.__doc__

    def __set_name__(self, _owner: type, name: str) -> None:
        self._name = name

    def __get__(self, holder: object, _owner: type) -> T:
        found = self._find(holder)
        holder.__dict__[self._name] = found
        return found


@lru_cache(maxsize=REMEMBERED)
def said(text: str, regions: RegionTree) -> "Said":
    """What a normalised text says where these are the regions."""
    return Said(text, regions)


@dataclass(frozen=True)
class Said:
    """A normalised text; see :func:`said`."""

    text: str
    tree: RegionTree

    @once
    def compact(self) -> str:
        """The text without blanks."""
        return self.text.replace(" ", "")

    @once
    def mentions(self) -> tuple[RegionMention, ...]:
        """Every region named."""
        return self.tree.mentions(self.text)

    @once
    def spans(self) -> tuple[tuple[Facet, int, int], ...]:
        """The wordings that ask for a facet."""
        return facet_spans(self.text)

    @once
    def facets(self) -> tuple[Facet, ...]:
        """The facets asked for, in order of mention."""
        return tuple(dict.fromkeys(facet for facet, _, _ in self.spans))

    @once
    def query(self) -> str:
        """What goes to the matcher: neither regions nor facets, but the actions within them."""
        return cut(self.text, self.mentions, self.spans)

    @once
    def subject(self) -> str:
        """What is left of :attr:`query` without fillers; '' = the message has no subject."""
        return bare(DAYS.sub(" ", self.query))

    @once
    def hints(self) -> tuple[Intent, ...]:
        """Intents that wordings speak for."""
        return often(self.compact)

    @once
    def elsewhere(self) -> str:
        """Another city whose business is asked for, or ''."""
        return other_city(self.text, self.tree, here=bool(self.mentions))

    @once
    def asks(self) -> bool:
        """Whether it is put as a question."""
        return bool(QUESTION.search(self.compact))

    @once
    def centre(self) -> bool:
        """Whether the service centre itself is named."""
        return bool(CENTRE.search(self.compact))
