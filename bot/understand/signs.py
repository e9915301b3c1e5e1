"""All that can be seen in a message before anything is matched."""

import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from affairs.clock import NATIONAL, WorkCalendar
from bot.session import Session
from bot.understand.days import find_day
from bot.understand.elsewhere import other_city
from bot.understand.model import Intent, Understanding
from bot.understand.wordings import bare, often
from knowledge.facets import Facet, facet_spans
from knowledge.places import Region
from knowledge.regions import RegionMention
from knowledge.snapshot import Snapshot
from knowledge.subject import cut

__all__ = ["CENTRE_FACETS", "QUESTION", "Signs", "bearing"]

CENTRE_FACETS = frozenset({Facet.PLACE, Facet.HOURS, Facet.PHONE})
CENTRE = re.compile(
    r"(?:政务|行政|审批|办事|服务|便民|市民|为民|一站式)(?:服务|审批)?(?:中心|大厅)|(?<!街道)办事处|服务站|(?<![一-鿿])(?:分)?(?:中心|大厅)|(?:这|那|你们|咱)(?:个|的|边)?(?:中心|大厅)|你们|咱们这"
)
DAYS = re.compile(
    r"(?:下下|下|这|本|上)?个?(?:周|星期|礼拜)[一二三四五六日天末]|双休日?|节假日|国庆节?|元旦|春节|五一|清明节?|端午节?|中秋节?|过年|大后天|今儿|明儿|后儿|"
    r"\d{1,2}月\d{1,2}[号日]?|早上|上午|中午|下午|晚上"
)
QUESTION = re.compile(r"怎么|咋|如何|能不能|可不可以|吗$|么$|能.{0,6}不$|什么|啥|哪")


@dataclass(frozen=True)
class Signs:
    """One message, or one clause of it, with its conversation and the catalogue."""

    text: str
    session: Session
    snapshot: Snapshot
    today: date
    calendar: WorkCalendar = NATIONAL

    @cached_property
    def compact(self) -> str:
        """The text without blanks."""
        return self.text.replace(" ", "")

    @cached_property
    def mentions(self) -> tuple[RegionMention, ...]:
        """Every region named."""
        return self.snapshot.regions.mentions(self.text)

    @cached_property
    def regions(self) -> tuple[Region, ...]:
        """The regions meant: one when clear, several when ambiguous."""
        if not self.mentions:
            return ()
        return self.snapshot.regions.meant(self.text, self.mentions, self.session.region)

    @cached_property
    def spans(self) -> tuple[tuple[Facet, int, int], ...]:
        """The wordings that ask for a facet."""
        return facet_spans(self.text)

    @cached_property
    def facets(self) -> tuple[Facet, ...]:
        """The facets asked for, in order of mention."""
        return tuple(dict.fromkeys(facet for facet, _, _ in self.spans))

    @cached_property
    def query(self) -> str:
        """What goes to the matcher: neither regions nor facets, but the actions within them."""
        return cut(self.text, self.mentions, self.spans)

    @cached_property
    def subject(self) -> str:
        """What is left of :attr:`query` without fillers; '' = the message has no subject."""
        return bare(DAYS.sub(" ", self.query))

    @cached_property
    def hints(self) -> tuple[Intent, ...]:
        """Intents that wordings speak for."""
        return often(self.compact)

    @cached_property
    def elsewhere(self) -> str:
        """Another city whose business is asked for, or ''."""
        return other_city(self.text, self.snapshot.regions, here=bool(self.mentions))

    @property
    def asks(self) -> bool:
        """Whether it is put as a question."""
        return bool(QUESTION.search(self.compact))

    @property
    def centre(self) -> bool:
        """Whether the service centre itself is named."""
        return bool(CENTRE.search(self.compact))

    @property
    def day(self) -> date | None:
        """The day named."""
        return find_day(self.compact, self.today, self.calendar)

    def says(self, intent: Intent, **more: object) -> Understanding:
        """An understanding of this text, with the region and the facets it names."""
        return bearing(Understanding(intent, self.text), self, **more)


def bearing(base: Understanding, signs: Signs, **more: object) -> Understanding:
    """``base`` with what the signs show, and ``more`` fields."""
    found = signs.regions
    fields: dict[str, object] = {
        "region": found[0] if len(found) == 1 else None,
        "regions": found if len(found) > 1 else (),
        "facets": signs.facets,
        **more,
    }
    if Facet.HOURS in signs.facets or base.intent is Intent.CENTRE:
        fields.setdefault("day", signs.day)
    return Understanding(base.intent, base.text, **fields)  # type: ignore[arg-type]
