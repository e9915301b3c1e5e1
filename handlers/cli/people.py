"""``banshitong people``: citizens whom the centre knows as more than themselves."""

import re

import click

from affairs.clock import SystemClock
from affairs.people.capacities import Capacities
from affairs.people.principals import Capacity
from affairs.staff.permissions import OPERATOR
from handlers.cli.running import Refused, run, settings_or_refuse
from handlers.resources import open_database
from handlers.settings import Settings

__all__ = ["people_group"]

MOBILE = re.compile(r"1[3-9][0-9]{9}", re.ASCII)
WORDS = {"agent": Capacity.AGENT, "intermediary": Capacity.INTERMEDIARY, "citizen": Capacity.CITIZEN}


@click.group("people")
def people_group() -> None:
    """People whom the centre knows as agents (代办员) or intermediaries (中介).

    Example: banshitong people mark --as intermediary --licence 云江中介备第3号
    """


@people_group.command("mark")
@click.option("--as", "capacity", required=True, type=click.Choice(sorted(WORDS)), help="citizen takes the mark away.")
@click.option("--licence", default="", help="Number of the intermediary's licence or registration.")
def mark_command(capacity: str, licence: str) -> None:
    """Mark somebody who has signed in; asks for their mobile number, so that it stands in no list of processes.

    Example: banshitong people mark --as agent
    """
    settings = settings_or_refuse()
    phone = click.prompt("Mobile number", type=str).strip()
    if not MOBILE.fullmatch(phone):
        raise Refused("That is no mobile number of China.")
    run(_mark(settings, phone, WORDS[capacity], licence))
    click.echo("Marked." if WORDS[capacity] else "The mark is taken away.")


async def _mark(settings: Settings, phone: str, capacity: Capacity, licence: str) -> None:
    async with open_database(settings) as database:
        await Capacities(database.unit_of_work, SystemClock()).mark(OPERATOR, phone, capacity, licence)
