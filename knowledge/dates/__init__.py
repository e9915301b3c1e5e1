"""Chinese expressions of time, read into days and hours. Pure."""

from knowledge.dates.model import Ambiguous, DayCalendar, DayTime, Doubt, Past, Reading, Span, Unparsed, Unread
from knowledge.dates.reading import read, speaks_of_time

__all__ = [
    "Ambiguous",
    "DayCalendar",
    "DayTime",
    "Doubt",
    "Past",
    "Reading",
    "Span",
    "Unparsed",
    "Unread",
    "read",
    "speaks_of_time",
]
