"""The present."""

from datetime import datetime
from zoneinfo import ZoneInfo

__all__ = ["CHINA", "SystemClock"]

CHINA = ZoneInfo("Asia/Shanghai")
"""The one time zone of the law and of every opening hour in China."""


class SystemClock:
    """The machine's clock, in China's time."""

    def now(self) -> datetime:
        """Now, with the offset +08:00."""
        return datetime.now(CHINA)
