"""Days, weeks and months of the reports. Values."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from affairs.clock import CHINA

__all__ = ["Period", "Span", "span_of"]


class Period(StrEnum):
    """How long a span is."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"


@dataclass(frozen=True, slots=True)
class Span:
    """Days from ``first`` up to and with ``last``."""

    period: Period
    first: date
    last: date

    @property
    def since(self) -> datetime:
        """Its first moment in China."""
        return datetime.combine(self.first, time(), CHINA)

    @property
    def until(self) -> datetime:
        """The moment after its last."""
        return datetime.combine(self.last + timedelta(days=1), time(), CHINA)


def span_of(period: Period, day: date) -> Span:
    """The day, the week (from Monday) or the month that holds ``day``."""
    if period is Period.DAILY:
        return Span(period, day, day)
    if period is Period.WEEKLY:
        monday = day - timedelta(days=day.weekday())
        return Span(period, monday, monday + timedelta(days=6))
    first = day.replace(day=1)
    following = (first + timedelta(days=31)).replace(day=1)
    return Span(period, first, following - timedelta(days=1))
