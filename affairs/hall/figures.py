"""Figures of the hall: how long people waited, how many did not come, who came how. No persons in them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from math import ceil

from affairs.appointments.appointment import State
from affairs.appointments.current import Timetables
from affairs.clock import CHINA, china_day
from affairs.errors import InvalidValue
from affairs.hall.ticket import Ticket, TicketState
from affairs.ports import Clock, UnitOfWorkFactory
from affairs.staff.permissions import Actor, Permission

__all__ = ["Figures", "HallFigures", "Row", "counted"]

MOST_DAYS = 31
MOST_TICKETS = 50_000
HAD_THEIR_TIME = (State.CONFIRMED, State.ATTENDED, State.MISSED, State.EXCUSED)
"""Of a day that is over: once it is closed, who did not come is MISSED."""


@dataclass(frozen=True, slots=True)
class Row:
    """Of one group: tickets, of which came to a window; waiting time in minutes, None where nobody was called."""

    name: str
    tickets: int
    served: int
    median: float | None
    p90: float | None
    absent: float
    """Share of tickets whose owners did not come."""


@dataclass(frozen=True, slots=True)
class Figures:
    """A venue's days. Shares are of all tickets; ``busy`` are minutes of service by window.

    ``occupied`` is what part of a window's opening hours it served, by window, without those that were not open.
    ``booked`` counts appointments that were kept until their time, of days that are over, ``missed`` those of them
    whose owners did not come (爽约): the share of these is the no-show rate, and tickets have no part in it.
    """

    whole: Row
    walk_ins: float
    intermediaries: float
    hours: tuple[Row, ...]
    items: tuple[Row, ...]
    windows: tuple[Row, ...]
    busy: dict[str, float]
    occupied: dict[str, float] = field(default_factory=dict)
    booked: int = 0
    missed: int = 0

    @property
    def no_shows(self) -> float | None:
        """Share of appointments whose owners did not come; None where none has had its time."""
        return self.missed / self.booked if self.booked else None


class HallFigures:
    """The use case of reading them; it needs :attr:`Permission.HALL_FIGURES`."""

    def __init__(self, unit_of_work: UnitOfWorkFactory, timetables: Timetables, clock: Clock) -> None:
        self._unit_of_work, self._timetables, self._clock = unit_of_work, timetables, clock

    async def of(self, actor: Actor, venue: str, first: date, last: date) -> Figures:
        """Figures of a venue from ``first`` through ``last``. Raises NotPermitted, InvalidValue (too many days)."""
        actor.require(Permission.HALL_FIGURES)
        if not 0 <= (last - first).days < MOST_DAYS:
            raise InvalidValue(f"最多统计 {MOST_DAYS} 天。", field="last")
        async with self._unit_of_work(read_only=True) as uow:
            figures = counted(await uow.hall.between(venue, first, last, MOST_TICKETS))
            closed = min(last, china_day(self._clock.now()) - timedelta(days=1))
            outcomes = await uow.appointments.outcomes(venue, first, closed)
        return replace(
            figures,
            occupied=self._occupied(venue, first, last, figures.busy),
            booked=sum(outcomes.get(state, 0) for state in HAD_THEIR_TIME),
            missed=outcomes.get(State.MISSED, 0),
        )

    def _occupied(self, venue: str, first: date, last: date, busy: Mapping[str, float]) -> dict[str, float]:
        timetable = self._timetables()
        days = [first + timedelta(days=each) for each in range((last - first).days + 1)]
        shares = {}
        for window in (each for each in timetable.supply.windows if each.venue == venue):
            if minutes := window.minutes * sum(len(timetable.starts(window, day)) for day in days):
                shares[window.code] = busy.get(window.code, 0.0) / minutes
        return shares


def counted(tickets: Sequence[Ticket]) -> Figures:
    """The figures of these tickets."""
    total = len(tickets) or 1
    return Figures(
        whole=_row("", tickets),
        walk_ins=sum(not each.appointment for each in tickets) / total,
        intermediaries=sum(each.intermediary for each in tickets) / total,
        hours=_grouped(tickets, lambda each: [f"{each.taken_at.astimezone(CHINA):%H}:00"]),
        items=_grouped(tickets, lambda each: each.items),
        windows=_grouped(tickets, lambda each: [each.window] if each.first_called_at and each.window else []),
        busy=_busy(tickets),
    )


def _grouped(tickets: Iterable[Ticket], keys: Callable[[Ticket], Iterable[str]]) -> tuple[Row, ...]:
    groups: dict[str, list[Ticket]] = {}
    for each in tickets:
        for key in keys(each):
            groups.setdefault(key, []).append(each)
    return tuple(_row(name, groups[name]) for name in sorted(groups))


def _row(name: str, tickets: Sequence[Ticket]) -> Row:
    waits = sorted(each.waited(None).total_seconds() / 60 for each in tickets if each.first_called_at)
    served = sum(each.state is TicketState.DONE for each in tickets)
    absent = sum(each.state is TicketState.ABSENT for each in tickets)
    return Row(name, len(tickets), served, _at(waits, 0.5), _at(waits, 0.9), absent / (len(tickets) or 1))


def _at(values: Sequence[float], share: float) -> float | None:
    """The least value that ``share`` of all do not exceed (nearest rank)."""
    return values[max(ceil(share * len(values)) - 1, 0)] if values else None


def _busy(tickets: Iterable[Ticket]) -> dict[str, float]:
    busy: dict[str, float] = {}
    for each in tickets:
        if each.state is TicketState.DONE and each.window and each.called_at and each.ended_at:
            minutes = (each.ended_at - each.called_at).total_seconds() / 60
            busy[each.window] = busy.get(each.window, 0.0) + minutes
    return busy
