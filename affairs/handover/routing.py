"""To whom a hand-over is offered first, and how long that will take. Pure; who takes it is decided by the store.

Item before department before skill, then the district; of equals whoever has least to do, and has waited longest.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

__all__ = ["HANDLING", "PRESENT", "Advisor", "best", "expected_wait", "fits"]

PRESENT = timedelta(minutes=3)
"""A desk that was open so recently counts as there: it says so every minute."""
HANDLING = timedelta(minutes=8)
"""How long a conversation takes, while there are none to tell by."""
MOST = 8
"""Conversations at once beyond which nobody is offered another."""


@dataclass(frozen=True, slots=True)
class Advisor:
    """One advisor as routing sees them. ``skills`` are item codes and words of departments; ``regions`` the district
    they are of with all above it, () = the whole centre. ``load`` counts their open conversations.
    """

    staff_id: str
    skills: frozenset[str] = frozenset()
    department: str = ""
    region: str = ""
    load: int = 0
    available: bool = True
    seen_at: datetime | None = None

    def present(self, now: datetime) -> bool:
        """Whether they are at the desk and take new conversations."""
        return self.available and self.seen_at is not None and now - self.seen_at < PRESENT


def fits(advisor: Advisor, item_code: str, department: str, region: Collection[str]) -> tuple[int, int] | None:
    """How well somebody fits: the matter, then the place; None = not at all, they are of another district."""
    if advisor.region and region and advisor.region not in region:
        return None
    words = {each for each in advisor.skills if each}
    if item_code and item_code in words:
        matter = 3
    elif department and advisor.department and advisor.department in department:
        matter = 2
    elif department and any(each in department for each in words):
        matter = 1
    else:
        matter = 0
    return matter, 1 if advisor.region else 0


def best(
    advisors: Sequence[Advisor],
    item_code: str,
    department: str,
    region: Collection[str],
    *,
    now: datetime,
    but: Collection[str] = (),
) -> str:
    """Whom to offer it to, none of ``but``; '' = nobody is there. ``region`` is the district with all that hold it."""
    ranked = [
        (matter, place, -each.load, each.staff_id)
        for each in advisors
        if each.staff_id not in but and each.present(now) and each.load < MOST
        for fit in [fits(each, item_code, department, region)]
        if fit is not None
        for matter, place in [fit]
    ]
    return max(ranked)[3] if ranked else ""


def expected_wait(ahead: int, advisors: Sequence[Advisor], now: datetime, handling: timedelta = HANDLING) -> timedelta:
    """How long until it is taken: at once while somebody is free, else by the pace of those who are there."""
    there = [each for each in advisors if each.present(now)]
    free = sum(max(0, MOST - each.load) for each in there)
    if ahead < free or not there:
        return timedelta(minutes=1)
    rounds = ceil((ahead - free + 1) / len(there))
    return rounds * handling
