"""``banshitong staff``: accounts of those who work at the centre."""

import sys
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

import click

from affairs.clock import CHINA
from affairs.errors import NoSuchDepartment
from affairs.staff.accounts import Roster
from affairs.staff.model import Profile, Staff, Tier
from affairs.staff.office import StaffOffice
from affairs.staff.permissions import OPERATOR, Role
from handlers.cli.running import Refused, print_json, run, settings_or_refuse
from handlers.resources import open_staff

__all__ = ["staff_group"]

LONGEST_LINE = 1024
roles_option = click.option(
    "--role",
    "roles",
    multiple=True,
    required=True,
    type=click.Choice([role.value for role in Role]),
    help="Repeatable.",
)
password_option = click.option(
    "--password-stdin", is_flag=True, help="Read the password from the first line of standard input."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def moment_of(context: click.Context, option: click.Parameter, value: str | None) -> datetime | None:
    """A day or a minute on China's clocks; a day alone means its beginning. Raises BadParameter."""
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise click.BadParameter(f"{value!r} is not YYYY-MM-DD or YYYY-MM-DDTHH:MM", context, option) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=CHINA)


def end_of(context: click.Context, option: click.Parameter, value: str) -> datetime | None:
    """The same; a day alone means its end."""
    moment = moment_of(context, option, value)
    return moment + timedelta(days=1) if moment and len(value.strip()) <= len("YYYY-MM-DD") else moment


@click.group("staff")
def staff_group() -> None:
    """Staff: who may log in to /console/, and as what.

    Example: banshitong staff add 张敏 --role admin
    """


@staff_group.command("add")
@click.argument("name")
@roles_option
@click.option("--display-name", default="", help="The name colleagues and citizens see; NAME when not given.")
@click.option("--department", default="", help="A department's name, see `staff department`.")
@click.option("--region", default="", help="Code of the region they serve; empty = the whole centre.")
@click.option("--tier", type=click.Choice([tier.value for tier in Tier]), default=Tier.CENTRE.value)
@password_option
@json_option
def add_command(
    name: str,
    roles: tuple[str, ...],
    display_name: str,
    department: str,
    region: str,
    tier: str,
    password_stdin: bool,
    as_json: bool,
) -> None:
    """Add a member of staff, who logs in as NAME (Chinese or not, without blanks). Asks for the password twice.

    Example: banshitong staff add 张敏 --role advisor --role head
    """

    async def act(office: StaffOffice) -> Staff:
        department_id = _department_id(await office.accounts.roster(), department)
        profile = Profile(display_name or name, frozenset(map(Role, roles)), department_id, region, Tier(tier))
        return await office.accounts.add(OPERATOR, name, profile, password)

    password = _password(from_stdin=password_stdin)
    made = _with_office(act)
    if as_json:
        print_json(_document(made, {}))
    else:
        click.echo(f"added {made.login} ({', '.join(sorted(made.profile.roles))}); log in at /console/")


@staff_group.command("list")
@click.option("--all", "everybody", is_flag=True, help="Disabled accounts too.")
@json_option
def list_command(everybody: bool, as_json: bool) -> None:
    """Who may log in, with roles, department and who stands in for whom now.

    Example: banshitong staff list --all
    """
    roster: Roster = _with_office(lambda office: office.accounts.roster())
    shown = [each for each in roster.staff if each.active or everybody]
    departments = {each.id: each.name for each in roster.departments}
    if as_json:
        print_json([_document(each, departments) for each in shown])
        return
    logins = {each.id: each.login for each in roster.staff}
    for each in shown:
        click.echo(_line(each, departments, _absence_words(roster, each, logins)))
    if not shown:
        click.echo("nobody yet: banshitong staff add NAME --role admin", err=True)


@staff_group.command("disable")
@click.argument("name")
def disable_command(name: str) -> None:
    """Close the account NAME; their sessions end at once. Nobody is ever deleted, the audit log names them.

    Example: banshitong staff disable 张敏
    """
    _with_office(_on(name, lambda office, found: office.accounts.disable(OPERATOR, found.id)))
    click.echo(f"disabled {name}")


@staff_group.command("enable")
@click.argument("name")
def enable_command(name: str) -> None:
    """Open the account NAME again.

    Example: banshitong staff enable 张敏
    """
    _with_office(_on(name, lambda office, found: office.accounts.enable(OPERATOR, found.id)))
    click.echo(f"enabled {name}")


@staff_group.command("reset")
@click.argument("name")
@password_option
def reset_command(name: str, password_stdin: bool) -> None:
    """Give NAME another password; their sessions end, and they choose their own when they log in.

    Example: banshitong staff reset 张敏
    """

    async def act(office: StaffOffice, found: Staff) -> None:
        await office.accounts.reset_password(OPERATOR, found.id, password)

    password = _password(from_stdin=password_stdin)
    _with_office(_on(name, act))
    click.echo(f"the password of {name} is reset; it is to be changed at the next log-in")


@staff_group.command("reset-factor")
@click.argument("name")
def reset_factor_command(name: str) -> None:
    """Take off the second factor of NAME, who lost phone and recovery codes; their sessions end.

    Example: banshitong staff reset-factor 张敏
    """
    _with_office(_on(name, lambda office, found: office.second_factor.reset(OPERATOR, found.id)))
    click.echo(f"{name} logs in with the password alone until a second factor is set up again")


@staff_group.command("away")
@click.argument("name")
@click.option("--until", required=True, callback=end_of, help="Last day (YYYY-MM-DD), or a minute (YYYY-MM-DDTHH:MM).")
@click.option("--from", "since", callback=moment_of, help="First day or minute; now when not given.")
@click.option("--stand-in", required=True, help="Who does the work meanwhile.")
def away_command(name: str, until: datetime, since: datetime | None, stand_in: str) -> None:
    """NAME is away and somebody stands in (AB岗), in place of what was set before.

    Example: banshitong staff away 张敏 --until 2026-10-08 --stand-in 李强
    """

    async def act(office: StaffOffice, found: Staff) -> None:
        other = await office.accounts.by_login(stand_in)
        await office.absences.away(OPERATOR, found.id, other.id, until, since)

    _with_office(_on(name, act))
    click.echo(f"{name} is away until {until.astimezone(CHINA):%Y-%m-%d %H:%M}, {stand_in} stands in")


@staff_group.command("back")
@click.argument("name")
def back_command(name: str) -> None:
    """NAME is back: ends the absence under way, takes back those to come.

    Example: banshitong staff back 张敏
    """
    ended = _with_office(_on(name, lambda office, found: office.absences.back(OPERATOR, found.id)))
    click.echo(f"{name} is back" if ended else f"{name} was not away")


@staff_group.command("department")
@click.argument("name")
def department_command(name: str) -> None:
    """Add a department called NAME.

    Example: banshitong staff department 公安窗口
    """
    _with_office(lambda office: office.departments.add(OPERATOR, name))
    click.echo(f"added department {name}")


def _with_office(act: Callable[[StaffOffice], Awaitable[Any]]) -> Any:
    settings = settings_or_refuse()

    async def work() -> Any:
        async with open_staff(settings) as office:
            return await act(office)

    return run(work())


def _on(name: str, act: Callable[[StaffOffice, Staff], Awaitable[Any]]) -> Callable[[StaffOffice], Awaitable[Any]]:
    async def work(office: StaffOffice) -> Any:
        return await act(office, await office.accounts.by_login(name))

    return work


def _password(*, from_stdin: bool) -> str:
    """The password, asked twice or from standard input; never from the command line, which others can read."""
    if from_stdin:
        line = sys.stdin.readline(LONGEST_LINE).rstrip("\r\n")
        if not line:
            raise Refused("Standard input holds no password.")
        return line
    if not sys.stdin.isatty():
        raise Refused("There is no terminal to ask for the password on: use --password-stdin.")
    return str(click.prompt("Password", hide_input=True, confirmation_prompt="Once more"))


def _department_id(roster: Roster, name: str) -> str:
    if not name:
        return ""
    found = next((each.id for each in roster.departments if each.name == name.strip()), None)
    if found is None:
        known = ", ".join(each.name for each in roster.departments) or "none yet"
        raise NoSuchDepartment(
            f"There is no department {name!r} ({known}). Add it with: banshitong staff department NAME"
        )
    return found


def _document(staff: Staff, departments: dict[str, str]) -> dict[str, Any]:
    profile = staff.profile
    return {
        "id": staff.id,
        "login": staff.login,
        "display_name": profile.display_name,
        "roles": sorted(profile.roles),
        "department": departments.get(profile.department_id, ""),
        "region": profile.region,
        "tier": profile.tier.value,
        "active": staff.active,
        "last_login_at": staff.last_login_at.isoformat() if staff.last_login_at else None,
    }


def _line(staff: Staff, departments: dict[str, str], absence: str) -> str:
    profile = staff.profile
    parts = [staff.login, profile.display_name, ",".join(sorted(profile.roles))]
    notes = [departments.get(profile.department_id, ""), "" if staff.active else "disabled", absence]
    return "\t".join([*parts, *(note for note in notes if note)])


def _absence_words(roster: Roster, staff: Staff, logins: dict[str, str]) -> str:
    found = next((each for each in roster.absences if each.staff_id == staff.id), None)
    if found is None:
        return ""
    start, end = (moment.astimezone(CHINA).strftime("%Y-%m-%d %H:%M") for moment in (found.starts_at, found.ends_at))
    return f"away {start} - {end}, stand-in {logins[found.stand_in_id]}"
