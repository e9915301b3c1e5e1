"""All that can be seen in a message before anything is matched."""

from dataclasses import dataclass
from datetime import date

from affairs.clock import NATIONAL, WorkCalendar
from bot.session import Session
from bot.understand.days import find_day
from bot.understand.model import Intent, Understanding
from bot.understand.said import QUESTION, Said, once, said
from knowledge.facets import Facet
from knowledge.places import Region
from knowledge.regions import RegionMention
from knowledge.snapshot import Snapshot

__all__ = ["CENTRE_FACETS", "QUESTION", "Signs"]

CENTRE_FACETS = frozenset({Facet.PLACE, Facet.HOURS, Facet.PHONE})


@dataclass(frozen=True)
class Signs:
    """One message, or one clause of it, with its conversation and the catalogue."""

    text: str
    session: Session
    snapshot: Snapshot
    today: date
    calendar: WorkCalendar = NATIONAL

    @once
    def _said(self) -> Said:
        return said(self.text, self.snapshot.regions)

    @property
    def compact(self) -> str:
        """The text without blanks."""
        return self._said.compact

    @property
    def mentions(self) -> tuple[RegionMention, ...]:
        """Every region named."""
        return self._said.mentions

    @once
    def regions(self) -> tuple[Region, ...]:
        """The regions meant: one when clear, several when ambiguous."""
        if not self.mentions:
            return ()
        return self.snapshot.regions.meant(self.text, self.mentions, self.session.region)

    @property
    def spans(self) -> tuple[tuple[Facet, int, int], ...]:
        """The wordings that ask for a facet."""
        return self._said.spans

    @property
    def facets(self) -> tuple[Facet, ...]:
        """The facets asked for, in order of mention."""
        return self._said.facets

    @property
    def query(self) -> str:
        """What goes to the matcher: neither regions nor facets, but the actions within them."""
        return self._said.query

    @property
    def subject(self) -> str:
        """What is left of :attr:`query` without fillers; '' = the message has no subject."""
        return self._said.subject

    @property
    def hints(self) -> tuple[Intent, ...]:
        """Intents that wordings speak for."""
        return self._said.hints

    @property
    def elsewhere(self) -> str:
        """Another city whose business is asked for, or ''."""
        return self._said.elsewhere

    @property
    def asks(self) -> bool:
        """Whether it is put as a question."""
        return self._said.asks

    @property
    def centre(self) -> bool:
        """Whether the service centre itself is named."""
        return self._said.centre

    @property
    def day(self) -> date | None:
        """The day named."""
        return find_day(self.compact, self.today, self.calendar)

    def says(self, intent: Intent, **more: object) -> Understanding:
        """An understanding of this text, with the region and the facets it names."""
        found = self.regions
        if len(found) == 1:
            more.setdefault("region", found[0])
        elif found:
            more.setdefault("regions", found)
        more.setdefault("facets", self.facets)
        if Facet.HOURS in self.facets or intent is Intent.CENTRE:
            more.setdefault("day", self.day)
        return Understanding(intent, self.text, **more)  # type: ignore[arg-type]
