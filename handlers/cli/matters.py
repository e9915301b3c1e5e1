"""``banshitong matters``: consultations and complaints for the province's platform."""

import csv
from datetime import date, datetime
from pathlib import Path

import click

from affairs.clock import SystemClock
from affairs.matters.export import COMPLAINT_COLUMNS, CONSULTATION_COLUMNS, MatterExport
from affairs.supervision.spans import Period, Span
from handlers.cli.ratings import DAY
from handlers.cli.running import Refused, run, settings_or_refuse
from handlers.resources import open_database
from handlers.settings import Settings

__all__ = ["matters_group"]

FORMULA = ("=", "+", "-", "@", "\t")


@click.group("matters")
def matters_group() -> None:
    """Consultations, complaints and suggestions.

    Example: banshitong matters export march.csv --from 2026-03-01 --to 2026-03-31
    """


@matters_group.command("export")
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--from", "first", type=DAY, required=True, help="First day.")
@click.option("--to", "last", type=DAY, required=True, help="Last day.")
@click.option("--complaints", is_flag=True, help="Complaints and suggestions instead of consultations.")
def export_command(path: Path, first: datetime, last: datetime, complaints: bool) -> None:
    """Write those opened in some days as CSV in the columns of GB/T 39046 table 10 (UTF-8 with BOM, for Excel).

    Example: banshitong matters export march.csv --from 2026-03-01 --to 2026-03-31 --complaints
    """
    if last < first:
        raise Refused("--to is before --from.")
    rows = run(_rows(settings_or_refuse(), first.date(), last.date(), complaints=complaints))
    try:
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(COMPLAINT_COLUMNS if complaints else CONSULTATION_COLUMNS)
            writer.writerows([_plain(value) for value in row] for row in rows)
    except OSError as error:
        raise Refused(f"Cannot write {path}: {error.strerror}.") from None
    click.echo(f"{len(rows)} rows: {path}")


async def _rows(settings: Settings, first: date, last: date, *, complaints: bool) -> list[tuple[str, ...]]:
    span, now = Span(Period.DAILY, first, last), SystemClock().now()
    async with open_database(settings) as database:
        export = MatterExport(database.unit_of_work)
        return [row async for row in export.rows(span.since, span.until, now, complaints=complaints)]


def _plain(value: str) -> str:
    """Text, whatever it begins with: a table calculator must not compute what somebody typed."""
    return f"'{value}" if value.startswith(FORMULA) else value
