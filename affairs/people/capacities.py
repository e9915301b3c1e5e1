"""As what somebody acts for others: agents of the centre (代办员) and intermediaries (中介), marked by staff."""

import re
from dataclasses import replace

from affairs.errors import InvalidValue, NoSuchPrincipal
from affairs.people.citizens import Citizen
from affairs.people.principals import Capacity
from affairs.ports import Clock, UnitOfWorkFactory
from affairs.staff.audit import Act, ObjectRef, entry_of
from affairs.staff.permissions import Actor, Permission

__all__ = ["Capacities"]

LICENCE = re.compile(r"[0-9A-Za-z\u4e00-\u9fff()（）〔〕\[\]第号\-]{2,64}")


class Capacities:
    """Marks people, so that what they do for others is known as that."""

    def __init__(self, unit_of_work: UnitOfWorkFactory, clock: Clock) -> None:
        self._unit_of_work, self._clock = unit_of_work, clock

    async def mark(self, actor: Actor, phone: str, capacity: Capacity, licence: str = "") -> Citizen:
        """Mark whoever signed in with this verified mobile number, the account last created where there are several.

        Raises NotPermitted, NoSuchPrincipal, InvalidValue (an intermediary without a licence).
        """
        actor.require(Permission.STAFF)
        if capacity is Capacity.INTERMEDIARY and not LICENCE.fullmatch(licence):
            raise InvalidValue("请填写中介机构的备案（许可）编号。", field="licence")
        now = self._clock.now()
        async with self._unit_of_work() as uow:
            found = await uow.citizens.by_phone(phone)
            before = await uow.citizens.get(found.id, lock=True) if found else None
            if before is None or not before.verified:
                raise NoSuchPrincipal("没有用这个手机号实名登录过的人。", field="phone")
            kept = licence if capacity is Capacity.INTERMEDIARY else ""
            after = replace(before, capacity=capacity, licence=kept)
            await uow.citizens.save(after)
            target, detail = ObjectRef("citizen", after.id), f"capacity={capacity}"
            await uow.audit.append(entry_of(actor, Act.CAPACITY_MARKED, target, now, detail=detail))
            await uow.commit()
        return after
