"""``banshitong evaluate --against``: what changed between two catalogue versions, question by question."""

import csv
from pathlib import Path

import click

from affairs.catalogue import Catalogues
from affairs.clock import SystemClock
from affairs.errors import NoSuchVersion, NothingToPublish
from handlers.cli.learning import change_line, comparison_document, figures_document
from handlers.cli.running import Refused, open_database, print_json, run
from handlers.settings import Settings
from knowledge.catalogue import Catalogue
from knowledge.learning import RegressionQuestion
from knowledge.regression import ask_all, compare, figures
from knowledge.snapshot import Snapshot

__all__ = ["compare_versions", "evaluate_regression"]


def compare_versions(settings: Settings, number: int, path: Path | None, *, as_json: bool) -> None:
    """Ask version ``number`` and the one in force the questions of a TSV, or else the regression set, and print."""
    catalogue, older = run(_both(settings, number))
    questions = _questions(path, catalogue) if path else catalogue.regression
    if not questions:
        raise Refused("The version in force has no regression set: name a TSV of questions.")
    after = Snapshot.of(catalogue)
    comparison = compare(Snapshot.of(older, after), after, questions)
    if as_json:
        print_json({"against": number, "version": catalogue.version, **comparison_document(comparison)})
        return
    before = figures_document(comparison.before)
    for name, value in figures_document(comparison.after).items():
        click.echo(f"{name:16} {before[name]} -> {value}")
    for change in comparison.changed:
        click.echo(change_line(change))
    click.echo(
        f"{len(comparison.changed)} of {len(questions)} questions changed, {len(comparison.worse)} for the worse"
    )


def evaluate_regression(settings: Settings, *, as_json: bool) -> None:
    """Ask the version in force its own regression set, and print the figures."""
    catalogue, _ = run(_both(settings, None))
    if not catalogue.regression:
        raise Refused("The version in force has no regression set: name a TSV of questions.")
    told = figures_document(figures(ask_all(Snapshot.of(catalogue), catalogue.regression)))
    if as_json:
        print_json(told)
        return
    for name, value in told.items():
        click.echo(f"{name:16} {value}")


async def _both(settings: Settings, number: int | None) -> tuple[Catalogue, Catalogue]:
    """The version in force, and version ``number``. Raises NoSuchVersion."""
    async with open_database(settings) as database:
        catalogues = Catalogues(database.unit_of_work, SystemClock())
        version = await catalogues.in_force()
        if version is None:
            raise NothingToPublish("The catalogue is empty: import one first.")
        catalogue = await catalogues.load(version.number)
        if number is None:
            return catalogue, catalogue
        try:
            return catalogue, await catalogues.load(number)
        except NoSuchVersion:
            raise NoSuchVersion(f"There is no catalogue version {number}.") from None


def _questions(path: Path, catalogue: Catalogue) -> tuple[RegressionQuestion, ...]:
    """The questions of a TSV (``question``, ``item_names`` joined by ``|``, none = off topic)."""
    codes: dict[str, list[str]] = {}
    for item in catalogue.items:
        codes.setdefault(item.name, []).append(item.code)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    except (OSError, UnicodeDecodeError, csv.Error) as fault:
        raise Refused(f"{path} cannot be read: {fault}") from None
    if not rows or not {"question", "item_names"} <= set(rows[0]):
        raise Refused(f"{path}: a header with the columns question and item_names is needed, and a row at least.")
    found = []
    for row in rows:
        names = [name.strip() for name in (row["item_names"] or "").split("|") if name.strip()]
        wanted = tuple(code for name in names for code in codes.get(name, [name]))
        if row["question"]:
            found.append(RegressionQuestion(row["question"], wanted))
    return tuple(found)
