"""A hand-over as its citizen reads it: where it stands, what was said, which files."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from affairs.files import is_file_key
from affairs.handover.errors import NoSuchHandover
from affairs.handover.handover import Attached, Handover, Message, Side, State
from affairs.handover.office import Office
from affairs.ports import Clock, UnitOfWork, UnitOfWorkFactory

__all__ = ["HandoverViewing", "Place", "own_handover", "place_of"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where one stands. ``opens_at`` is the next open hour, None while it is open; ``by`` the latest time of an
    answer.
    """

    ahead: int
    by: datetime
    opens_at: datetime | None = None
    holder: str = ""


class HandoverViewing:
    """Reads citizens' own hand-overs."""

    def __init__(self, unit_of_work: UnitOfWorkFactory, office: Office, clock: Clock) -> None:
        self._unit_of_work, self._office, self._clock = unit_of_work, office, clock

    async def one(self, citizen_id: str, handover_id: str) -> tuple[Handover, Place]:
        """One's own, and where it stands. Raises NoSuchHandover."""
        async with self._unit_of_work(read_only=True) as uow:
            found = await own_handover(uow, citizen_id, handover_id)
            return found, await place_of(uow, self._office, found, self._clock.now())

    async def known(self, citizen_id: str, handover_id: str) -> None:
        """Return if there is such a one of theirs. Raises NoSuchHandover."""
        async with self._unit_of_work(read_only=True) as uow:
            await own_handover(uow, citizen_id, handover_id)

    async def listed(self, citizen_id: str, *, limit: int, before: str | None = None) -> Sequence[Handover]:
        """One's own, the latest first."""
        async with self._unit_of_work(read_only=True) as uow:
            return await uow.handovers.of_citizen(citizen_id, limit=limit, before=before)

    async def messages(self, citizen_id: str, handover_id: str, *, after: int = 0) -> tuple[Handover, list[Message]]:
        """What the citizen may see, in order, from after ``after``. Raises NoSuchHandover."""
        async with self._unit_of_work(read_only=True) as uow:
            found = await own_handover(uow, citizen_id, handover_id)
            messages = await uow.handovers.messages(handover_id, after=after)
        return found, [each for each in messages if each.side is not Side.NOTE]

    async def since(self, citizen_id: str, handover_id: str, after: int) -> tuple[Handover, Sequence[Message], int]:
        """What the citizen may see after a message, and the number of the last that was looked at.

        Raises NoSuchHandover.
        """
        async with self._unit_of_work(read_only=True) as uow:
            found = await own_handover(uow, citizen_id, handover_id)
            messages = await uow.handovers.messages(handover_id, after=after)
        return found, [each for each in messages if each.side is not Side.NOTE], messages[-1].seq if messages else after

    async def holder(self, handover: Handover) -> str:
        """The name of whoever answers; '' = nobody yet."""
        if not handover.staff_id:
            return ""
        async with self._unit_of_work(read_only=True) as uow:
            held = await uow.staff.find(handover.staff_id)
        return held.profile.display_name if held else ""

    async def file(self, citizen_id: str, handover_id: str, seq: int) -> Attached:
        """The file of a message. Raises NoSuchHandover."""
        async with self._unit_of_work(read_only=True) as uow:
            await own_handover(uow, citizen_id, handover_id)
            found = await uow.handovers.message(handover_id, seq)
        if found is None or found.file is None or found.side is Side.NOTE or not is_file_key(found.file.key):
            raise NoSuchHandover
        return found.file


async def place_of(uow: UnitOfWork, office: Office, handover: Handover, now: datetime) -> Place:
    """Where a hand-over stands, for its citizen."""
    opening = office.opening(now, handover.region)
    holder = await uow.staff.find(handover.staff_id) if handover.staff_id else None
    return Place(
        await uow.handovers.ahead(handover) if handover.state is State.WAITING else 0,
        handover.promised_by or now,
        opening.start if opening.start > now else None,
        holder.profile.display_name if holder else "",
    )


async def own_handover(uow: UnitOfWork, citizen_id: str, handover_id: str, *, lock: bool = False) -> Handover:
    """The citizen's own; another's looks absent. Raises NoSuchHandover."""
    found = await uow.handovers.get(handover_id, lock=lock)
    if found is None or found.citizen_id != citizen_id:
        raise NoSuchHandover
    return found
