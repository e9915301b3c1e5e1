"""``banshitong ask`` and ``banshitong evaluate``: the engine from the command line."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import click

from affairs.catalogue import Catalogues
from affairs.clock import SystemClock
from affairs.directory import find_region
from affairs.ports import AskedQuestion
from bot.engine import Engine
from bot.evaluation import QuestionsFault, evaluate, read_questions
from bot.messages import Incoming, Reply
from bot.warm import warm
from handlers.cli.against import compare_versions, evaluate_regression
from handlers.cli.running import Refused, open_database, print_json, run, settings_or_refuse
from handlers.resources.meanings import with_meanings
from handlers.settings import Settings
from integrations.memory import MemoryConversations
from knowledge.catalogue import Catalogue
from knowledge.snapshot import Snapshot

__all__ = ["ask_command", "evaluate_command"]

_TOLD = 640


@click.command("ask")
@click.argument("text")
@click.option("--region", default="", help="Code or name of the district.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--explain", is_flag=True, help="Show why: tokens, candidates with every part of the score, margin.")
def ask_command(text: str, region: str, as_json: bool, explain: bool) -> None:
    """Ask one question, through the same engine as WeChat.

    Example: banshitong ask 身份证丢了要带什么 --region 锦湖片区
    """
    settings = settings_or_refuse()
    reply = run(_ask(settings, text, region, explain))
    if as_json:
        print_json(_document(reply, explain))
        return
    click.echo(reply.text)
    for choice in reply.choices:
        click.echo(f"{choice.n}. {choice.label}")
    for link in reply.links:
        click.echo(f"{link.title}: {settings.public_url}{link.path}")
    if explain:
        print_json(dict(reply.explain))


async def _ask(settings: Settings, text: str, region: str, explain: bool) -> Reply:
    snapshot = await _snapshot(settings)
    place = find_region(snapshot, region).code if region else ""
    engine = Engine(
        lambda: snapshot,
        MemoryConversations(),
        recorder=Unrecorded(),
        preferences=Unrecorded(),
        clock=SystemClock(),
        home_region=settings.region,
        base_url=settings.public_url,
        office_hours=settings.office_hours,
        deepened=lambda current: current if current.semantics else None,
    )
    return await engine.respond(Incoming(channel="cli", user="cli", text=text, region=place), explain=explain)


class Unrecorded:
    """A question asked by the operator is not a citizen's: nothing of it is kept."""

    def record(self, question: AskedQuestion) -> None:
        """Forget it."""

    async def region(self, channel: str, user: str) -> str:
        """Nothing is remembered."""
        return ""

    async def remember_region(self, channel: str, user: str, region: str) -> None:
        """Forget it."""


def _document(reply: Reply, explain: bool) -> dict[str, object]:
    document: dict[str, object] = {
        "kind": reply.kind,
        "text": reply.text,
        "choices": [{"n": choice.n, "label": choice.label} for choice in reply.choices],
        "guides": [
            {"code": g.code, "name": g.name, "region": g.region, "variant": g.variant, "confidence": g.confidence}
            for g in reply.guides
        ],
        "facets": list(reply.facets),
        "links": [{"title": link.title, "path": link.path} for link in reply.links],
    }
    return {**document, "explain": dict(reply.explain)} if explain else document


@click.command("evaluate")
@click.argument("questions", required=False, type=click.Path(path_type=Path))
@click.option(
    "--against", type=click.IntRange(min=1), help="An older version: show what changed, question by question."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def evaluate_command(questions: Path | None, against: int | None, as_json: bool) -> None:
    """Measure the matcher on a TSV with the columns question and item_names (joined by |).

    Without a file, on the catalogue's own regression set.

    Example: banshitong evaluate questions.tsv --json

    Example: banshitong evaluate --against 12
    """
    settings = settings_or_refuse()
    if against is not None:
        compare_versions(settings, against, questions, as_json=as_json)
        return
    if questions is None:
        evaluate_regression(settings, as_json=as_json)
        return
    try:
        wanted = read_questions(questions)
    except QuestionsFault as fault:
        raise Refused(str(fault)) from None
    snapshot = run(_snapshot(settings, _encoded))
    home = find_region(snapshot, settings.region).code if settings.region else ""
    run(asyncio.to_thread(warm, snapshot))  # what the first question alone would pay for
    figures = evaluate(snapshot, wanted, SystemClock().now(), home)
    if as_json:
        print_json(figures)
        return
    for name, value in figures.items():
        click.echo(f"{name:12} {value}")


def _encoded(texts: int) -> None:
    """Say now and then how far the vectors are, which are made once."""
    if texts % _TOLD == 0:
        click.echo(f"{texts} names and aliases encoded", err=True)


async def _snapshot(settings: Settings, told: Callable[[int], object] | None = None) -> Snapshot:
    """The catalogue in force, with vectors of meaning where the extra is installed and they are kept or ``told``."""
    clock = SystemClock()
    async with open_database(settings) as database:
        catalogues = Catalogues(database.unit_of_work, clock)
        version = await catalogues.in_force(clock.now())
        catalogue = await catalogues.load(version.number) if version else Catalogue()
        snapshot = Snapshot.of(catalogue)
        return await with_meanings(snapshot, database.unit_of_work, told)
