"""What can be booked: read at the start, from the sample in a demonstration."""

import asyncio
from pathlib import Path

import structlog

from affairs.appointments.desk import AppointmentDesk
from affairs.appointments.notation import SupplyFaults, read_supply

__all__ = ["open_supply"]

log = structlog.get_logger()


async def open_supply(desk: AppointmentDesk, path: Path | None) -> None:
    """Have the supply in force at hand; where none was ever set, that of ``path``, if it is given."""
    await desk.timetables.refresh()
    if path is None or desk.supply.revision:
        return
    try:
        supply = read_supply(await asyncio.to_thread(path.read_text, encoding="utf-8"))
    except SupplyFaults as faults:
        log.error("supply_refused", path=path.name, errors=len(faults.faults), first=faults.faults[0])  # noqa: TRY400
        return
    await desk.supplying.replace(supply, source=path.name)
    await desk.timetables.refresh()
