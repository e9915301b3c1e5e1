"""``banshitong ratings``: 好差评 for the province's platform, and what was done about bad ones."""

import csv
from datetime import date, datetime
from pathlib import Path

import click

from affairs.clock import NATIONAL, SystemClock
from affairs.errors import NoSuchCase
from affairs.ratings.export import COLUMNS, RatingExport
from affairs.ratings.rating_desk import RatingDesk
from affairs.supervision.spans import Period, Span
from handlers.cli.running import Refused, run, settings_or_refuse
from handlers.resources import open_database
from handlers.settings import Settings

__all__ = ["ratings_group"]

DAY = click.DateTime(formats=["%Y-%m-%d"])
FORMULA = ("=", "+", "-", "@", "\t")
LONGEST = 2000


@click.group("ratings")
def ratings_group() -> None:
    """Ratings of services: 1 is the best, 5 the worst.

    Example: banshitong ratings export march.csv --from 2026-03-01 --to 2026-03-31
    """


@ratings_group.command("export")
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--from", "first", type=DAY, required=True, help="First day.")
@click.option("--to", "last", type=DAY, required=True, help="Last day.")
def export_command(path: Path, first: datetime, last: datetime) -> None:
    """Write the ratings of some days as CSV in the columns of GB/T 39046 table 9 (UTF-8 with BOM, for Excel).

    Example: banshitong ratings export march.csv --from 2026-03-01 --to 2026-03-31
    """
    if last < first:
        raise Refused("--to is before --from.")
    rows = run(_rows(settings_or_refuse(), first.date(), last.date()))
    try:
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(COLUMNS)
            writer.writerows([_plain(value) for value in row] for row in rows)
    except OSError as error:
        raise Refused(f"Cannot write {path}: {error.strerror}.") from None
    click.echo(f"{len(rows)} ratings: {path}")


@ratings_group.command("rectified")
@click.argument("rating_id", type=click.IntRange(1))
@click.argument("outcome")
def rectified_command(rating_id: int, outcome: str) -> None:
    """Say what was done about the bad rating RATING_ID.

    Example: banshitong ratings rectified 17 已电话回访，补发回执
    """
    if not outcome.strip() or len(outcome) > LONGEST:
        raise Refused(f"Say in up to {LONGEST} characters what was done.")
    run(_rectified(settings_or_refuse(), rating_id, outcome.strip()))
    click.echo(f"rating {rating_id}: set right")


async def _rows(settings: Settings, first: date, last: date) -> list[tuple[str, ...]]:
    span = Span(Period.DAILY, first, last)
    async with open_database(settings) as database:
        return [row async for row in RatingExport(database.unit_of_work).rows(span.since, span.until)]


async def _rectified(settings: Settings, rating_id: int, outcome: str) -> None:
    async with open_database(settings) as database:
        desk = RatingDesk(database.unit_of_work, lambda: NATIONAL, SystemClock())
        try:
            await desk.rectified(rating_id, outcome)
        except NoSuchCase:
            raise Refused(f"There is no bad rating {rating_id}.") from None


def _plain(value: str) -> str:
    """Text, whatever it begins with: a table calculator must not compute what somebody typed."""
    return f"'{value}" if value.startswith(FORMULA) else value
