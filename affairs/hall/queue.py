"""Who comes next, how many are ahead, and how long that takes. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from affairs.appointments.supply import Supply, Window
from affairs.hall.ticket import Ticket, TicketState, serves

__all__ = ["Position", "ahead_of", "in_order", "pace", "position"]

ENOUGH = 3
"""Finished tickets from which today's pace is told."""
SLOWEST, FASTEST = 4.0, 0.25
STEP = 5


@dataclass(frozen=True, slots=True)
class Position:
    """A ticket in its queue. ``minutes`` is None when no window is open that could call it, or nothing is to be said.

    It is rounded up to five minutes: nobody knows it better. ``called_to`` is the window's name once it is called.
    """

    ticket: Ticket
    ahead: int
    minutes: int | None
    windows: int
    called_to: str = ""


def in_order(tickets: Iterable[Ticket], now: datetime) -> list[Ticket]:
    """Those that wait, the next first."""
    return sorted((each for each in tickets if each.state is TicketState.WAITING), key=lambda each: each.rank(now))


def ahead_of(ticket: Ticket, tickets: Iterable[Ticket], windows: Iterable[Window], now: datetime) -> list[Ticket]:
    """Those that are called before ``ticket`` and by one of the windows that may call it."""
    mine = [window for window in windows if serves(window, ticket)]
    before = [each for each in in_order(tickets, now) if each.rank(now) < ticket.rank(now)]
    return [each for each in before if any(serves(window, each) for window in mine)]


def pace(tickets: Iterable[Ticket], windows: Mapping[str, Window]) -> float:
    """How long today's visits really take, as a multiple of what was planned; 1.0 as long as too few are done."""
    ratios: list[float] = []
    for each in tickets:
        window = windows.get(each.window)
        if each.state is TicketState.DONE and window and each.called_at and each.ended_at:
            planned = _planned(each, window)
            ratios.append((each.ended_at - each.called_at).total_seconds() / 60 / planned)
    return min(max(median(ratios), FASTEST), SLOWEST) if len(ratios) >= ENOUGH else 1.0


def position(
    ticket: Ticket, tickets: Sequence[Ticket], supply: Supply, open_: Iterable[str], now: datetime
) -> Position:
    """Where a ticket stands, by the windows of its venue and the codes of those that are ``open_`` now."""
    windows = [each for each in supply.windows if each.venue == ticket.venue]
    if ticket.state is not TicketState.WAITING:
        window = supply.windows_by_code.get(ticket.window) if ticket.state is TicketState.CALLED else None
        return Position(ticket, 0, None, 0, window.name if window else "")
    ahead = ahead_of(ticket, tickets, windows, now)
    codes = set(open_)
    manned = [each for each in windows if each.code in codes and serves(each, ticket)]
    if not manned:
        return Position(ticket, len(ahead), None, 0)
    real = pace(tickets, supply.windows_by_code)
    work = real * (sum(_least(each, manned) for each in ahead) + _under_way(tickets, manned, real, now))
    minutes = work / len(manned)
    return Position(ticket, len(ahead), -(-round(minutes) // STEP) * STEP, len(manned))


def _under_way(tickets: Iterable[Ticket], manned: Sequence[Window], real: float, now: datetime) -> float:
    """Planned minutes that are left of the visits at these windows."""
    by_code = {each.code: each for each in manned}
    left = 0.0
    for each in tickets:
        if each.state is TicketState.CALLED and each.called_at and (window := by_code.get(each.window)):
            left += max(_planned(each, window) - (now - each.called_at).total_seconds() / 60 / real, 0.0)
    return left


def _planned(ticket: Ticket, window: Window) -> int:
    return sum(window.serves.get(item, window.minutes) for item in ticket.items) or window.minutes


def _least(ticket: Ticket, windows: Sequence[Window]) -> int:
    return min(_planned(ticket, window) for window in windows)
