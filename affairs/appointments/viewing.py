"""Appointments as whoever made them sees them."""

from collections.abc import Sequence

from affairs.appointments.appointment import Appointment
from affairs.appointments.opening import own
from affairs.errors import NoSuchAppointment
from affairs.ports import UnitOfWorkFactory

__all__ = ["Seeing"]

LATELY = 100


class Seeing:
    """Reads one's own appointments."""

    def __init__(self, unit_of_work: UnitOfWorkFactory) -> None:
        self._unit_of_work = unit_of_work

    async def one(self, citizen_id: str, appointment_id: str) -> Appointment:
        """One of them. Raises NoSuchAppointment."""
        async with self._unit_of_work(read_only=True) as uow:
            return await own(uow, citizen_id, appointment_id)

    async def shown(self, appointment_id: str) -> Appointment:
        """One of anybody's, for whoever proved otherwise that it may be seen. Raises NoSuchAppointment."""
        async with self._unit_of_work(read_only=True) as uow:
            found = await uow.appointments.get(appointment_id)
        if found is None:
            raise NoSuchAppointment
        return found

    async def same(self, citizen_id: str, items: Sequence[str]) -> Sequence[Appointment]:
        """A citizen's own open ones for any of these items, the latest made first."""
        async with self._unit_of_work(read_only=True) as uow:
            mine = await uow.appointments.of_citizen(citizen_id, limit=LATELY)
        return [each for each in mine if each.state.open and set(each.items) & set(items)]

    async def listed(self, citizen_id: str, *, limit: int, before: str | None = None) -> Sequence[Appointment]:
        """A citizen's own, the latest made first, from after the one named ``before``."""
        async with self._unit_of_work(read_only=True) as uow:
            return await uow.appointments.of_citizen(citizen_id, limit=limit, before=before)
