"""Figures of the hall: how long people waited, how many did not come, who came how. No persons in them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil

from affairs.clock import CHINA
from affairs.errors import InvalidValue
from affairs.hall.ticket import Ticket, TicketState
from affairs.ports import UnitOfWorkFactory
from affairs.staff.permissions import Actor, Permission

__all__ = ["Figures", "HallFigures", "Row", "counted"]

MOST_DAYS = 31
MOST_TICKETS = 50_000


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
    """A venue's days. Shares are of all tickets; ``busy`` are minutes of service by window."""

    whole: Row
    walk_ins: float
    intermediaries: float
    hours: tuple[Row, ...]
    items: tuple[Row, ...]
    windows: tuple[Row, ...]
    busy: dict[str, float]


class HallFigures:
    """The use case of reading them; it needs :attr:`Permission.HALL_FIGURES`."""

    def __init__(self, unit_of_work: UnitOfWorkFactory) -> None:
        self._unit_of_work = unit_of_work

    async def of(self, actor: Actor, venue: str, first: date, last: date) -> Figures:
        """Figures of a venue from ``first`` through ``last``. Raises NotPermitted, InvalidValue (too many days)."""
        actor.require(Permission.HALL_FIGURES)
        if not 0 <= (last - first).days < MOST_DAYS:
            raise InvalidValue(f"最多统计 {MOST_DAYS} 天。", field="last")
        async with self._unit_of_work(read_only=True) as uow:
            return counted(await uow.hall.between(venue, first, last, MOST_TICKETS))


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
