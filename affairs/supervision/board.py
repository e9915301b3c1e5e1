"""The public board: overall figures, nothing of anybody."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from affairs.cases.ports import CaseFigures
from affairs.clock import CHINA
from affairs.ports import Clock, UnitOfWork, UnitOfWorkFactory

__all__ = ["Board", "BoardFigures", "SpanFigures"]

KEPT = timedelta(minutes=1)
"""How long figures are shown before they are counted again: anybody may ask, as often as they like."""


@dataclass(frozen=True, slots=True)
class SpanFigures:
    """Counts of one span: of cases, and how many ratings were given, ``pleased`` of them not bad (满意率)."""

    cases: CaseFigures
    rated: int
    pleased: int


@dataclass(frozen=True, slots=True)
class BoardFigures:
    """Counts of today, of this month and of this year, as of ``at``."""

    at: datetime
    today: SpanFigures
    month: SpanFigures
    year: SpanFigures


class Board:
    """Counts what is public."""

    def __init__(self, unit_of_work: UnitOfWorkFactory, clock: Clock) -> None:
        self._unit_of_work, self._clock = unit_of_work, clock
        self._shown: BoardFigures | None = None
        self._counting = asyncio.Lock()

    async def figures(self) -> BoardFigures:
        """The figures, at most a minute old; whoever comes meanwhile waits for the one who counts."""
        async with self._counting:
            now = self._clock.now()
            if self._shown is None or not now - KEPT < self._shown.at <= now:
                self._shown = await self._counted(now)
            return self._shown

    async def _counted(self, now: datetime) -> BoardFigures:
        midnight = datetime.combine(now.astimezone(CHINA).date(), time(), CHINA)
        end = midnight + timedelta(days=1)
        async with self._unit_of_work(read_only=True) as uow:
            return BoardFigures(
                now,
                await _span(uow, midnight, end),
                await _span(uow, midnight.replace(day=1), end),
                await _span(uow, midnight.replace(day=1, month=1), end),
            )


async def _span(uow: UnitOfWork, since: datetime, until: datetime) -> SpanFigures:
    rated, bad = await uow.ratings.counts(since, until)
    return SpanFigures(await uow.cases.figures(since, until), rated, rated - bad)
