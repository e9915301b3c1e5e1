"""``banshitong doctor``: is everything that the settings name there, and does it answer?"""

from collections.abc import Mapping

import click

from affairs.directory import find_region
from affairs.errors import DomainError, NoSuchRegion
from handlers.cli.running import print_json, run, settings_or_refuse
from handlers.ops import check_all
from handlers.resources import open_services
from handlers.resources.meanings import meanings_health
from handlers.services import Health, Services, State
from handlers.settings import Settings
from integrations.database import DatabaseFault

__all__ = ["doctor_command"]


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def doctor_command(as_json: bool) -> None:
    """Check settings, database, Redis and WeChat credentials: a line each, exit code 1 on a fault.

    Example: banshitong doctor
    """
    settings = settings_or_refuse()
    parts = {"settings": Health(State.OK), **run(_examine(settings)), "semantic": meanings_health()}
    if as_json:
        print_json({name: {"status": part.state, "reason": part.reason} for name, part in parts.items()})
    else:
        _print(parts)
    if any(part.state is not State.OK for part in parts.values()):
        raise click.exceptions.Exit(1)


def _print(parts: Mapping[str, Health]) -> None:
    for name, part in parts.items():
        click.echo(f"{part.state:9} {name}" + (f": {part.reason}" if part.reason else ""))


async def _examine(settings: Settings) -> dict[str, Health]:
    try:
        async with open_services(settings) as services:
            parts = dict(await check_all(services.checks))
            home = _home_region(settings, services)
            founded = await services.staff.accounts.any_admin()
    except (DomainError, DatabaseFault) as error:
        return {"database": Health(State.DOWN, str(error))}
    if home is not None:
        parts["region"] = home
    none = "nobody can administer /console/ yet: banshitong staff add NAME --role admin"
    parts["staff"] = Health(State.OK, "" if founded else none)
    if not settings.wechat_configured:
        parts["callback"] = Health(State.DEGRADED, "BANSHITONG_WECHAT_TOKEN is not set: /wechat answers 404")
    return parts


def _home_region(settings: Settings, services: Services) -> Health | None:
    """Whether the catalogue knows the home region; None when there is nothing to tell."""
    if not settings.region or not services.snapshot().catalogue.regions:
        return None
    try:
        find_region(services.snapshot(), settings.region)
    except NoSuchRegion:
        return Health(State.DEGRADED, f"BANSHITONG_REGION names no region of the catalogue: {settings.region}")
    return Health(State.OK)
