"""``banshitong guides``: import, list, show, export."""

from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from affairs.catalogue import Catalogues, Published
from affairs.clock import SystemClock
from affairs.directory import Listing, find_region, guide_of, list_items
from affairs.errors import NoSuchVersion
from handlers.cli.guide_text import guide_text
from handlers.cli.running import Refused, open_database, print_json, run, settings_or_refuse
from handlers.resources import open_announcements
from handlers.resources.meanings import gate_meanings
from handlers.settings import Settings
from knowledge.catalogue import Catalogue
from knowledge.importers import Fault, Imported, ImportRefused, read, write
from knowledge.snapshot import Snapshot

__all__ = ["guides_group"]

COLUMNS = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
OTHER_FILES = {".xls", ".xlsm", ".ods", ".doc", ".docx", ".pdf", ".tsv", ".txt", ".json", ".yaml", ".yml", ".zip"}
SHOWN_FAULTS = 200
"""Faults printed at most; the rest is counted (``--json`` has them all)."""


@click.group("guides")
def guides_group() -> None:
    """The catalogue of items and guides.

    Example: banshitong guides import 事项清单.xlsx --dry-run
    """


@guides_group.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--profile", help="Layout: material-rows, provincial, plain, regions, venues, yaml. Default: told by the header."
)
@click.option("--dry-run", is_flag=True, help="Check only, change nothing.")
@click.option("--replace", is_flag=True, help="Swap the whole catalogue instead of upserting the items named.")
@click.option("--force", is_flag=True, help="Publish although the regression set is answered worse.")
@click.option("--effective-from", type=click.DateTime(), help="When the version comes into force. Default: now.")
@click.option("--json", "as_json", is_flag=True, help="Print the outcome as JSON.")
def import_command(
    paths: tuple[Path, ...],
    profile: str | None,
    dry_run: bool,
    replace: bool,
    force: bool,
    effective_from: datetime | None,
    as_json: bool,
) -> None:
    """Import Excel, CSV or a folder of YAML as a new catalogue version.

    Errors change nothing and exit 2; warnings import and exit 0.

    Example: banshitong guides import 事项清单.xlsx --dry-run
    """
    settings = settings_or_refuse()
    known = None if replace else run(_catalogue(settings))
    imported = _read(paths, profile, known, quiet=as_json)
    if not imported.error_count and not dry_run:
        published = run(
            _publish(settings, imported, paths, replace=replace, force=force, effective_from=effective_from)
        )
    else:
        published = None
    _report(imported, published, as_json=as_json, dry_run=dry_run)
    if imported.error_count:
        raise click.exceptions.Exit(2)


def _read(paths: tuple[Path, ...], profile: str | None, known: Catalogue | None, *, quiet: bool) -> Imported:
    with Progress(*COLUMNS, console=Console(stderr=True, quiet=quiet)) as progress:
        task = progress.add_task("reading", total=None, visible=False)

        def show(done: int, total: int) -> None:
            progress.update(task, completed=done, total=total, visible=True)

        try:
            return read(paths, profile, show, known=known)
        except ImportRefused as refused:
            raise Refused(f"{refused.reason} [{refused.code}]") from None


async def _publish(
    settings: Settings,
    imported: Imported,
    paths: tuple[Path, ...],
    *,
    replace: bool,
    force: bool,
    effective_from: datetime | None,
) -> Published:
    clock = SystemClock()
    async with open_database(settings) as database, open_announcements(settings) as announcements:
        meanings = gate_meanings(database.unit_of_work)
        return await Catalogues(database.unit_of_work, clock, announcer=announcements, meanings=meanings).publish(
            imported.catalogue,
            replace=replace,
            force=force,
            source=", ".join(path.name for path in paths)[:200],
            effective_from=effective_from.astimezone() if effective_from else None,
            item_level_only=imported.item_level_only,
        )


def _report(imported: Imported, published: Published | None, *, as_json: bool, dry_run: bool) -> None:
    catalogue = imported.catalogue
    warnings, errors = imported.warning_count, imported.error_count
    figures = {
        "layout": imported.layout,
        "items": len(catalogue.items),
        "guides": len(catalogue.guides),
        "regions": len(catalogue.regions),
        "forms": len(catalogue.forms),
        "warnings": warnings,
        "errors": errors,
        "version": published.version.number if published else None,
        "regression": published.version.figures if published else {},
    }
    if as_json:
        print_json({**figures, "faults": [asdict(fault) for fault in imported.faults]})
        return
    for fault in imported.faults[:SHOWN_FAULTS]:
        click.echo(_line(fault), err=True)
    if len(imported.faults) > SHOWN_FAULTS:
        click.echo(f"… {len(imported.faults) - SHOWN_FAULTS} more (--json lists them all)", err=True)
    click.echo(
        f"{figures['items']} items, {figures['guides']} guides, {figures['regions']} regions, "
        f"{figures['forms']} forms, {warnings} warnings, {errors} errors ({imported.layout})"
    )
    click.echo(_outcome(published, errors=errors, dry_run=dry_run))


def _outcome(published: Published | None, *, errors: int, dry_run: bool) -> str:
    if errors:
        return "nothing was imported: mend the errors above and import again"
    if published is None or dry_run:
        return "dry run: nothing was changed"
    return (
        f"catalogue version {published.version.number}: {published.added} added, {published.changed} changed, "
        f"{published.unchanged} unchanged, {published.removed} removed; "
        f"in force from {published.version.effective_from:%Y-%m-%d %H:%M}{_regression(published)}"
    )


def _regression(published: Published) -> str:
    if published.regression is None:
        return ""
    before, after = published.regression.before, published.regression.after
    return (
        f"\nregression set: recall@1 {before.recall_1} -> {after.recall_1}, "
        f"recall@3 {before.recall_3} -> {after.recall_3}"
    )


def _line(fault: Fault) -> str:
    place = " ".join(
        part
        for part in (fault.place, f"第{fault.row}行" if fault.row else "", f"[{fault.column}]" if fault.column else "")
        if part
    )
    return f"{fault.severity}: {place} {fault.reason} ({fault.code})"


@guides_group.command("list")
@click.argument("words", default="")
@click.option("--region", default="", help="Code or name of a region.")
@click.option("--department", default="", help="Name of a department.")
@click.option("--limit", default=50, type=click.IntRange(1, 10_000))
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_command(words: str, region: str, department: str, limit: int, as_json: bool) -> None:
    """List items, by words, region or department.

    Example: banshitong guides list 身份证
    """
    settings = settings_or_refuse()
    snapshot = Snapshot.of(run(_catalogue(settings)))
    place = find_region(snapshot, region).code if region else ""
    page = list_items(snapshot, Listing(words, place, department), offset=0, limit=limit)
    if as_json:
        print_json(
            [
                {"code": r.item.code, "name": r.item.name, "department": r.item.department, "state": r.item.state}
                for r in page.rows
            ]
        )
        return
    for row in page.rows:
        click.echo(f"{row.item.code}\t{row.item.name}\t{row.item.department}")
    if page.following is not None:
        click.echo(f"… more: --limit {limit * 2}", err=True)


@guides_group.command("show")
@click.argument("code")
@click.option("--region", default="", help="Code or name of a region.")
@click.option("--variant", default="", help="业务办理项.")
@click.option("--version", "number", type=click.IntRange(min=1), help="An older catalogue version.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def show_command(code: str, region: str, variant: str, number: int | None, as_json: bool) -> None:
    """Show one guide, of the version in force or of an older one.

    Example: banshitong guides show BST-0a1b2c3d --region 朝阳区
    """
    settings = settings_or_refuse()
    run(_show(settings, code, region, variant, number, as_json))


async def _show(settings: Settings, code: str, region: str, variant: str, number: int | None, as_json: bool) -> None:
    snapshot = Snapshot.of(await _catalogue(settings, number))
    place = find_region(snapshot, region).code if region else ""
    item, guide = guide_of(snapshot, code, region=place, variant=variant)
    if as_json:
        print_json({"item": asdict(item), "guide": asdict(guide) if guide else None})
        return
    click.echo(guide_text(item, guide))


@guides_group.command("export")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--profile", help="plain or material-rows (for .xlsx and .csv; a folder is YAML).")
@click.option("--version", "number", type=click.IntRange(min=1), help="An older catalogue version.")
def export_command(path: Path, profile: str | None, number: int | None) -> None:
    """Write the catalogue as a folder of YAML, or as .xlsx or .csv.

    Example: banshitong guides export catalogue/
    """
    if path.suffix.lower() in OTHER_FILES and not path.is_dir():
        raise Refused(f"{path.suffix} cannot be written: name a folder (YAML), or a file that ends in .xlsx or .csv.")
    settings = settings_or_refuse()
    catalogue = run(_catalogue(settings, number))
    try:
        write(catalogue, path, profile)
    except ImportRefused as refused:
        raise Refused(f"{refused.reason} [{refused.code}]") from None
    except OSError as fault:
        raise Refused(f"cannot write {path}: {fault.strerror}") from None
    click.echo(f"{len(catalogue.items)} items, {len(catalogue.guides)} guides written to {path}")


async def _catalogue(settings: Settings, number: int | None = None) -> Catalogue:
    clock = SystemClock()
    async with open_database(settings) as database:
        catalogues = Catalogues(database.unit_of_work, clock)
        if number is not None:
            try:
                return await catalogues.load(number)
            except NoSuchVersion:
                raise NoSuchVersion(f"There is no catalogue version {number}.") from None
        version = await catalogues.in_force(clock.now())
        return await catalogues.load(version.number) if version else Catalogue()
