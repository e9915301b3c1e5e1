"""For administrators: how the parts are, what is set, and the working calendar."""

import asyncio
from datetime import date
from typing import Any

from aiohttp import web
from pydantic import SecretStr

from affairs.clock import CHINA
from affairs.clock.notice import read_notice
from affairs.errors import DomainError, InvalidValue
from affairs.staff.permissions import Permission
from handlers.console.desk import Desk
from handlers.console.feature import Feature, Section, page
from handlers.console.supervision_words import LETTERS
from handlers.ops import check_all
from handlers.services import State
from handlers.settings import PREFIX, Settings

__all__ = ["FEATURE", "shown_settings"]

SYSTEM = Permission.SYSTEM
STATES = {State.OK: "正常", State.DEGRADED: "降级", State.DOWN: "不可用"}
SECRET_ENDS = ("_key", "_secret", "_token", "_url", "_previous")
OPEN_URLS = frozenset({"base_url"})
LONGEST_NOTICE = 20_000
FRIDAY = 4


def shown_settings(settings: Settings) -> list[tuple[str, str]]:
    """Every setting with its value; of what may hold a secret only whether it is set."""
    rows = []
    for name in type(settings).model_fields:
        value = getattr(settings, name)
        secret = isinstance(value, SecretStr) or (name.endswith(SECRET_ENDS) and name not in OPEN_URLS)
        plain = value.get_secret_value() if isinstance(value, SecretStr) else value
        rows.append((PREFIX + name.upper(), ("（已设置）" if plain else "") if secret else str(plain)))
    return rows


@page("GET", "/system", SYSTEM)
async def show(desk: Desk) -> web.StreamResponse:
    """The state of every part, as ``/readyz`` tells it, what could not be delivered, and the settings."""
    return await _system_page(desk)


@page("POST", "/system/letters/{id}", SYSTEM)
async def try_again(desk: Desk) -> web.StreamResponse:
    """Have something that could not be delivered tried again."""
    given = desk.part("id")
    number = int(given) if given.isascii() and given.isdecimal() and len(given) < 18 else 0
    try:
        await desk.services.dead_letters.again(desk.actor, number)
    except DomainError as error:
        return await _system_page(desk, error)
    return desk.redirect("/system", done="replayed")


async def _system_page(desk: Desk, error: DomainError | None = None) -> web.Response:
    values: dict[str, Any] = {
        "parts": await check_all(desk.services.checks),
        "states": STATES,
        "post": await desk.services.dead_letters.post(desk.actor),
        "kinds": LETTERS,
        "settings": shown_settings(desk.services.settings),
    }
    if error is not None:
        return desk.refuse("system.html", error, **values)
    return desk.render("system.html", error="", **values)


@page("GET", "/calendar", SYSTEM)
async def show_calendar(desk: Desk) -> web.StreamResponse:
    """The days of ``?year=`` that are not as their weekday says."""
    return await _calendar_page(desk)


@page("POST", "/calendar/day", SYSTEM)
async def set_day(desk: Desk) -> web.StreamResponse:
    """Make a day a day off or a working day, or take that back."""
    form = desk.form
    try:
        day = _day(form.text("day"))
        if form.text("kind") == "unset":
            await desk.services.calendar_desk.unset_day(desk.actor, day)
        else:
            working = form.text("kind") == "work"
            await desk.services.calendar_desk.set_day(desk.actor, day, working=working, name=form.text("name"))
    except DomainError as error:
        return await _calendar_page(desk, error)
    return desk.redirect("/calendar", done="saved")


@page("POST", "/calendar/notice", SYSTEM)
async def import_notice(desk: Desk) -> web.StreamResponse:
    """Read a year's notice (放假安排的通知), pasted as text."""
    text, year = desk.form.raw("notice"), desk.form.number("year")
    try:
        if not text.strip() or len(text) > LONGEST_NOTICE:
            raise InvalidValue("请粘贴放假安排。", field="notice")
        notice = await asyncio.to_thread(read_notice, text, year)
        fatal = next((each.reason for each in notice.faults if each.fatal), "")
        if fatal:
            raise InvalidValue(f"通知读不懂，没有导入：{fatal}", field="notice")
        await desk.services.calendar_desk.import_notice(desk.actor, notice)
    except DomainError as error:
        return await _calendar_page(desk, error)
    return desk.redirect("/calendar", done="saved")


async def _calendar_page(desk: Desk, error: DomainError | None = None) -> web.Response:
    calendar = await desk.services.calendar_desk.current(desk.actor)
    this_year = desk.services.clock.now().astimezone(CHINA).year
    years = sorted({*calendar.known_years, this_year})[-4:]
    asked = desk.asked("year")
    year = int(asked) if asked in {str(each) for each in years} else this_year
    days = [each for each in calendar.year(year) if each.makeup or each.working == (each.day.weekday() > FRIDAY)]
    values: dict[str, Any] = {
        "year": year,
        "years": years,
        "days": days,
        "known": year in calendar.known_years,
        "form": desk.form,
    }
    if error is not None:
        return desk.refuse("calendar.html", error, **values)
    return desk.render("calendar.html", error="", fault="", **values)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidValue("请填写日期。", field="day") from None


FEATURE = Feature(
    pages=(show, try_again, show_calendar, set_day, import_notice),
    sections=(Section("工作日历", "/console/calendar", SYSTEM), Section("系统状态", "/console/system", SYSTEM)),
)
