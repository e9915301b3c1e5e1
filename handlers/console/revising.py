"""A change of what can be booked: made at once where it hits nobody; else whom it hits is shown, and confirmed."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from datetime import date

from aiohttp import web

from affairs.appointments.editing import Edit
from affairs.appointments.supplying import Hit, Report, Seen, summary
from affairs.appointments.timetable import DAY
from affairs.errors import DomainError, InvalidValue
from affairs.staff.permissions import Permission
from handlers.console.desk import Desk, words_of
from handlers.problems import STATUS

__all__ = ["day_of", "minute_of", "revise", "tabs_of"]

SHOWN = 200
OWN_FIELDS = frozenset({"csrf", "seen", "mark", "reason"})
TABS = (
    ("/console/centres", "大厅与窗口", Permission.CENTRES),
    ("/console/openings", "开放与关闭", Permission.ROSTERS),
    ("/console/rosters", "窗口排班", Permission.ROSTERS),
    ("/console/booking-rules", "预约规则", Permission.CENTRES),
)

Refuse = Callable[[Desk, DomainError], Awaitable[web.StreamResponse]]


async def revise(
    desk: Desk, edit: Callable[[Desk], Awaitable[Edit]], back: str, refuse: Refuse, reason: str = ""
) -> web.StreamResponse:
    """Make the change that the form says, and look at ``back``; or show whom it hits, with a form that makes it then.

    ``refuse`` shows the form again, with what is wrong.
    """
    supplying, form = desk.services.appointments.supplying, desk.form
    reason = form.text("reason")[:200] or reason
    seen = Seen(form.number("seen"), form.text("mark")) if form.number("seen") else None
    # a reason is missing: the list is shown again
    unsaid = InvalidValue("请写明原因，预约的人会看到。", field="reason") if seen and not reason else None
    try:
        made = await edit(desk)
        report = await supplying.revise(desk.actor, made, seen=None if unsaid else seen, reason=reason)
    except DomainError as error:
        return await refuse(desk, error)
    if not report.done:
        return await _shown(desk, report, back, reason, unsaid)
    await desk.services.appointments.timetables.refresh()
    return desk.redirect(back, done="rebooked" if report.hits else "saved")


async def _shown(desk: Desk, report: Report, back: str, reason: str, unsaid: InvalidValue | None) -> web.Response:
    moved, cancelled = summary(report.hits)
    supply = await desk.services.appointments.supplying.current()
    items = desk.services.snapshot().catalogue.items_by_code
    return desk.render(
        "supply_check.html",
        status=STATUS[unsaid.code] if unsaid else 200,
        error=words_of(unsaid) if unsaid else "",
        again=bool(desk.form.number("seen")) and not unsaid,
        mark=report.mark,
        moved=moved,
        cancelled=cancelled,
        # thousands of rows are read by nobody
        hits=await asyncio.to_thread(_rows, report.hits[:SHOWN], {each.code: each.name for each in supply.windows}),
        names={code: items[code].name for hit in report.hits[:SHOWN] for code in hit.before.items if code in items},
        fields=[(name, value) for name, value in desk.form.values if name not in OWN_FIELDS],
        here=desk.request.path,
        back=back,
        seen=report.revision,
        reason=reason,
    )


def _rows(hits: Iterable[Hit], windows: dict[str, str]) -> list[tuple[Hit, str, str]]:
    return [
        (hit, windows.get(hit.before.window, hit.before.window), windows.get(hit.after.window, "") if hit.after else "")
        for hit in hits
    ]


def tabs_of(desk: Desk) -> list[tuple[str, str]]:
    """The pages of this kind that one may open: address and words."""
    return [(path, words) for path, words, permission in TABS if desk.actor.may(permission)]


def day_of(desk: Desk, name: str) -> date:
    """A date of the form. Raises InvalidValue."""
    try:
        return date.fromisoformat(desk.form.text(name))
    except ValueError:
        raise InvalidValue("请填写日期。", field=name) from None


def minute_of(desk: Desk, name: str, otherwise: int) -> int:
    """A time of the form in minutes of the day; ``otherwise`` when it is empty. Raises InvalidValue."""
    text = desk.form.text(name)
    if not text:
        return otherwise
    hour, colon, minute = text[:5].partition(":")
    if colon and len(text) in {5, 8} and (hour + minute).isascii() and (hour + minute).isdecimal():
        found = int(hour) * 60 + int(minute)
        if int(minute) < 60 and found <= DAY:
            return found
    raise InvalidValue("请填写时间。", field=name)
