"""Days, times, slots and appointments as they are said. Pure."""

from collections.abc import Sequence
from datetime import date

from affairs.appointments.appointment import Appointment, State
from affairs.appointments.bringing import item_names, materials_of
from affairs.appointments.slot import Slot
from affairs.appointments.supply import Supply
from affairs.appointments.telling import when_of, where_of
from bot.booking import phrases
from knowledge.dates import DayTime, Span
from knowledge.snapshot import Snapshot

__all__ = ["about", "bring", "day_words", "row", "slot_label", "span_words"]

_WEEKDAYS = "一二三四五六日"
_PARTS = {(6 * 60, 12 * 60): "上午", (12 * 60, 18 * 60): "下午", (18 * 60, 24 * 60): "晚上", (11 * 60, 13 * 60): "中午"}
_MOST = 15


def day_words(day: date) -> str:
    """A day with its weekday."""
    return f"{day.month}月{day.day}日（周{_WEEKDAYS[day.weekday()]}）"


def span_words(span: Span) -> str:
    """What was understood of when."""
    if span.last is None:
        days = f"{day_words(span.first)}以后"
    elif span.last == span.first:
        days = day_words(span.first)
    else:
        days = f"{day_words(span.first)}到{day_words(span.last)}"
    return days + (_time_words(span.time) if span.time else "")


def _time_words(time: DayTime) -> str:
    if (part := _PARTS.get((time.start, time.end))) is not None:
        return part
    start, end = (f"{each // 60:02}:{each % 60:02}" for each in (time.start, time.end))
    return start if time.exact else f"{start}-{end}"


def slot_label(supply: Supply, slot: Slot, *, several: bool) -> str:
    """One slot as an option; its venue where there are ``several``."""
    venue = supply.venues_by_code.get(slot.name.venue)
    where = f" {venue.name}" if several and venue else ""
    return f"{day_words(slot.name.day)}{slot.start:%H:%M}{where}（余{slot.remaining}）"


def about(snapshot: Snapshot, supply: Supply, appointment: Appointment) -> str:
    """One appointment: what, when, where, its number."""
    mark = phrases.HELD_MARK if appointment.state is State.HELD else ""
    lines = (
        f"事项：{item_names(snapshot, appointment.items)}{mark}",
        f"时间：{when_of(appointment)}",
        f"地点：{where_of(supply, appointment)}",
        f"预约号：{appointment.id}",
    )
    return "\n".join(lines)


def bring(snapshot: Snapshot, supply: Supply, appointment: Appointment) -> str:
    """The preparation list for the appointment's situation; '' where nothing is published."""
    lines: Sequence[str] = [
        f"· {phrases.BRING_NOTE.format(name=each.name, note=each.note) if each.note else each.name}"
        for each in materials_of(snapshot, supply, appointment)[:_MOST]
    ]
    return phrases.BRING.format(materials="\n".join(lines)) if lines else ""


def row(snapshot: Snapshot, appointment: Appointment) -> str:
    """One appointment in a list."""
    mark = phrases.HELD_MARK if appointment.state is State.HELD else ""
    return f"{when_of(appointment)} {item_names(snapshot, appointment.items)}{mark}"
