"""A working-day calendar that stays what it is: notices of days off until 2026, the plain law after that."""

from dataclasses import dataclass
from datetime import date

import chinese_calendar

_NAMES = {holiday.value: str(holiday.chinese) for holiday in chinese_calendar.Holiday}
_FIXED = {(1, 1): "元旦", (5, 1): "劳动节", (5, 2): "劳动节", (10, 1): "国庆节", (10, 2): "国庆节", (10, 3): "国庆节"}
_LAST_KNOWN = 2026


@dataclass(frozen=True, slots=True)
class Facts:
    working: bool
    holiday: str = ""


class KnownUntil2026:
    """What tables of expected days are written against, whatever year is announced next."""

    def day(self, day: date) -> Facts:
        try:
            if day.year <= _LAST_KNOWN:
                off, name = chinese_calendar.get_holiday_detail(day)
                return Facts(not off, _NAMES.get(name, name) if name else "")
        except NotImplementedError:
            pass
        name = _FIXED.get((day.month, day.day), "")
        return Facts(day.isoweekday() < 6 and not name, name)
