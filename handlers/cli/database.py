"""``banshitong db``: migrations."""

import click

from handlers.cli.running import run, settings_or_refuse
from integrations.database import check, upgrade

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
