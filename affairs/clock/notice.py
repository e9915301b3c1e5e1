"""The notice of a year (国务院办公厅关于部分节假日安排的通知) as a CSV, read whole or refused whole. Pure.

Columns: 日期 (``2027-01-01`` or a span ``2027-02-05~2027-02-12``), 安排 (放假 or 上班), 名称 (春节 …, may be empty).
"""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from affairs.clock.national import CalendarEntry, statutory_holidays

__all__ = ["Notice", "NoticeFault", "decode", "read_notice"]

LARGEST = 256 * 1024
"""Bytes of a notice at most; a real one has a few hundred."""
_COLUMNS = ("日期", "安排", "名称")
_WORKING = {"放假": False, "休": False, "休息": False, "off": False, "上班": True, "班": True, "work": True}
_SPAN = re.compile(r"(\d{4}-\d{2}-\d{2})(?:\s*[~～至/]\s*(\d{4}-\d{2}-\d{2}))?")
_NEIGHBOURS = timedelta(days=31)
_LONGEST_SPAN = 30
_NAME_LENGTH = 40
_SATURDAY = 6
_AS_NOW = 2025
"""The first year of the holidays as they are now."""
_FEWEST_OFF = 11
"""Holidays of a year were never fewer (since 2008)."""


@dataclass(frozen=True, slots=True)
class NoticeFault:
    """What is wrong. ``line`` is 1-based, 0 = the whole; ``fatal`` False: looks odd, but is taken."""

    line: int
    reason: str
    fatal: bool = True


@dataclass(frozen=True, slots=True)
class Notice:
    """What was read, in the order of days; with a fatal fault nothing of it may be used."""

    year: int
    entries: tuple[CalendarEntry, ...]
    faults: tuple[NoticeFault, ...]

    @property
    def usable(self) -> bool:
        """Whether nothing is wrong that matters."""
        return not any(fault.fatal for fault in self.faults)


def decode(content: bytes) -> str:
    """The text of a file in UTF-8 (with or without BOM) or GB18030. Raises ValueError for others and for large ones."""
    if len(content) > LARGEST:
        raise ValueError("文件太大")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030")


def read_notice(text: str, year: int) -> Notice:
    """The days of a year's notice, and every fault of it at once. Never raises."""
    rows = csv.DictReader(io.StringIO(text, newline=None), skipinitialspace=True)
    entries: dict[date, CalendarEntry] = {}
    faults: list[NoticeFault] = []
    try:
        if not {"日期", "安排"} <= {(name or "").strip() for name in rows.fieldnames or ()}:
            return Notice(year, (), (NoticeFault(1, f"第一行须有这些列：{'、'.join(_COLUMNS)}"),))
        for row in rows:
            cells = {(name or "").strip(): (cell or "").strip() for name, cell in row.items() if isinstance(cell, str)}
            if any(cells.values()):
                _take(cells, rows.line_num, year, entries, faults)
    except csv.Error:
        faults.append(NoticeFault(rows.line_num, "这一行不是 CSV"))
    faults.extend(_whole(year, entries))
    return Notice(year, tuple(entries[day] for day in sorted(entries)), tuple(faults))


def _take(
    cells: dict[str, str], line: int, year: int, entries: dict[date, CalendarEntry], faults: list[NoticeFault]
) -> None:
    working = _WORKING.get(cells.get("安排", "").lower())
    name = cells.get("名称", "")
    if working is None:
        faults.append(NoticeFault(line, "“安排”须是 放假 或 上班"))
    elif len(name) > _NAME_LENGTH:
        faults.append(NoticeFault(line, f"“名称”超过 {_NAME_LENGTH} 字"))
    else:
        days = _days(cells.get("日期", ""))
        if not days:
            faults.append(
                NoticeFault(line, f"“日期”须是 2027-01-01 或不超过 {_LONGEST_SPAN} 天的 2027-02-05~2027-02-12")
            )
        faults.extend(_odd(days, line, year, entries, working=working))
        entries.update({day: CalendarEntry(day, working, name, year) for day in days})


def _days(written: str) -> Sequence[date]:
    found = _SPAN.fullmatch(written)
    if found is None:
        return ()
    try:
        first = date.fromisoformat(found[1])
        last = date.fromisoformat(found[2]) if found[2] else first
    except ValueError:
        return ()
    number = (last - first).days + 1
    return [first + timedelta(days=step) for step in range(number)] if 0 < number <= _LONGEST_SPAN else ()


def _odd(
    days: Sequence[date], line: int, year: int, entries: dict[date, CalendarEntry], *, working: bool
) -> Iterator[NoticeFault]:
    begin, end = date(year, 1, 1), date(year, 12, 31)
    for day in days:
        if not begin - _NEIGHBOURS <= day <= end + _NEIGHBOURS:
            yield NoticeFault(line, f"{day} 不在 {year} 年")
        if day in entries and entries[day].working is not working:
            yield NoticeFault(line, f"{day} 既放假又上班")
        if working and day.isoweekday() < _SATURDAY:
            yield NoticeFault(line, f"{day} 本来就是工作日", fatal=False)


def _whole(year: int, entries: dict[date, CalendarEntry]) -> Iterator[NoticeFault]:
    off = {day for day, entry in entries.items() if not entry.working and day.year == year}
    if len(off) < _FEWEST_OFF:
        yield NoticeFault(0, f"{year} 年只有 {len(off)} 天放假，全年的通知不会这么少")
    for day, name in statutory_holidays(year).items():
        if day not in off and day.isoweekday() < _SATURDAY:
            yield NoticeFault(0, f"{day}（{name}）是法定节假日，通知里没有放假", fatal=year >= _AS_NOW)
