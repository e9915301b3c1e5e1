"""What people in the hall are told on their phones. A number and a window, never a name or a matter."""

from collections.abc import Iterable
from datetime import datetime

from affairs.appointments.supply import Supply
from affairs.hall.queue import ahead_of, in_order
from affairs.hall.ticket import Ticket
from affairs.notifications.inbox import tell
from affairs.ports import UnitOfWork

__all__ = ["tell_called", "warn_near"]

MOST = 30
"""Of those that wait only the first are looked at: whoever is further behind has more than a few ahead."""


async def tell_called(uow: UnitOfWork, ticket: Ticket, window: str, now: datetime) -> None:
    """Tell whose ticket it is where to go. ``window`` is its name."""
    if ticket.citizen_id:
        key = f"hall-called:{ticket.id}:{ticket.revision}"
        text = f"请 {ticket.label} 号到 {window} 办理。"
        await tell(uow, ticket.citizen_id, key, f"{ticket.label} 号，请到 {window}", text, now=now, urgent=True)


async def warn_near(uow: UnitOfWork, tickets: Iterable[Ticket], supply: Supply, near: int, now: datetime) -> None:
    """Tell everyone who has ``near`` people ahead, or fewer, once; whose place others take later is not told again."""
    waiting = in_order(tickets, now)
    for each in waiting[:MOST]:
        if not each.citizen_id or each.warned:
            continue
        windows = [window for window in supply.windows if window.venue == each.venue]
        ahead = len(ahead_of(each, waiting, windows, now))
        if ahead <= near and await uow.hall.warn(each.id):
            text = f"{each.label} 号前面还有 {ahead} 人，请在大厅等候，留意叫号。"
            key = f"hall-near:{each.id}"
            await tell(uow, each.citizen_id, key, f"{each.label} 号快到了", text, now=now, urgent=True)
