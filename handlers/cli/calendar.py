"""``banshitong calendar``: the working days, as shipped and as set here."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from affairs.clock import CalendarDay, SystemClock, WorkCalendar
from affairs.clock.editing import FIRST_YEAR, LAST_YEAR, Calendars
from affairs.clock.notice import LARGEST, Notice, decode, read_notice
from handlers.cli.running import Refused, print_json, run, settings_or_refuse
from handlers.resources import open_calendars

__all__ = ["calendar_group"]

YEAR = click.IntRange(FIRST_YEAR, LAST_YEAR)
DAY = click.DateTime(formats=["%Y-%m-%d"])
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group("calendar")
def calendar_group() -> None:
    """Holidays and make-up workdays, by which every limit is counted.

    Example: banshitong calendar show 2026
    """


@calendar_group.command("show")
@click.argument("year", type=YEAR, required=False)
@json_option
def show_command(year: int | None, as_json: bool) -> None:
    """Days of YEAR (default: this one) that differ from the plain week, and how many are worked.

    Example: banshitong calendar show 2026 --json
    """
    shown = year or SystemClock().now().year
    calendar = _with_calendars(lambda calendars: calendars.current())
    if as_json:
        print_json(_document(calendar, shown))
        return
    for told in calendar.year(shown):
        click.echo(_line(told))
    click.echo(_sum(calendar, shown))


@calendar_group.command("import")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--year", type=YEAR, required=True, help="The year that the notice is about.")
@click.option("--dry-run", is_flag=True, help="Check only, change nothing.")
def import_command(path: Path, year: int, dry_run: bool) -> None:
    """Make a year's notice known, in place of what was known of it. Columns 日期, 安排 (放假 or 上班), 名称.

    Errors change nothing and exit 2; warnings import and exit 0.

    Example: banshitong calendar import 2027.csv --year 2027 --dry-run
    """
    notice = _read(path, year)
    for fault in notice.faults:
        where = f"第 {fault.line} 行：" if fault.line else ""
        click.echo(f"{'错误' if fault.fatal else '提醒'}：{where}{fault.reason}", err=True)
    if not notice.usable:
        raise Refused("The notice has errors: nothing was imported.")
    off = sum(not entry.working for entry in notice.entries)
    said = f"{year}: {off} days off, {len(notice.entries) - off} make-up workdays"
    if dry_run:
        click.echo(f"{said}; nothing was changed")
        return
    calendar = _with_calendars(lambda calendars: calendars.import_notice(notice, source=path.name))
    click.echo(f"{said}; imported")
    click.echo(_sum(calendar, year))


@calendar_group.command("set")
@click.argument("day", type=DAY)
@click.argument("kind", type=click.Choice(["off", "work", "unset"]))
@click.argument("name", default="")
def set_command(day: datetime, kind: str, name: str) -> None:
    """Make DAY a day off or a working day, or take that back. NAME says why, as citizens read it.

    Example: banshitong calendar set 2026-08-15 off 台风停工
    """
    if kind == "unset":
        if not _with_calendars(lambda calendars: calendars.unset_day(day.date())):
            raise Refused(f"{day.date()} was not set here.")
        calendar = _with_calendars(lambda calendars: calendars.current())
    else:
        calendar = _with_calendars(lambda calendars: calendars.set_day(day.date(), working=kind == "work", name=name))
    click.echo(_line(calendar.day(day.date())))


def _with_calendars(act: Callable[[Calendars], Awaitable[Any]]) -> Any:
    settings = settings_or_refuse()

    async def work() -> Any:
        async with open_calendars(settings) as calendars:
            return await act(calendars)

    return run(work())


def _read(path: Path, year: int) -> Notice:
    try:
        if path.stat().st_size > LARGEST:
            raise Refused(f"{path.name} is no notice of a year: larger than {LARGEST // 1024} KB.")
        return read_notice(decode(path.read_bytes()), year)
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise Refused(f"{path.name} is neither UTF-8 nor GB18030.") from None


def _line(told: CalendarDay) -> str:
    weekday = "一二三四五六日"[told.day.weekday()]
    kind = "work" if told.working else "off "
    return f"{told.day} 周{weekday} {kind} {told.holiday or ('调休上班' if told.makeup else '')}".rstrip()


def _sum(calendar: WorkCalendar, year: int) -> str:
    number = calendar.working_between(date(year - 1, 12, 31), date(year, 12, 31))
    known = "" if year in calendar.known_years else "; provisional: its notice is not known"
    return f"{year}: {number} working days{known}"


def _document(calendar: WorkCalendar, year: int) -> dict[str, Any]:
    return {
        "year": year,
        "provisional": year not in calendar.known_years,
        "working_days": calendar.working_between(date(year - 1, 12, 31), date(year, 12, 31)),
        "days": [
            {"day": told.day, "working": told.working, "holiday": told.holiday, "makeup": told.makeup}
            for told in calendar.year(year)
        ],
    }
