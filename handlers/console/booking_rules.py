"""Administration of the rules of booking."""

from typing import Any

from aiohttp import web

from affairs.appointments.editing import Edit, put_rules
from affairs.appointments.notation import read_rules
from affairs.appointments.supply import Limit, Rules
from affairs.appointments.writing import clock_of
from affairs.errors import DomainError
from affairs.staff.permissions import Permission
from handlers.console.desk import Desk
from handlers.console.feature import Feature, page
from handlers.console.revising import minute_of, revise, tabs_of

__all__ = ["FEATURE"]

CENTRES = Permission.CENTRES
NUMBERS = {
    "days_ahead": "提前几天放号",
    "lead_minutes": "开始前几分钟停止预约",
    "hold_minutes": "占号保留几分钟",
    "offer_minutes": "候补通知保留几分钟",
    "cancel_before_minutes": "开始前几分钟不能再改期、取消",
    "no_shows": "爽约几次后限制预约（0为不限制）",
    "no_show_days": "多少天内的爽约合计",
    "ban_days": "限制预约几天",
}
CLOCKS = {"opens_at": "每天几点放号", "same_day_from": "当日号几点放"}
LIMITS = {
    "person": "每个办事人",
    "account": "每个微信账号",
    "phone": "每个手机号",
    "company": "每个企业",
    "licence": "每个中介机构",
}


@page("GET", "/booking-rules", CENTRES)
async def show(desk: Desk) -> web.StreamResponse:
    """The rules in force."""
    return await _shown(desk)


@page("POST", "/booking-rules", CENTRES)
async def save(desk: Desk) -> web.StreamResponse:
    """Change them; bookings that were made stay."""
    return await revise(desk, _changed, "/booking-rules", _shown)


async def _changed(desk: Desk) -> Edit:
    return put_rules(read_rules(_given(desk)))


async def _shown(desk: Desk, error: DomainError | None = None) -> web.StreamResponse:
    rules = (await desk.services.appointments.supplying.current()).rules
    typed = {name: desk.form.text(name) for name, _ in desk.form.values}
    values: dict[str, Any] = {
        "tabs": tabs_of(desk),
        "numbers": [(name, words, typed.get(name, getattr(rules, name))) for name, words in NUMBERS.items()],
        "clocks": [(name, words, typed.get(name, clock_of(getattr(rules, name)))) for name, words in CLOCKS.items()],
        "limits": [(name, words, _limit(rules, name, typed)) for name, words in LIMITS.items()],
        "returns": [typed.get(f"return_after.{number}", rules.return_after[number]) for number in (0, 1)],
    }
    if error is not None:
        return desk.refuse("booking_rules.html", error, **values)
    return desk.render("booking_rules.html", error="", fault="", **values)


def _limit(rules: Rules, name: str, typed: dict[str, str]) -> tuple[object, object]:
    limit: Limit = getattr(rules, name)
    return typed.get(f"{name}.per_day", limit.per_day), typed.get(f"{name}.ahead", limit.ahead)


def _given(desk: Desk) -> dict[str, object]:
    form = desk.form
    given: dict[str, object] = {name: form.text(name) for name in NUMBERS}
    given |= {name: minute_of(desk, name, -1) for name in CLOCKS}
    given |= {name: {"per_day": form.text(f"{name}.per_day"), "ahead": form.text(f"{name}.ahead")} for name in LIMITS}
    return given | {"return_after": [form.text("return_after.0"), form.text("return_after.1")]}


FEATURE = Feature(pages=(show, save))
