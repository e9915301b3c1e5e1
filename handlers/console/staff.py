"""Administration of staff: list, add, change, disable, passwords, sessions."""

from typing import Any

from aiohttp import web

from affairs.errors import DomainError, InvalidValue, NoSuchStaff
from affairs.staff.accounts import Roster
from affairs.staff.model import Profile, Staff, Tier
from affairs.staff.passwords import temporary_password
from affairs.staff.permissions import Permission, Role
from handlers.console.account import until_of
from handlers.console.desk import Desk
from handlers.console.feature import Feature, Section, Work, WorkList, WorkRow, page
from handlers.console.words import ROLES, TIERS

__all__ = ["FEATURE"]

STAFF = Permission.STAFF


@page("GET", "/staff", STAFF)
async def show_all(desk: Desk) -> web.StreamResponse:
    """Everybody; ``?q=`` looks in names and departments, ``?closed=1`` shows disabled accounts too."""
    roster = await desk.office.accounts.roster()
    departments = {each.id: each.name for each in roster.departments}
    wanted, closed = desk.asked("q"), bool(desk.asked("closed"))
    rows = [
        each
        for each in roster.staff
        if (closed or each.active) and wanted.casefold() in _words_of(each, departments).casefold()
    ]
    now = desk.services.clock.now()
    return desk.render(
        "staff.html",
        rows=rows,
        total=len(roster.staff),
        departments=departments,
        away={each.staff_id: each for each in roster.absences if each.covers(now)},
        names=_names(roster),
        q=wanted,
        closed=closed,
        role_words=ROLES,
    )


@page("GET", "/staff/new", STAFF)
async def show_new(desk: Desk) -> web.StreamResponse:
    """The form for a new account."""
    return desk.render("staff_new.html", **await _form_values(desk), error="", fault="", form=desk.form)


@page("POST", "/staff/new", STAFF)
async def add(desk: Desk) -> web.StreamResponse:
    """Add an account with a temporary password, which is shown once."""
    password = temporary_password()
    try:
        login = desk.form.text("login")
        made = await desk.office.accounts.add(desk.actor, login, _profile(desk, login), password, must_change=True)
    except DomainError as error:
        return desk.refuse("staff_new.html", error, **await _form_values(desk), form=desk.form)
    return desk.render("staff_password.html", staff=made, password=password, fresh=True)


@page("GET", "/staff/{id}", STAFF)
async def show_one(desk: Desk) -> web.StreamResponse:
    """One account, to be changed."""
    return desk.render("staff_one.html", error="", fault="", **await _one_values(desk))


@page("POST", "/staff/{id}", STAFF)
async def change(desk: Desk) -> web.StreamResponse:
    """Change what is said of an account, unless somebody else changed it meanwhile."""
    try:
        await desk.office.accounts.change(desk.actor, desk.part("id"), desk.form.number("revision"), _profile(desk, ""))
    except NoSuchStaff:
        raise
    except DomainError as error:
        return desk.refuse("staff_one.html", error, **await _one_values(desk))
    return desk.redirect(f"/staff/{desk.part('id')}", done="saved")


@page("POST", "/staff/{id}/disable", STAFF)
async def disable(desk: Desk) -> web.StreamResponse:
    """Close an account and end its sessions."""
    await desk.office.accounts.disable(desk.actor, desk.part("id"))
    return desk.redirect(f"/staff/{desk.part('id')}", done="disabled")


@page("POST", "/staff/{id}/enable", STAFF)
async def enable(desk: Desk) -> web.StreamResponse:
    """Open a closed account again."""
    await desk.office.accounts.enable(desk.actor, desk.part("id"))
    return desk.redirect(f"/staff/{desk.part('id')}", done="enabled")


@page("POST", "/staff/{id}/reset", STAFF)
async def reset(desk: Desk) -> web.StreamResponse:
    """Give an account a temporary password, which is shown once."""
    staff = _one(await desk.office.accounts.roster(), desk.part("id"))
    password = temporary_password()
    await desk.office.accounts.reset_password(desk.actor, staff.id, password)
    return desk.render("staff_password.html", staff=staff, password=password, fresh=False)


@page("POST", "/staff/{id}/end-sessions", STAFF)
async def end_sessions(desk: Desk) -> web.StreamResponse:
    """End all sessions of an account."""
    await desk.office.sessions.end_of(desk.actor, desk.part("id"))
    return desk.redirect(f"/staff/{desk.part('id')}", done="ended")


@page("POST", "/staff/{id}/reset-factor", STAFF)
async def reset_factor(desk: Desk) -> web.StreamResponse:
    """Take off the second factor of somebody who lost it."""
    await desk.office.second_factor.reset(desk.actor, desk.part("id"))
    return desk.redirect(f"/staff/{desk.part('id')}", done="factor_reset")


@page("POST", "/staff/{id}/away", STAFF)
async def away(desk: Desk) -> web.StreamResponse:
    """Say that somebody is away, and who stands in."""
    try:
        await desk.office.absences.away(
            desk.actor, desk.part("id"), desk.form.text("stand_in"), until_of(desk), desk.form.time("since")
        )
    except DomainError as error:
        return desk.refuse("staff_one.html", error, **await _one_values(desk))
    return desk.redirect(f"/staff/{desk.part('id')}", done="away")


@page("POST", "/staff/{id}/back", STAFF)
async def back(desk: Desk) -> web.StreamResponse:
    """Somebody is back."""
    await desk.office.absences.back(desk.actor, desk.part("id"))
    return desk.redirect(f"/staff/{desk.part('id')}", done="back")


async def _uncovered(desk: Desk) -> Work:
    """Who is away without anybody present to stand in."""
    roster = await desk.office.accounts.roster()
    now = desk.services.clock.now()
    away = {each.staff_id: each for each in roster.absences if each.covers(now)}
    active = {each.id for each in roster.staff if each.active}
    names = _names(roster)
    rows = [
        WorkRow(
            f"{names[each.staff_id]}（替岗人 {names[each.stand_in_id]} 也不在岗）", f"/console/staff/{each.staff_id}"
        )
        for each in away.values()
        if not _covered(each.staff_id, {who: absence.stand_in_id for who, absence in away.items()}, active)
    ]
    return Work(len(rows), tuple(rows[:5]))


def _covered(staff_id: str, stand_ins: dict[str, str], active: set[str]) -> bool:
    """Whether the chain of stand-ins ends at somebody present; a circle of absent people does not."""
    seen: set[str] = set()
    while staff_id in stand_ins and staff_id not in seen:
        seen.add(staff_id)
        staff_id = stand_ins[staff_id]
    return staff_id in active and staff_id not in stand_ins


def _profile(desk: Desk, login: str) -> Profile:
    """What the form says of somebody. Raises InvalidValue for a code that there is none of."""
    form = desk.form
    try:
        roles, tier = frozenset(map(Role, form.all("roles"))), Tier(form.text("tier"))
    except ValueError:
        raise InvalidValue("角色或层级不在可选范围内。", field="roles") from None
    return Profile(form.text("display_name") or login, roles, form.text("department"), form.text("region"), tier)


async def _form_values(desk: Desk) -> dict[str, Any]:
    roster = await desk.office.accounts.roster()
    return {"departments": roster.departments, "role_words": ROLES, "tier_words": TIERS}


async def _one_values(desk: Desk) -> dict[str, Any]:
    roster = await desk.office.accounts.roster()
    staff = _one(roster, desk.part("id"))
    return {
        "departments": roster.departments,
        "role_words": ROLES,
        "tier_words": TIERS,
        "staff": staff,
        "enrolled": staff.id in await desk.office.second_factor.enrolled(desk.actor),
        "form": desk.form,
        "colleagues": [each for each in roster.staff if each.active and each.id != staff.id],
        "names": _names(roster),
        "absences": [each for each in roster.absences if each.staff_id == staff.id],
        "away_at": f"/console/staff/{staff.id}",
    }


def _one(roster: Roster, staff_id: str) -> Staff:
    found = next((each for each in roster.staff if each.id == staff_id), None)
    if found is None:
        raise NoSuchStaff
    return found


def _names(roster: Roster) -> dict[str, str]:
    return {each.id: each.profile.display_name for each in roster.staff}


def _words_of(staff: Staff, departments: dict[str, str]) -> str:
    return f"{staff.login} {staff.profile.display_name} {departments.get(staff.profile.department_id, '')}"


FEATURE = Feature(
    pages=(show_all, show_new, add, show_one, change, disable, enable, reset, reset_factor, end_sessions, away, back),
    sections=(Section("人员管理", "/console/staff", STAFF),),
    work_lists=(WorkList("uncovered", "无人替岗的离岗人员", "/console/staff", STAFF, _uncovered),),
)
