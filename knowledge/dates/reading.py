"""An expression in Chinese read into days and hours."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from knowledge.dates.clock import TimeItem, combine, resolve
from knowledge.dates.context import Context, DayNode, Days, Unreadable, add_days
from knowledge.dates.model import Ambiguous, DayCalendar, DayTime, Doubt, Past, Reading, Span, Unparsed, Unread
from knowledge.dates.phrase import assemble
from knowledge.dates.piece import Phrase, Piece
from knowledge.dates.prepare import prepare
from knowledge.dates.relative import SameDay
from knowledge.dates.token import Shift
from knowledge.dates.tokens import tokens
from knowledge.dates.weeks import Weekday

__all__ = ["read", "speaks_of_time"]


_LONGEST = 330
"""Days of a range; beyond them its end is taken to be before its beginning."""


@dataclass(frozen=True, slots=True)
class _Option:
    span: Span
    doubt: Doubt | None = None


def read(text: str, now: datetime, calendar: DayCalendar, *, moving: datetime | None = None) -> Reading:
    """What ``text`` says of when, seen from the local time ``now``; never raises.

    ``moving`` is the local time of the appointment that is to be moved, where one is: an hour alone
    (换到下午三点) is then of its day, and 推迟一天 counts from it.
    """
    at = Context(now.replace(tzinfo=None), calendar, moving=moving.replace(tzinfo=None) if moving else None)
    said = prepare(text)
    try:
        phrase = assemble(tokens(said), said)
        return _settle(phrase, at)
    except Unreadable as fault:
        return Unparsed(fault.why)


def speaks_of_time(text: str) -> bool:
    """Whether ``text`` says anything of when, whatever it comes to, and whether it can be read or not."""
    said = prepare(text)
    try:
        phrase = assemble(tokens(said), said)
    except Unreadable as fault:
        return fault.why is not Unread.NOTHING
    return bool(phrase.every or phrase.pieces or phrase.soonest or phrase.vague)


def _settle(phrase: Phrase, at: Context) -> Reading:
    if phrase.every:
        return Unparsed(Unread.RECURRING)
    wanted = [piece for piece in phrase.pieces if not piece.excluded]
    if not wanted:
        return _nothing(phrase, at)
    _share_times(wanted)
    options = _joined([option for piece in wanted for option in _options(piece, at)], several=len(wanted) > 1)
    if phrase.soonest:
        options = [_Option(replace(option.span, soonest=True), option.doubt) for option in options]
    coming = [_Option(_clipped(option.span, at), option.doubt) for option in options if not _over(option.span, at)]
    if not coming:
        return Past(options[0].span)
    if len(coming) == 1:
        return coming[0].span
    if len(wanted) > 1:
        return Ambiguous(tuple(option.span for option in coming), Doubt.SEVERAL)
    doubts = (option.doubt for option in coming if option.doubt)
    return Ambiguous(tuple(option.span for option in coming), next(doubts, Doubt.SEVERAL))


def _nothing(phrase: Phrase, at: Context) -> Reading:
    if phrase.pieces:
        return Unparsed(Unread.EXCLUDED)
    if phrase.soonest:
        return Span(at.today, None, soonest=True)
    return Unparsed(Unread.VAGUE if phrase.vague else Unread.NOTHING)


def _share_times(pieces: Sequence[Piece]) -> None:
    """周三或周四下午: the hours at the end are those of all."""
    for piece, following in zip(reversed(pieces[:-1]), reversed(pieces[1:]), strict=True):
        if following.either and not piece.times and piece.shift is None:
            piece.times = following.times


def _options(piece: Piece, at: Context) -> Iterator[_Option]:
    if piece.shift is not None:
        yield _shifted(piece.shift, at)
        return
    times = _times(piece.times)
    if not piece.times and at.moving and any(isinstance(node, SameDay) and node.number for node in piece.nodes):
        times = (DayTime(_minute(at.moving), _minute(at.moving)),)  # 推迟一天 is at the same hour
    hour_doubt = Doubt.WHICH_HOUR if len(times) > 1 and len(piece.times) == 1 else None
    several = Doubt.SEVERAL if len(times) > 1 else None
    for days in _days(piece, at):
        for time in times:
            if piece.until_times and time is not None:
                yield _stretch(days, time, piece.until_times)
            else:
                yield _Option(Span(days.first, days.last, time), days.doubt or hour_doubt or several)


def _times(items: Sequence[TimeItem]) -> Sequence[DayTime | None]:
    if not items:
        return (None,)
    found = [resolve(item) for item in items]
    return combine(tuple(time for each in found for time in each)) if len(found) > 1 else found[0]


def _stretch(days: Days, time: DayTime, until: Sequence[TimeItem]) -> _Option:
    end = resolve(until[-1])[0]
    if days.last == days.first and end.end <= time.start:
        raise Unreadable(Unread.BACKWARDS)
    if days.last == days.first:
        return _Option(Span(days.first, days.last, DayTime(time.start, end.end)), days.doubt)
    return _Option(Span(days.first, days.last, DayTime(time.start, end.end), throughout=True), days.doubt)


def _shifted(shift: Shift, at: Context) -> _Option:
    base = at.moving if shift.moving else at.now
    if base is None:
        raise Unreadable(Unread.UNANCHORED)
    try:
        moment = base + timedelta(minutes=shift.minutes)
    except OverflowError:
        raise Unreadable(Unread.NO_SUCH_DAY) from None
    minute, begun = _minute(moment), _minute(base)
    if not shift.within:
        return _Option(Span(moment.date(), moment.date(), DayTime(minute, minute)))
    if moment.date() == base.date():
        return _Option(Span(base.date(), base.date(), DayTime(begun, minute)))
    return _Option(Span(base.date(), moment.date(), DayTime(begun, minute), throughout=True))


def _minute(moment: datetime) -> int:
    return moment.hour * 60 + moment.minute


def _days(piece: Piece, at: Context) -> Sequence[Days]:
    if not piece.nodes:
        day = at.moving.date() if at.moving else at.today
        return (Days(day, day),)
    found = _agreed(piece.nodes, at)
    if piece.until is None:
        return found
    ranges = [days for left in found if (days := _ranged(left, piece.until, at))]
    if not ranges:
        raise Unreadable(Unread.BACKWARDS)
    return ranges


def _ranged(left: Days, until: DayNode, at: Context) -> Days | None:
    """From ``left`` to ``until``; None where that is backwards (12月5日到12月1日 is not a year)."""
    right = until.days(at.since(left.first))[0]
    if right.last is not None and not 0 <= (right.last - left.first).days <= _LONGEST:
        return None
    return Days(left.first, right.last, left.doubt)


def _agreed(nodes: Sequence[DayNode], at: Context) -> Sequence[Days]:
    """The days on which all ``nodes`` agree; both where they contradict each other."""
    found: Sequence[Days] = nodes[0].days(at)
    for node in nodes[1:]:
        if isinstance(node, Weekday) and node.shift is None and found[0].first == found[0].last:
            found = _checked(found, node)
        else:
            found = _met(found, node.days(at))
    return found


def _checked(found: Sequence[Days], weekday: Weekday) -> Sequence[Days]:
    agreeing = [days for days in found if days.first.isoweekday() == weekday.weekday]
    if agreeing:
        return [Days(days.first, days.last) for days in agreeing]
    day = found[0].first
    ahead = (weekday.weekday - day.isoweekday() + 3) % 7 - 3
    other = add_days(day, ahead)
    return (Days(day, day, Doubt.CONTRADICTION), Days(other, other, Doubt.CONTRADICTION))


def _met(some: Sequence[Days], others: Sequence[Days]) -> Sequence[Days]:
    both = [
        Days(max(one.first, other.first), _earlier(one.last, other.last))
        for one in some
        for other in others
        if (one.last is None or one.last >= other.first) and (other.last is None or other.last >= one.first)
    ]
    return both or [replace(days, doubt=Doubt.CONTRADICTION) for days in (*some, *others)]


def _earlier(one: date | None, other: date | None) -> date | None:
    return min((day for day in (one, other) if day is not None), default=None)


def _joined(options: list[_Option], *, several: bool) -> list[_Option]:
    """Without repeats; named days in a row as one (明天或后天)."""
    kept: list[_Option] = []
    for option in options:
        before = kept[-1].span if kept else None
        span = option.span
        if any(span == other.span for other in kept):
            continue
        if several and before and _follows(before, span) and not option.doubt and not kept[-1].doubt:
            kept[-1] = _Option(replace(before, last=span.last))
        else:
            kept.append(option)
    return kept


def _follows(before: Span, span: Span) -> bool:
    adjoining = before.last is not None and (span.first - before.last).days == 1
    return adjoining and before.time == span.time and not before.throughout and not span.throughout


def _over(span: Span, at: Context) -> bool:
    if span.last is None or span.last > at.today:
        return False
    if span.last < at.today or span.time is None:
        return span.last < at.today
    now = _minute(at.now)
    return span.time.start < now if span.time.exact else span.time.end <= now


def _clipped(span: Span, at: Context) -> Span:
    if span.first >= at.today:
        return span
    time = DayTime(0, span.time.end) if span.throughout and span.time else span.time
    return replace(span, first=at.today, time=time)
