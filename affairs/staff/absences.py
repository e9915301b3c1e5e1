"""Who is away, and who does their work meanwhile (AB岗)."""

from datetime import datetime, timedelta

from affairs.errors import InvalidValue, NoSuchStaff
from affairs.ports import Clock, UnitOfWorkFactory
from affairs.staff.audit import Act, ObjectRef, entry_of
from affairs.staff.model import Absence, Staff, new_id
from affairs.staff.permissions import Actor, Permission

__all__ = ["Absences"]

LONGEST = timedelta(days=400)


class Absences:
    """Use cases of absences: for oneself by anybody, for others with :attr:`Permission.STAFF`."""

    def __init__(self, unit_of_work: UnitOfWorkFactory, clock: Clock) -> None:
        self._unit_of_work, self._clock = unit_of_work, clock

    async def away(
        self, actor: Actor, staff_id: str, stand_in_id: str, until: datetime, since: datetime | None = None
    ) -> Absence:
        """``staff_id`` is away from ``since`` (now) until before ``until``; what was set before is taken back.

        The stand-in sees the work, and does it with the roles they have themselves.
        Raises NotPermitted, NoSuchStaff, InvalidValue.
        """
        _require(actor, staff_id)
        async with self._unit_of_work() as uow:
            now = self._clock.now()
            start = max(since or now, now)
            if not start < until <= now + LONGEST:
                raise InvalidValue("结束时间须晚于开始时间，且在 400 天以内。", field="until")
            if stand_in_id == staff_id:
                raise InvalidValue("不能由本人替岗。", field="stand_in")
            _require_active(await uow.staff.lock(staff_id), "")
            _require_active(await uow.staff.find(stand_in_id), "stand_in")
            absence = Absence(new_id(), staff_id, stand_in_id, start, until)
            await uow.staff.end_absences(staff_id, now)
            await uow.staff.add_absence(absence)
            entry = entry_of(actor, Act.AWAY, ObjectRef("staff", staff_id), now, detail=f"stand-in={stand_in_id}")
            await uow.audit.append(entry)
            await uow.commit()
            return absence

    async def back(self, actor: Actor, staff_id: str) -> int:
        """``staff_id`` is back: ends what is under way, takes back what was to come; how many absences.

        Raises NotPermitted.
        """
        _require(actor, staff_id)
        async with self._unit_of_work() as uow:
            now = self._clock.now()
            ended = await uow.staff.end_absences(staff_id, now)
            if ended:
                await uow.audit.append(entry_of(actor, Act.BACK, ObjectRef("staff", staff_id), now))
            await uow.commit()
            return ended


def _require(actor: Actor, staff_id: str) -> None:
    actor.require(Permission.OWN_ACCOUNT if staff_id == actor.staff_id else Permission.STAFF)


def _require_active(found: Staff | None, field: str) -> None:
    if found is None or not found.active:
        raise NoSuchStaff(field=field)
