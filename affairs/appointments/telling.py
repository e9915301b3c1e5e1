"""What people are told of their appointments: notices in their inbox, written in the transaction that makes them true.

They leave by subscription notice, template or customer-service message, as consents and quotas allow.
"""

from collections.abc import Callable
from datetime import date, datetime

from affairs.appointments.appointment import Appointment
from affairs.appointments.bringing import item_names, materials_of
from affairs.appointments.supply import Supply
from affairs.clock import CHINA
from affairs.notifications.inbox import tell
from affairs.ports import UnitOfWork
from knowledge.snapshot import Snapshot

__all__ = ["Teller", "when_of", "where_of"]

MOST_MATERIALS = 12
_WEEKDAYS = "一二三四五六日"


def when_of(appointment: Appointment) -> str:
    """Day, weekday and hours, as they are said."""
    day = appointment.day
    return (
        f"{day.month}月{day.day}日（周{_WEEKDAYS[day.weekday()]}）"
        f"{appointment.starts_at:%H:%M}-{appointment.ends_at:%H:%M}"
    )


def where_of(supply: Supply, appointment: Appointment) -> str:
    """Venue, window and address, as far as they are known."""
    venue = supply.venues_by_code.get(appointment.venue)
    window = supply.windows_by_code.get(appointment.window)
    name = " ".join(filter(None, (venue.name if venue else "", window.name if window else "")))
    return f"{name}（{venue.address}）" if venue and venue.address else name


class Teller:
    """Puts into words what becomes of appointments. ``snapshot`` names items and what to bring, where it is given."""

    def __init__(self, snapshot: Callable[[], Snapshot] | None = None) -> None:
        self._snapshot = snapshot

    async def confirmed(
        self, uow: UnitOfWork, supply: Supply, appointment: Appointment, now: datetime, *, said: bool = False
    ) -> None:
        """The place is theirs: when, where, and what to bring. ``said``: they hear it in the conversation itself."""
        text = f"{self._about(supply, appointment)}已预约成功。{self._bring(supply, appointment)}"
        await _put(uow, "confirmed", "预约成功", text, appointment, now, urgent=True, said=said)

    async def rescheduled(
        self, uow: UnitOfWork, supply: Supply, appointment: Appointment, now: datetime, *, said: bool = False
    ) -> None:
        """Moved by themselves."""
        text = f"{self._about(supply, appointment)}已改期成功，原来的号已退。{self._bring(supply, appointment)}"
        await _put(uow, "rescheduled", "改期成功", text, appointment, now, urgent=True, said=said)

    async def reminded(self, uow: UnitOfWork, supply: Supply, appointment: Appointment, now: datetime) -> None:
        """The evening before."""
        late = "来不了请提前取消，把号留给别人。"
        text = f"提醒您：{self._about(supply, appointment)}就在明天。{self._bring(supply, appointment)}{late}"
        await _put(uow, "remind", "明天要办事", text, appointment, now)

    async def moved(
        self, uow: UnitOfWork, supply: Supply, before: Appointment, after: Appointment, reason: str, now: datetime
    ) -> None:
        """Moved by the centre."""
        old, why = when_of(before), f"因{reason}，" if reason else ""
        text = (
            f"{why}您原定 {old} 的预约由中心调整为：{self._about(supply, after)}。如不合适，可以改期或取消，不计爽约。"
        )
        await _put(uow, "moved", "预约时间有调整", text, after, now, urgent=_soon(after, now))

    async def cancelled(
        self, uow: UnitOfWork, supply: Supply, appointment: Appointment, reason: str, now: datetime
    ) -> None:
        """Cancelled by the centre."""
        why = f"因{reason}，" if reason else ""
        text = f"{why}{self._about(supply, appointment)}不能按时办理，已由中心取消，不计爽约。请另约时间。"
        await _put(uow, "cancelled", "预约已取消", text, appointment, now, urgent=_soon(appointment, now))

    async def offered(self, uow: UnitOfWork, supply: Supply, appointment: Appointment, now: datetime) -> None:
        """A place for somebody on the waiting list, to be confirmed in time."""
        until = appointment.expires_at.astimezone(CHINA) if appointment.expires_at else None
        limit = f"请在{until.month}月{until.day}日 {until:%H:%M} 前确认" if until else "请尽快确认"
        text = f"候补有号了：{self._about(supply, appointment)}。{limit}（回复“我的预约”），逾期让给下一位。"
        await _put(uow, "offered", "候补有号", text, appointment, now)

    async def barred(self, uow: UnitOfWork, missed: Appointment, until: datetime, now: datetime) -> None:
        """No-shows were too many."""
        day = _day(until.astimezone(CHINA).date())
        text = (
            f"您预约后多次没有到场，{day}之前不能再预约；现场取号办理不受影响。"
            f"最近一次是 {when_of(missed)}（预约号 {missed.id}），有特殊情况可以提出申诉。"
        )
        await _put(uow, "barred", "暂停预约", text, missed, now)

    async def unbarred(self, uow: UnitOfWork, missed: Appointment, now: datetime) -> None:
        """The bar is over."""
        await _put(uow, "unbarred", "恢复预约", "您又可以预约了。来不了请提前取消。", missed, now)

    async def judged(self, uow: UnitOfWork, missed: Appointment, now: datetime, *, granted: bool, freed: bool) -> None:
        """An appeal was decided; ``freed``: and the bar is over with it."""
        verdict = "申诉已通过，这次不计爽约。" if granted else "申诉没有通过，爽约记录保留。"
        again = "您又可以预约了。" if freed else ""
        text = f"您对 {when_of(missed)}（预约号 {missed.id}）爽约记录的{verdict}{again}"
        await _put(uow, "judged", "申诉结果", text, missed, now)

    def _about(self, supply: Supply, appointment: Appointment) -> str:
        items = f"办理“{item_names(self._snapshot(), appointment.items)}”" if self._snapshot else ""
        there = where_of(supply, appointment)
        return f"您 {when_of(appointment)} 在{there}{items}的预约（预约号 {appointment.id}）"

    def _bring(self, supply: Supply, appointment: Appointment) -> str:
        if self._snapshot is None:
            return ""
        names = [each.name for each in materials_of(self._snapshot(), supply, appointment)]
        more = f"等 {len(names)} 样" if len(names) > MOST_MATERIALS else ""
        return f"请带：{'、'.join(names[:MOST_MATERIALS])}{more}。" if names else ""


async def _put(
    uow: UnitOfWork,
    kind: str,
    title: str,
    text: str,
    about: Appointment,
    now: datetime,
    *,
    urgent: bool = False,
    said: bool = False,
) -> None:
    """One notice; kind, number and revision name it, so that twice is once."""
    key = f"appointment-{kind}:{about.id}:{about.revision}"
    await tell(uow, about.citizen_id, key, title, text, now=now, urgent=urgent, said=said)


def _soon(appointment: Appointment, now: datetime) -> bool:
    """Whether it is told at night as well: the morning would be too late to stay at home."""
    return (appointment.starts_at - now).total_seconds() < 12 * 3600


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
