"""``banshitong report``: 日清、周结、月通报."""

from datetime import date, datetime, timedelta
from pathlib import Path

import click

from affairs.clock import SystemClock, china_day
from affairs.supervision.bulletin import Bulletin, Bulletins
from affairs.supervision.figures import COUNTS, ItemFigures
from affairs.supervision.spans import Period, Span, span_of
from handlers.cli.running import Refused, print_json, run, settings_or_refuse
from handlers.resources import open_database
from handlers.settings import Settings

__all__ = ["report_command"]

NAMES = ("received", "accepted", "closed", "corrections", "refused", "yellow", "red", "rated", "bad")
CHINESE = ("收件", "受理", "办结", "补正", "不予", "黄牌", "红牌", "评价", "差评")


@click.command("report")
@click.argument("period", type=click.Choice([each.value for each in Period]))
@click.option("--on", type=click.DateTime(formats=["%Y-%m-%d"]), help="Any day of it. Default: the last that is over.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write an Excel workbook with charts.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def report_command(period: str, on: datetime | None, out: Path | None, *, as_json: bool) -> None:
    """What each department did: received, accepted, closed, on time, corrections, refusals, cards, ratings.

    Example: banshitong report monthly --on 2026-03-01 --out march.xlsx
    """
    span = _span(Period(period), on.date() if on else None)
    if out is not None and out.suffix.lower() != ".xlsx":
        raise Refused("The report is an Excel workbook: give --out a name that ends in .xlsx.")
    bulletin = run(_counted(settings_or_refuse(), span))
    if out is not None:
        _write(bulletin, out)
    if as_json:
        print_json(_document(bulletin))
        return
    click.echo(f"{span.period} {span.first} – {span.last}")
    for figures in (*bulletin.departments, bulletin.total):
        click.echo(_line(figures))
    if out is not None:
        click.echo(f"written: {out}")


def _span(period: Period, day: date | None) -> Span:
    """The one that holds ``day``, or the last one that is over."""
    if day is not None:
        return span_of(period, day)
    return span_of(period, span_of(period, china_day(SystemClock().now())).first - timedelta(days=1))


async def _counted(settings: Settings, span: Span) -> Bulletin:
    async with open_database(settings) as database:
        return await Bulletins(database.unit_of_work).of(span)


def _write(bulletin: Bulletin, out: Path) -> None:
    from handlers.cli.bulletin_workbook import write_workbook  # noqa: PLC0415 - seldom wanted, and slow to read in

    try:
        write_workbook(bulletin, out)
    except OSError as error:
        raise Refused(f"Cannot write {out}: {error.strerror}.") from None


def _line(figures: ItemFigures) -> str:
    counts = " ".join(f"{name}{getattr(figures, count)}" for count, name in zip(NAMES, CHINESE, strict=True))
    rate = "—" if figures.on_time_rate is None else f"{figures.on_time_rate:.1%}"
    return f"{figures.department or '（未登记部门）'}  {counts} 按时{rate}"


def _document(bulletin: Bulletin) -> dict[str, object]:
    span = bulletin.span
    return {
        "period": span.period.value,
        "first": span.first.isoformat(),
        "last": span.last.isoformat(),
        "total": _figures(bulletin.total),
        "departments": [_figures(each) for each in bulletin.departments],
        "items": [_figures(each) for each in bulletin.items],
    }


def _figures(figures: ItemFigures) -> dict[str, object]:
    counts = {count: getattr(figures, count) for count in COUNTS}
    return {
        "department": figures.department,
        "item_code": figures.item_code,
        "item_name": figures.item_name,
        **counts,
        "on_time_rate": figures.on_time_rate,
        "immediate_rate": figures.immediate_rate,
        "average_days": figures.average_days,
        "average_promised": figures.average_promised,
        "average_stars": figures.average_stars,
    }
