"""Pieces put together: which hour belongs to which day, what 前 and 后 bound, where a range ends."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import cast

from knowledge.dates.bounds import After, Before, Inside, Offset
from knowledge.dates.bounds import Nth as NthDay
from knowledge.dates.clock import Hour, Limit, TimeItem
from knowledge.dates.context import DayNode
from knowledge.dates.festivals import Festival, LunarDate
from knowledge.dates.months import DayOfMonth, Month, MonthDay, MonthPart, OneMonth, Year, YearRef
from knowledge.dates.piece import Phrase, Piece
from knowledge.dates.relative import Ahead, Counted, SameDay
from knowledge.dates.token import Kind, Nth, Shift, Token
from knowledge.dates.weeks import Week, Weekday, Weekend

__all__ = ["assemble"]

_GLUE = "的()[],: 那"
_OF_DAYS = {Kind.DAYS, Kind.NTH, Kind.OFFSET, Kind.SAME_DAY, Kind.YEAR, Kind.WORKDAYS}
_OF_HOURS = {Kind.PART, Kind.HOUR}
_NEAR = 4
"""Characters between a day and the word that rules it out (明天我可能没空)."""


def assemble(found: Iterable[Token], text: str) -> Phrase:
    """The expression that the pieces of ``text`` make."""
    builder = _Builder(text)
    for token in found:
        builder.take(token)
    return builder.finish()


class _Builder:
    def __init__(self, text: str) -> None:
        self._text = text
        self._phrase = Phrase()
        self._last: Token | None = None
        self._link: Kind | None = None
        self._year: YearRef | None = None
        self._latest: Limit | None = None
        self._not_next = False
        self._takers: dict[Kind, Callable[[Token], None]] = {
            Kind.DAYS: lambda token: self._days(cast("DayNode", token.value)),
            Kind.SAME_DAY: self._same_day,
            Kind.NTH: self._nth,
            Kind.OFFSET: self._offset,
            Kind.WORKDAYS: self._workdays,
            Kind.SHIFT: self._shift,
            Kind.PART: lambda token: self._part(str(token.value)),
            Kind.HOUR: lambda token: self._hour(cast("Hour", token.value)),
            Kind.LIMIT: lambda token: self._limit(cast("Limit", token.value)),
            Kind.FROM: lambda _: self._from(),
            Kind.NOT_LAST: self._not_last,
        }

    def take(self, token: Token) -> None:
        """Go on with the next piece."""
        self._glued = self._last is not None and not self._text[self._last.end : token.start].strip(_GLUE)
        if self._link is not None and not self._glued:
            self._link = None
        if self._year is not None and not (self._glued and _has_year(token)):
            year, self._year = self._year, None
            self._days(Year(year))
        if token.kind in {Kind.TO, Kind.OR}:
            # Only between two pieces: the 到 of 明天到大厅办 is none.
            self._link = token.kind if self._glued else None
            self._link_after = self._last.kind if self._last else None
            self._last = replace(token, kind=self._last.kind) if self._last and self._glued else self._last
            return
        self._word(token)
        self._last = token
        if token.kind in self._takers:
            self._link = None

    def finish(self) -> Phrase:
        """The expression."""
        if self._year is not None:
            self._days(Year(self._year))
        return self._phrase

    def _word(self, token: Token) -> None:
        if token.kind in self._takers:
            self._takers[token.kind](token)
        elif token.kind is Kind.YEAR:
            self._year = cast("YearRef", token.value)
        elif token.kind is Kind.CHANGE:
            self._phrase = Phrase()
            self._year = self._latest = None
            self._not_next = False
        elif token.kind is Kind.LATEST:
            self._latest = cast("Limit", token.value)
        elif token.kind is Kind.NOT_NEXT:
            self._not_next = True
        elif token.kind is Kind.SOONEST:
            self._phrase.soonest = True
        elif token.kind is Kind.EVERY:
            self._phrase.every = True
        elif token.kind is Kind.VAGUE:
            self._phrase.vague = True

    @property
    def _piece(self) -> Piece | None:
        return self._phrase.pieces[-1] if self._phrase.pieces else None

    def _new(self) -> Piece:
        piece = Piece(either=self._link is Kind.OR, excluded=self._not_next)
        self._not_next = False
        self._phrase.pieces.append(piece)
        return piece

    def _days(self, node: DayNode) -> None:
        if self._year is not None and isinstance(node, MonthDay | Month | Festival | LunarDate):
            node, self._year = replace(node, year=self._year), None
        elif self._year is not None and isinstance(node, MonthPart) and isinstance(node.month, Month):
            node, self._year = replace(node, month=replace(node.month, year=self._year)), None
        if self._latest is not None:
            make = Before if self._latest is Limit.BEFORE else After
            node, self._latest = make(node, included=True), None
        piece = self._piece
        if piece is not None and self._link is Kind.TO and piece.nodes and piece.until is None:
            piece.until = node
        elif piece is not None and self._link is not Kind.OR and not self._not_next and self._joins(piece, node):
            return
        else:
            if piece is not None and self._link is Kind.OR:
                node = _alike(node, piece)
            self._new().nodes.append(node)

    def _joins(self, piece: Piece, node: DayNode) -> bool:
        """Whether ``node`` says more of the piece before it."""
        if not piece.nodes:
            if piece.shift is None:
                piece.nodes.append(node)
            return piece.shift is None
        before = piece.bound
        if not self._glued or (self._last and self._last.kind in _OF_HOURS) or type(node) is type(before):
            return False  # 周六周日 are two days, 12月1日星期二 is one
        if isinstance(before, Ahead) and before.unit == "周" and isinstance(node, Weekday) and not before.within:
            piece.rebind(replace(node, shift=before.number))  # 三周后的周二
        elif before is not None and _within(before, node):
            piece.rebind(Inside(before, node))
        elif piece.until is None:
            piece.nodes.append(node)
        else:
            return False
        return True

    def _same_day(self, _: Token) -> None:
        if not (self._glued and self._last and self._last.kind in _OF_DAYS):
            self._days(SameDay())

    def _nth(self, token: Token) -> None:
        nth = cast("Nth", token.value)
        node = self._piece.bound if self._piece and self._glued else None
        if node is not None and self._piece is not None:
            backward = isinstance(node, Before) and nth.number > 0
            self._piece.rebind(NthDay(node, -nth.number if backward else nth.number, nth.kind))
        elif nth.kind == "工作日" and nth.number > 0:
            self._days(NthDay(After(Counted(0, 0)), nth.number, nth.kind))

    def _offset(self, token: Token) -> None:
        node = self._piece.bound if self._piece and self._glued else None
        if node is not None and self._piece is not None:
            self._piece.rebind(Offset(node, *cast("tuple[int, int]", token.value)))

    def _workdays(self, _: Token) -> None:
        node = self._piece.bound if self._piece and self._glued else None
        if isinstance(node, Week) and self._piece is not None:
            self._piece.rebind(replace(node, working=True))
        elif node is None:
            self._days(After(Counted(0, 0), included=True))

    def _shift(self, token: Token) -> None:
        if isinstance(token.value, Shift):
            self._new().shift = token.value
        else:
            self._days(cast("DayNode", token.value))

    def _part(self, part: str) -> None:
        piece = self._piece or self._new()
        times = piece.last_times
        if self._link is Kind.TO and times and self._link_after in _OF_HOURS:
            times[-1].end = TimeItem(part)
        elif self._last and self._last.kind is Kind.HOUR and self._glued and self._link is None and times:
            times[-1].part = times[-1].part or part  # 3点下午
        elif self._last and self._last.kind is Kind.PART and self._glued and self._link is None and times:
            times[-1].part = part  # 明早上午
        else:
            times.append(TimeItem(part))

    def _hour(self, hour: Hour) -> None:
        piece = self._piece or self._new()
        times = piece.last_times
        last = times[-1] if times else None
        if last is not None and self._link is Kind.TO and self._link_after in _OF_HOURS:
            last.end = TimeItem(hour=hour)
        elif last is not None and last.end is not None and last.end.part and last.end.hour is None:
            last.end.hour = hour
        elif last is not None and last.hour is None and last.end is None and self._link is None:
            last.hour = hour
        else:
            inherited = last.part if last is not None and self._link is Kind.OR else ""
            times.append(TimeItem(inherited, hour))

    def _limit(self, limit: Limit) -> None:
        piece = self._piece
        if piece is None or not self._glued or self._last is None:
            return
        if self._last.kind in _OF_HOURS and piece.last_times:
            piece.last_times[-1].limit = limit
        elif self._last.kind in _OF_DAYS and piece.bound is not None and limit in {Limit.BEFORE, Limit.AFTER}:
            piece.rebind((Before if limit is Limit.BEFORE else After)(piece.bound))

    def _from(self) -> None:
        piece = self._piece
        if piece is None or not self._glued or self._last is None:
            return
        if self._last.kind in _OF_HOURS and piece.last_times:
            piece.last_times[-1].limit = Limit.AFTER
        elif self._last.kind in _OF_DAYS and piece.bound is not None:
            piece.rebind(After(piece.bound, included=True))

    def _not_last(self, token: Token) -> None:
        if self._piece is not None and self._last is not None and token.start - self._last.end <= _NEAR:
            self._piece.excluded = True


def _has_year(token: Token) -> bool:
    node = token.value
    if isinstance(node, MonthPart):
        return isinstance(node.month, Month)
    return token.kind is Kind.DAYS and isinstance(node, MonthDay | Month | Festival | LunarDate)


def _alike(node: DayNode, before: Piece) -> DayNode:
    """下周六或周日, 12月1号或3号: what is named beside a day is of the same week or month."""
    named = before.nodes[0] if before.nodes else None
    if isinstance(node, Weekday) and node.shift is None and isinstance(named, Weekday):
        return replace(node, shift=named.shift)
    if isinstance(node, DayOfMonth) and node.shift is None:
        if isinstance(named, MonthDay):
            return MonthDay(named.month, node.day, named.year)
        if isinstance(named, DayOfMonth):
            return replace(node, shift=named.shift)
    return node


def _within(whole: DayNode, node: DayNode) -> bool:
    """Whether ``node`` is a day or part of ``whole`` rather than another word for it."""
    if isinstance(whole, Week):
        return isinstance(node, Weekday) and node.shift is None
    if isinstance(whole, After):
        return isinstance(node, Weekday) and node.shift is None
    if isinstance(whole, Month | OneMonth | MonthPart):
        if isinstance(node, Weekday):
            return node.shift is None
        return isinstance(node, DayOfMonth) or (isinstance(node, MonthPart) and node.month is None)
    return isinstance(whole, Year) and isinstance(node, Month | MonthDay | MonthPart | Festival | Weekend)
