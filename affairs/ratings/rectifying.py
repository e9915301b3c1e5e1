"""What a bad rating opens: its rectification, with a clock of its own, in the caller's transaction."""

from datetime import date, datetime

from affairs.clock import WorkCalendar, china_day, reckon
from affairs.ports import UnitOfWork
from affairs.ratings.rating import Rating, Rectification
from knowledge.guide import TimeLimit

__all__ = ["RECTIFIED_WITHIN", "opened_for"]

RECTIFIED_WITHIN = TimeLimit(15)
"""国办发〔2019〕51号 has every bad rating looked into, set right within a term and told back, and names no number
of days: local plans do (德州 five working days). This is what holds where a centre sets none."""


async def opened_for(
    uow: UnitOfWork, rating: Rating, rating_id: int, within: TimeLimit, calendar: WorkCalendar, now: datetime
) -> date | None:
    """The day by which a bad rating is to be set right; None for any other rating."""
    if not rating.satisfaction.bad:
        return None
    day = china_day(now)
    due = reckon(within, day, day, calendar).due
    await uow.ratings.open_rectification(Rectification(rating_id, rating.case_no, rating.department, now, due))
    return due
