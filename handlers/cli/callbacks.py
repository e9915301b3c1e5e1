"""``banshitong callbacks``: the monthly sample of closed cases whose applicants are called (抽件回访)."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import TypeVar

import click

from affairs.clock import SystemClock
from affairs.errors import NoSuchCase
from affairs.supervision.call_backs import CallBacks
from affairs.supervision.drawn import CallBack
from handlers.cli.running import Refused, print_json, run, settings_or_refuse
from handlers.resources import open_database
from handlers.settings import Settings

__all__ = ["callbacks_group"]

MONTH = click.DateTime(formats=["%Y-%m"])
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
Answer = TypeVar("Answer")


@click.group("callbacks")
def callbacks_group() -> None:
    """A random list of closed cases each month, by department, and what their applicants say.

    Example: banshitong callbacks draw 2026-03 --each 5
    """


@callbacks_group.command("draw")
@click.argument("month", type=MONTH)
@click.option("--each", type=click.IntRange(1, 1000), default=5, show_default=True, help="Cases a department.")
@json_option
def draw_command(month: datetime, each: int, *, as_json: bool) -> None:
    """Draw the sample of MONTH; drawn again, it is the same.

    Example: banshitong callbacks draw 2026-03 --each 5
    """
    _show(_with(lambda calls: calls.draw(month.date(), each)), as_json=as_json)


@callbacks_group.command("list")
@click.argument("month", type=MONTH)
@json_option
def list_command(month: datetime, *, as_json: bool) -> None:
    """Show the sample of MONTH and what was answered.

    Example: banshitong callbacks list 2026-03 --json
    """
    _show(_with(lambda calls: calls.listed(month.date())), as_json=as_json)


@callbacks_group.command("answer")
@click.argument("month", type=MONTH)
@click.argument("application_no")
@click.argument("answers", nargs=-1, required=True, metavar="QUESTION=ANSWER…")
def answer_command(month: datetime, application_no: str, answers: Sequence[str]) -> None:
    """Keep what the applicant said.

    Example: banshitong callbacks answer 2026-03 SB2603021234567890 按时办结=是 服务态度=满意
    """
    said = dict(each.partition("=")[::2] for each in answers)
    if not all(question and answer for question, answer in said.items()):
        raise Refused("Each answer is QUESTION=ANSWER.")
    try:
        _with(lambda calls: calls.answer(month.date(), application_no, said))
    except NoSuchCase:
        raise Refused(f"{application_no} was not drawn for {month:%Y-%m}.") from None
    click.echo(f"{application_no}: kept")


def _with(work: Callable[[CallBacks], Awaitable[Answer]]) -> Answer:
    return run(_opened(settings_or_refuse(), work))


async def _opened(settings: Settings, work: Callable[[CallBacks], Awaitable[Answer]]) -> Answer:
    async with open_database(settings) as database:
        return await work(CallBacks(database.unit_of_work, SystemClock()))


def _show(drawn: Sequence[CallBack], *, as_json: bool) -> None:
    if as_json:
        print_json([_document(each) for each in drawn])
        return
    for each in drawn:
        said = "；".join(f"{question}={answer}" for question, answer in each.answers.items()) or "—"
        click.echo(f"{each.department}  {each.application_no}  {said}")
    click.echo(f"{len(drawn)} cases, {sum(each.answered_at is not None for each in drawn)} answered")


def _document(each: CallBack) -> dict[str, object]:
    return {
        "application_no": each.application_no,
        "department": each.department,
        "answered_at": each.answered_at.isoformat() if each.answered_at else None,
        "answers": dict(each.answers),
    }
