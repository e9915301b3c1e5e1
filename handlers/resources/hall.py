"""The hall: its rules from their file, and its use cases."""

import asyncio
from pathlib import Path

import msgspec

from affairs.appointments.current import Timetables
from affairs.hall.desk import Hall, HallRulesOf
from affairs.hall.ticket import HallRules
from affairs.ports import Clock, UnitOfWorkFactory

__all__ = ["open_hall", "read_hall_rules"]


async def open_hall(path: str, unit_of_work: UnitOfWorkFactory, timetables: Timetables, clock: Clock) -> Hall:
    """The use cases over these ports, by the rules of a file. Raises ValueError for one that says something else."""
    return Hall.over(unit_of_work, timetables, clock, await asyncio.to_thread(read_hall_rules, path))


def read_hall_rules(path: str) -> HallRulesOf:
    """``common`` and ``venues`` of a YAML file, each with the fields of HallRules; '' = the usual ones.

    Raises ValueError for a file that says something else.
    """
    if not path:
        return HallRulesOf()
    try:
        return msgspec.yaml.decode(Path(path).read_bytes(), type=_File).rules()
    except msgspec.MsgspecError as error:
        raise ValueError(f"{Path(path).name}: {error}") from None


class _File(msgspec.Struct, forbid_unknown_fields=True):
    """The file."""

    common: HallRules = HallRules()
    venues: dict[str, HallRules] = {}

    def rules(self) -> HallRulesOf:
        """As the use cases want them."""
        return HallRulesOf(self.common, self.venues)
