"""``banshitong db``: migrations."""

import click

from handlers.cli.running import Refused, run, settings_or_refuse
from handlers.resources.stores import person_keys
from integrations.database import Resealed, check, make_engine, reseal, upgrade
from integrations.sealing import SealBroken

__all__ = ["db_group"]


@click.group("db")
def db_group() -> None:
    """Migrations of the database.

    Example: banshitong db upgrade
    """


@db_group.command("upgrade")
def upgrade_command() -> None:
    """Bring the database to the newest schema; safe to repeat and to run twice at once.

    Example: banshitong db upgrade
    """
    settings = settings_or_refuse()
    revision = run(upgrade(settings.database_url))
    click.echo(f"database is at {revision}")


@db_group.command("check")
def check_command() -> None:
    """Say whether the schema is the newest; exit code 1 when it is not.

    Example: banshitong db check
    """
    settings = settings_or_refuse()
    state = run(check(settings.database_url))
    click.echo(f"current {state.current or 'none'}, newest {state.newest}")
    if state.current != state.newest:
        raise click.exceptions.Exit(1)


@db_group.command("reseal")
def reseal_command() -> None:
    """Seal anew, under SECRET_KEY, what is still under SECRET_KEY_PREVIOUS; safe to repeat and beside servers.

    Run it when every process has the new key. Exit code 2 when something is under a key that was not given.

    Example: banshitong db reseal
    """
    settings = settings_or_refuse()

    async def go() -> int:
        engine, written = make_engine(settings.database_url), 0
        try:
            async for each in reseal(engine, person_keys(settings)):
                _tell(each)
                written += each.written
        finally:
            await engine.dispose()
        return written

    try:
        written = run(go())
    except SealBroken:
        raise Refused("Something is sealed under a key that was not given; set SECRET_KEY_PREVIOUS to it.") from None
    click.echo(f"{written} rows sealed anew")


def _tell(done: Resealed) -> None:
    click.echo(f"{done.table}: {done.written} of {done.seen}")
