"""Opening hours (办理时间) as offices publish them, read into rows of weekdays and spans.

Read: 周一至周五 9:00-12:00,13:00-17:00; 夏令时/冬令时, 春夏季/秋冬季 with or without
months; 午休; 中午不间断; 法定节假日除外; full-width colons and every kind of dash.
What is not wholly understood is not understood: no hours rather than wrong hours.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import time
from functools import lru_cache
from itertools import pairwise

from knowledge.places import Hours, Span

__all__ = ["ReadHours", "parse"]

# Months of a season where the text gives none: the custom of service centres
# (夏令时 is May to September; 春夏季 is the half year from March).
_SEASONS = {
    "夏": (5, 6, 7, 8, 9),
    "冬": (10, 11, 12, 1, 2, 3, 4),
    "春夏": (3, 4, 5, 6, 7, 8),
    "秋冬": (9, 10, 11, 12, 1, 2),
}
_ALL_WEEK = (1, 2, 3, 4, 5, 6, 7)
_WORKING = (1, 2, 3, 4, 5)
_DAY = r"(?:周|星期|礼拜)?[一二三四五六日天]"
_CLOCK = r"(?:[01]?\d|2[0-4])(?::[0-5]\d|[点时](?:半|[0-5]\d分?)?)"
_PART = r"(?:上午|下午|早上|早|晚上|晚|中午|午间)?:?"
_TO = r"(?:-+|至|到|~)"
_SPAN = rf"{_PART}(?P<{{0}}>{_CLOCK}){_TO}{_PART}(?P<{{1}}>{_CLOCK})"
_MONTHS = (
    rf"(?P<m1>\d{{1,2}})月(?:(?P<d1>\d{{1,2}})[日号])?{_TO}(?:次年|翌年)?"
    r"(?P<m2>\d{1,2})月(?:(?P<d2>\d{1,2})[日号]|底)?"
)
_TOKENS = re.compile(
    "|".join(
        (
            r"(?P<open_holidays>(?:法定)?节假日(?:不休(?:息)?|照常(?:上班|办公|办理)?)|全年无休)",
            r"(?P<holidays>(?:国家)?(?:法定)?(?:节假日|假日|节日)(?:及公休日)?(?:除外|不办公|不办理|休息|不上班))",
            r"(?P<nonstop>中午(?:不间断|不休息|不休|延时|连续)(?:服务|办公|办理|受理)?)",
            rf"(?P<break>午休(?:时间)?:?{_SPAN.format('b1', 'b2')}|{_SPAN.format('b3', 'b4')}(?:为?午休|休息|不办公))",
            rf"(?P<span>{_SPAN.format('s1', 's2')})",
            rf"(?P<months>{_MONTHS})",
            r"(?P<season>春夏|秋冬|夏秋|冬春|夏|冬)(?:令|季节|季)?(?:作息)?(?:时间|时)?",
            rf"(?P<week>(?:每)?(?:周|星期|礼拜)[一二三四五六日天]{_TO}{_DAY})",
            r"(?P<days>(?:每)?(?:周|星期|礼拜)[一二三四五六日天](?:[、,和及](?:周|星期|礼拜)?[一二三四五六日天])*)",
            r"(?P<working>(?:每个|国家)?(?:法定)?工作日)",
            r"(?P<weekend>双休日|周末)",
            r"(?P<daily>每天|每日|全天|天天)",
            r"(?P<filler>(?:中午|午间)休息|(?:办理|办公|工作|受理|服务|作息|上班|营业|对外)+时间|其中|办公|办理|受理|上班|全年|执行)",
            r"(?P<mark>[\s,;。、:()\[\].|/]+)",
        )
    )
)


@dataclass(frozen=True, slots=True)
class ReadHours:
    """What was understood. ``hours`` is empty when the text was not (then ``closed_on_holidays``
    may still be known); ``assumed_months`` tells that a season came without its months.
    """

    hours: tuple[Hours, ...] = ()
    closed_on_holidays: bool | None = None
    assumed_months: bool = False


@dataclass
class _Row:
    season: str = ""
    months: tuple[int, ...] = ()
    weekdays: tuple[int, ...] = ()
    spans: list[Span] = field(default_factory=list)
    breaks: list[Span] = field(default_factory=list)


class _Unclear(Exception):
    """The text says something that this reader does not know."""


@lru_cache(maxsize=4096)
def parse(text: str) -> ReadHours:
    """Hours of ``text``; empty where any part of it was not understood."""
    said = re.sub(r"[\u2010-\u2015\u2212\ufe63~～－—–]", "-", unicodedata.normalize("NFKC", text))
    closed = _closed(said)
    try:
        rows, assumed = _Reader().read(said)
        hours = tuple(_hours(row) for row in rows)
        _no_overlap(hours)
    except _Unclear:
        return ReadHours((), closed)
    return ReadHours(hours, closed, assumed and bool(hours))


def _closed(said: str) -> bool | None:
    kinds = {kind for kind, _ in _tokens(said)}
    if "open_holidays" in kinds:
        return None if "holidays" in kinds else False
    return True if kinds & {"holidays", "working"} else None


def _tokens(said: str) -> Iterator[tuple[str, re.Match[str] | None]]:
    """Kind and match of each piece; kind '' where nothing known stands."""
    at = 0
    while at < len(said):
        found = _TOKENS.match(said, at)
        if found is None:
            yield "", None
            at += 1
        else:
            yield found.lastgroup if found.lastgroup in _KINDS else _kind(found), found
            at = found.end()


_KINDS = {
    "open_holidays",
    "holidays",
    "nonstop",
    "season",
    "week",
    "days",
    "working",
    "weekend",
    "daily",
    "filler",
    "mark",
}


def _kind(found: re.Match[str]) -> str:
    """The outer group's name where the last one closed was an inner one."""
    return next(kind for kind in ("break", "span", "months") if found.group(kind) is not None)


class _Reader:
    """Walks the pieces, filling the row that they belong to."""

    def __init__(self) -> None:
        self.rows: list[_Row] = [_Row()]
        self.assumed = False

    def read(self, said: str) -> tuple[list[_Row], bool]:
        """The rows that have spans, and whether a season's months were assumed."""
        for kind, found in _tokens(said):
            if found is None:
                raise _Unclear
            handle = getattr(self, f"_{kind}", None)
            if handle is not None:
                handle(found)
        rows = [row for row in self.rows if row.spans]
        if any(row.season and not row.months for row in rows):
            self._assume(rows)
        return rows, self.assumed

    def _assume(self, rows: list[_Row]) -> None:
        for row in rows:
            if row.season and not row.months:
                key = re.sub(r"[令季节时间作息]", "", row.season)
                if key not in _SEASONS:
                    raise _Unclear
                row.months = _SEASONS[key]
                self.assumed = True

    def _season(self, found: re.Match[str]) -> None:
        # weekdays said before the seasons hold for each of them
        self.rows.append(_Row(season=found[0].removesuffix("节"), weekdays=self.rows[-1].weekdays))

    def _months(self, found: re.Match[str]) -> None:
        first, last = int(found["m1"]), int(found["m2"])
        if not (1 <= first <= 12 and 1 <= last <= 12) or int(found["d1"] or 1) != 1 or int(found["d2"] or 31) < 28:
            raise _Unclear
        if self.rows[-1].spans:
            self.rows.append(_Row(weekdays=self.rows[-1].weekdays))
        self.rows[-1].months = tuple((first - 1 + step) % 12 + 1 for step in range((last - first) % 12 + 1))

    def _on(self, weekdays: tuple[int, ...]) -> None:
        row = self.rows[-1]
        if row.spans:
            row = _Row(season=row.season, months=row.months)
            self.rows.append(row)
            row.weekdays = weekdays
        elif row.weekdays and not row.season:
            row.weekdays = tuple(sorted({*row.weekdays, *weekdays}))
        else:
            row.weekdays = weekdays

    def _week(self, found: re.Match[str]) -> None:
        first, last = (_weekday(day) for day in re.split(_TO, found[0], maxsplit=1))
        if first > last:
            raise _Unclear
        self._on(tuple(range(first, last + 1)))

    def _days(self, found: re.Match[str]) -> None:
        self._on(tuple(sorted({_weekday(day) for day in re.split("[、,和及]", found[0])})))

    def _working(self, _: re.Match[str]) -> None:
        self._on(_WORKING)

    def _weekend(self, _: re.Match[str]) -> None:
        self._on((6, 7))

    def _daily(self, _: re.Match[str]) -> None:
        self._on(_ALL_WEEK)

    def _span(self, found: re.Match[str]) -> None:
        afternoon = found[0].startswith(("下午", "晚"))
        self.rows[-1].spans.append(_span(found["s1"], found["s2"], afternoon=afternoon))

    def _break(self, found: re.Match[str]) -> None:
        start, end = (found["b1"], found["b2"]) if found["b1"] else (found["b3"], found["b4"])
        self.rows[-1].breaks.append(_span(start, end))


def _weekday(day: str) -> int:
    return "一二三四五六日".index(day[-1].replace("天", "日")) + 1


def _span(start: str, end: str, *, afternoon: bool = False) -> Span:
    first, last = _clock(start), _clock(end)
    if afternoon and last.hour < 12:
        first, last = (
            time((first.hour + 12) % 24 if first.hour < 12 else first.hour, first.minute),
            time(last.hour + 12, last.minute),
        )
    if first >= last:
        raise _Unclear
    return Span(first, last)


def _clock(text: str) -> time:
    hour, minute = re.split("[:点时]", text)[:2]
    minutes = 30 if minute == "半" else int(minute.removesuffix("分") or 0)
    if int(hour) > 23:
        return time(23, 59)
    return time(int(hour), minutes)


def _hours(row: _Row) -> Hours:
    if not row.weekdays:
        raise _Unclear
    spans = row.spans
    for pause in row.breaks:
        spans = [part for span in spans for part in _without(span, pause)]
    ordered = sorted(spans, key=lambda span: span.start)
    if any(before.end > after.start for before, after in pairwise(ordered)):
        raise _Unclear
    return Hours(row.weekdays, tuple(ordered), row.season, row.months)


def _without(span: Span, pause: Span) -> list[Span]:
    if pause.end <= span.start or pause.start >= span.end:
        return [span]
    before = [Span(span.start, pause.start)] if pause.start > span.start else []
    return before + ([Span(pause.end, span.end)] if pause.end < span.end else [])


def _no_overlap(hours: tuple[Hours, ...]) -> None:
    """Two rows for the same day would contradict each other."""
    taken: set[tuple[int, int]] = set()
    for row in hours:
        days = {(month, weekday) for month in row.months or range(1, 13) for weekday in row.weekdays}
        if days & taken:
            raise _Unclear
        taken |= days
