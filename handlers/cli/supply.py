"""``banshitong supply``: what can be booked, as data."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from affairs.appointments.current import Timetables
from affairs.appointments.editing import add_change
from affairs.appointments.missing import NoShows
from affairs.appointments.notation import LARGEST, SupplyFaults, read_supply
from affairs.appointments.supply import Change, Supply
from affairs.appointments.supplying import Report, Supplying, summary
from affairs.appointments.timetable import Timetable
from affairs.appointments.writing import write_supply
from affairs.clock import SystemClock
from affairs.clock.editing import Calendars
from affairs.staff.permissions import OPERATOR
from handlers.cli.running import Refused, open_database, print_json, run, settings_or_refuse
from handlers.settings import Settings

__all__ = ["supply_group"]

DAY = click.DateTime(formats=["%Y-%m-%d"])
CLOCK = click.DateTime(formats=["%H:%M"])
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group("supply")
def supply_group() -> None:
    """Venues, windows, their hours and places, from which the slots are computed.

    Example: banshitong supply show
    """


@supply_group.command("import")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say which appointments it would hit.")
@click.option("--reason", default="", help="Why, as the people are told whose appointments are moved or cancelled.")
def import_command(path: Path, dry_run: bool, reason: str) -> None:
    """Put the supply of a YAML file in force, in place of the one before.

    All faults are listed, and change nothing. Appointments that lose their place are moved within two hours of the
    same day and venue, else cancelled, and their owners are told.

    Example: banshitong supply import supply.yaml --dry-run
    """
    supply = _read(path)
    report = _with_supplying(lambda each: each.replace(supply, source=path.name, reason=reason, dry_run=dry_run))
    _print(report)
    if dry_run:
        click.echo("nothing was changed")
        return
    click.echo(f"revision {report.revision}: {len(supply.venues)} venues, {len(supply.windows)} windows in force")


@supply_group.command("close")
@click.argument("venue")
@click.option("--window", default="", help="One window alone.")
@click.option("--from", "first", type=DAY, required=True, help="First day.")
@click.option("--until", "last", type=DAY, help="Last day (default: the first).")
@click.option("--start", type=CLOCK, help="From this time of each day on (default: all day).")
@click.option("--end", type=CLOCK, help="Until this time of each day.")
@click.option("--reason", required=True, help="Why, as the people are told.")
def close_command(
    venue: str,
    window: str,
    first: datetime,
    last: datetime | None,
    start: datetime | None,
    end: datetime | None,
    reason: str,
) -> None:
    """Close VENUE, or a window of it, at once; appointments are moved or cancelled, and people told.

    Example: banshitong supply close police --window police-3 --from 2026-12-01 --reason 设备故障
    """
    begins = start.hour * 60 + start.minute if start else 0
    ends = end.hour * 60 + end.minute if end else 24 * 60
    closing = Change(venue, window, first.date(), (last or first).date(), begins, ends, reason)
    if closing.first > closing.last or begins >= ends:
        raise Refused("It ends before it begins.")
    edit = add_change("closings", closing)
    report = _with_supplying(lambda each: each.revise(OPERATOR, edit, reason=reason, whatever=True))
    _print(report)
    click.echo(f"revision {report.revision} in force")


@supply_group.command("export")
@click.argument("path", type=click.Path(path_type=Path))
def export_command(path: Path) -> None:
    """Write what is in force to PATH, as ``import`` takes it.

    Example: banshitong supply export supply.yaml
    """
    supply = _with(lambda desk: desk.supplying.current())
    if not supply.revision:
        raise Refused("Nothing can be booked: there is nothing to export.")
    try:
        path.write_text(write_supply(supply), encoding="utf-8")
    except OSError as error:
        raise Refused(f"{path} cannot be written: {error.strerror}.") from None
    click.echo(f"revision {supply.revision}: {len(supply.venues)} venues, {len(supply.windows)} windows written")


@supply_group.command("show")
@json_option
def show_command(as_json: bool) -> None:
    """What is in force: venues, windows, and how many places there are on each of the coming days.

    Example: banshitong supply show --json
    """
    supply, days = _with(_shown)
    if as_json:
        print_json(_document(supply, days))
        return
    if not supply.revision:
        click.echo("Nothing can be booked: import a supply first.")
        return
    click.echo(f"revision {supply.revision}: {supply.name}")
    for venue in supply.venues:
        windows = [each for each in supply.windows if each.venue == venue.code]
        items = {item for window in windows for item in window.serves}
        click.echo(f"{venue.code:12} {venue.name}: {len(windows)} windows, {len(items)} items; {venue.hours_text}")
    for day, places in days:
        click.echo(f"{day} {places:6} places")


@supply_group.command("appeals")
@json_option
def appeals_command(as_json: bool) -> None:
    """Appeals against no-shows that wait for a decision.

    Example: banshitong supply appeals
    """
    found = _with(lambda desk: desk.no_shows.appeals(OPERATOR))
    rows = [{"id": each.id, "day": each.day, "appeal": each.appeal} for each in found]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        click.echo(f"{row['id']} {row['day']} {row['appeal']}")


@supply_group.command("decide")
@click.argument("appointment")
@click.option("--grant/--refuse", "granted", required=True, help="Take the no-show back, or let it stand.")
def decide_command(appointment: str, granted: bool) -> None:
    """Decide the appeal against the no-show of APPOINTMENT.

    Example: banshitong supply decide YY2612011234567890 --grant
    """
    decided = _with(lambda desk: desk.no_shows.decide(OPERATOR, appointment, granted=granted))
    click.echo(f"{decided.id} {decided.state}")


class _Desk:
    """What these commands use."""

    def __init__(self, database: Any, timetables: Timetables) -> None:
        clock = SystemClock()
        self.timetables = timetables
        self.supplying = Supplying(database.unit_of_work, timetables, clock)
        self.no_shows = NoShows(database.unit_of_work, timetables, clock)


@asynccontextmanager
async def _open_desk(settings: Settings) -> AsyncIterator[_Desk]:
    async with open_database(settings) as database:
        calendar = await Calendars(database.unit_of_work, SystemClock()).current()
        yield _Desk(database, Timetables(database.unit_of_work, lambda: calendar))


def _with(act: Callable[[_Desk], Awaitable[Any]]) -> Any:
    settings = settings_or_refuse()

    async def work() -> Any:
        async with _open_desk(settings) as desk:
            return await act(desk)

    return run(work())


def _with_supplying(act: Callable[[Supplying], Awaitable[Report]]) -> Report:
    report: Report = _with(lambda desk: act(desk.supplying))
    return report


async def _shown(desk: _Desk) -> tuple[Supply, list[tuple[Any, int]]]:
    supply, now = await desk.supplying.current(), SystemClock().now()
    timetable: Timetable = desk.timetables.of(supply)
    days = [
        (day, sum(len(timetable.starts(window, day)) * sum(window.places.values()) for window in supply.windows))
        for day in timetable.days(now)
    ]
    return supply, days


def _read(path: Path) -> Supply:
    try:
        if path.stat().st_size > LARGEST:
            raise Refused(f"{path.name} is larger than {LARGEST // 1024 // 1024} MB.")
        return read_supply(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise Refused(f"{path.name} is not UTF-8.") from None
    except SupplyFaults as error:
        raise Refused("\n".join((*error.faults, f"{len(error.faults)} faults: nothing was changed."))) from None


def _print(report: Report) -> None:
    for hit in report.hits:
        before, after = hit.before, hit.after
        told = f"{after.window} {after.starts_at:%H:%M}" if after else "cancelled"
        click.echo(f"{before.id} {before.window} {before.starts_at:%Y-%m-%d %H:%M} -> {told}")
    moved, cancelled = summary(report.hits)
    click.echo(f"{moved} appointments moved, {cancelled} cancelled")


def _document(supply: Supply, days: list[tuple[Any, int]]) -> dict[str, Any]:
    return {
        "revision": supply.revision,
        "name": supply.name,
        "venues": [{"code": each.code, "name": each.name, "hours": each.hours_text} for each in supply.venues],
        "windows": [
            {
                "code": each.code,
                "venue": each.venue,
                "name": each.name,
                "general": each.general,
                "minutes": each.minutes,
                "places": dict(each.places),
                "items": len(each.serves),
            }
            for each in supply.windows
        ],
        "days": [{"date": day, "places": places} for day, places in days],
    }
