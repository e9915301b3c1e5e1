"""``banshitong cases``: what could not be delivered to an approval system, and trying it again."""

from collections.abc import Sequence
from typing import Any

import click

from affairs.applications.submission import SUBMIT, SUPPLEMENT, WITHDRAW
from affairs.cases.reporting import REPORT
from affairs.clock import CHINA, SystemClock
from affairs.ports import DeadMessage
from handlers.cli.running import open_database, print_json, run, settings_or_refuse
from handlers.settings import Settings

__all__ = ["cases_group"]

KINDS = (SUBMIT, SUPPLEMENT, WITHDRAW, REPORT)


@click.group("cases")
def cases_group() -> None:
    """Cases on their way to approval systems.

    Example: banshitong cases dead
    """


@cases_group.command("dead")
@click.option("--limit", type=click.IntRange(1, 10_000), default=100, show_default=True, help="How many at most.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def dead_command(limit: int, as_json: bool) -> None:
    """List what nobody tries to deliver any more, the last first, with the reason.

    Example: banshitong cases dead --json
    """
    rows = [_row(dead) for dead in run(_dead(settings_or_refuse(), limit))]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        click.echo(f"{row['application_no']}  {row['act']:10} {row['died_at']}  {row['attempts']}x  {row['reason']}")
    click.echo(f"{len(rows)} dead")


@cases_group.command("replay")
@click.argument("application_no", required=False, default="")
@click.option("--all", "everything", is_flag=True, help="All that is dead.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def replay_command(application_no: str, everything: bool, as_json: bool) -> None:
    """Have dead deliveries tried again: those of one application, or --all. What was acknowledged is not sent again.

    Example: banshitong cases replay YJ202603020001
    """
    if bool(application_no) == everything:
        raise click.UsageError("name one application, or --all")
    revived = run(_replay(settings_or_refuse(), application_no))
    if as_json:
        print_json({"replayed": revived})
    else:
        click.echo(f"{revived} to be tried again")


async def _dead(settings: Settings, limit: int) -> Sequence[DeadMessage]:
    async with open_database(settings) as database, database.unit_of_work(read_only=True) as uow:
        return await uow.outbox.buried(KINDS, limit)


async def _replay(settings: Settings, application_no: str) -> int:
    kinds = KINDS
    async with open_database(settings) as database, database.unit_of_work() as uow:
        now = SystemClock().now()
        if not application_no:
            revived = await uow.outbox.revive(kinds, now=now)
        else:
            starts = tuple(f"{kind}:{application_no}:" for kind in kinds)
            dead = [each.message.key for each in await uow.outbox.buried(kinds, 10_000)]
            revived = sum([await uow.outbox.revive(kinds, key=key, now=now) for key in dead if key.startswith(starts)])
        await uow.commit()
        return revived


def _row(dead: DeadMessage) -> dict[str, Any]:
    return {
        "application_no": str(dead.message.payload.get("application_no", "")),
        "act": dead.message.kind.removeprefix("case-"),
        "attempts": dead.message.attempts,
        "died_at": dead.died_at.astimezone(CHINA).isoformat(timespec="seconds"),
        "reason": dead.error,
    }
