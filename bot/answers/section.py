"""The pieces of an answer."""

from dataclasses import dataclass
from datetime import date, datetime

from affairs.clock import NATIONAL, WorkCalendar
from bot import phrases
from knowledge.guide import Guide, Item, Situation

__all__ = ["Section", "View"]


@dataclass(frozen=True, slots=True)
class View:
    """A guide as one person asks for it.

    ``near`` are the names of the place they spoke of, ``near_codes`` its region codes: venues
    there come first. ``settled`` False: the guide stands for several that agree only in what was
    asked, so nothing else of it may be told.
    """

    item: Item
    guide: Guide
    now: datetime
    situation: Situation | None = None
    near: tuple[str, ...] = ()
    near_codes: frozenset[str] = frozenset()
    day: date | None = None
    calendar: WorkCalendar = NATIONAL


@dataclass(frozen=True, slots=True)
class Section:
    """One facet in words. ``rest`` are further lines, to be shown on 更多.

    ``published`` False: the guide says nothing of it.
    """

    title: str
    lines: tuple[str, ...] = ()
    rest: tuple[str, ...] = ()
    published: bool = True

    def text(self) -> str:
        """One line as 标题:内容, several below the title."""
        if len(self.lines) == 1:
            return phrases.LINE.format(title=self.title, text=self.lines[0])
        return "\n".join((phrases.LINE.format(title=self.title, text=""), *self.lines))
