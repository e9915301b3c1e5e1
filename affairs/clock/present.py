"""The present, in China's time."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

__all__ = ["CHINA", "SystemClock", "china_day"]

CHINA = ZoneInfo("Asia/Shanghai")
"""The one time zone of the law and of every opening hour in China."""


class SystemClock:
    """The machine's clock, in China's time."""

    def now(self) -> datetime:
        """Now, with the offset +08:00."""
        return datetime.now(CHINA)


def china_day(moment: datetime) -> date:
    """The day of an aware moment in China; a day ends there at 24:00 (民法典 §203)."""
    return moment.astimezone(CHINA).date()
