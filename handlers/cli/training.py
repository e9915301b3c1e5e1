"""``banshitong train``: the adapter that brings citizens' words nearer to this catalogue's names."""

from dataclasses import asdict
from pathlib import Path

import click

from affairs.catalogue import Catalogues
from affairs.clock import SystemClock
from affairs.training import Trained, Training
from bot.evaluation import QuestionsFault, WantedItem, read_questions
from handlers.cli.learning import comparison_document
from handlers.cli.running import Refused, open_database, print_json, run, settings_or_refuse
from handlers.resources import open_announcements
from handlers.resources.meanings import FOLDER
from handlers.settings import Settings
from knowledge.semantic import Encoder, encoder

__all__ = ["train_command"]

ABSENT = (
    "The extra [semantic] is not installed: there is nothing to train. Install it: pip install banshitong[semantic]"
)
_TOLD = 640


@click.command("train")
@click.option(
    "--pairs",
    type=click.Path(path_type=Path),
    help="Confirmed questions: a TSV with the columns question and item_names (joined by |).",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def train_command(pairs: Path | None, as_json: bool) -> None:
    """Train the ranker's adapter on the catalogue in force; kept only if nothing gets worse.

    Example: banshitong train --pairs confirmed.tsv
    """
    settings = settings_or_refuse()
    using = encoder()
    if using is None:
        raise Refused(ABSENT)
    try:
        confirmed = read_questions(pairs) if pairs else []
    except QuestionsFault as fault:
        raise Refused(str(fault)) from None
    _tell(run(_train(settings, using, confirmed)), as_json)


async def _train(settings: Settings, using: Encoder, confirmed: list[WantedItem]) -> Trained:
    async with open_database(settings) as database, open_announcements(settings) as announcements:
        catalogues = Catalogues(database.unit_of_work, SystemClock())
        training = Training(
            database.unit_of_work, catalogues, SystemClock(), using=using, folder=FOLDER, announcer=announcements
        )
        return await training.train([(each.question, each.names) for each in confirmed], _encoded)


def _encoded(texts: int) -> None:
    if texts % _TOLD == 0:
        click.echo(f"{texts} texts encoded", err=True)


def _tell(trained: Trained, as_json: bool) -> None:
    if as_json:
        told = {name: value for name, value in asdict(trained).items() if name != "regression"}
        regression = comparison_document(trained.regression) if trained.regression else None
        print_json({**told, "regression": regression})
        return
    click.echo(f"catalogue version {trained.version}, {trained.questions} questions to learn from")
    click.echo(f"nearest name is the right one, items not trained on: {trained.before} -> {trained.after}")
    if trained.regression is not None:
        for name in ("recall_1", "recall_3", "off_topic_guided"):
            before, after = (getattr(each, name) for each in (trained.regression.before, trained.regression.after))
            click.echo(f"regression set, {name}: {before} -> {after}")
    click.echo("kept" if trained.kept else "not kept: it would answer worse")
