"""A place at a window, booked by an advisor for whom they talk with: by the same rules as the citizen's own."""

import hashlib
from collections.abc import Sequence

from affairs.appointments.booking import Wish
from affairs.appointments.slot import SlotName
from affairs.errors import DomainError, InvalidValue
from affairs.handover.handover import Handover
from affairs.people.acting import SELF
from affairs.people.citizens import Citizen
from affairs.ports import IdempotencyKey
from bot.booking.finding import Wanted, look
from bot.booking.words import about, slot_label
from handlers.console.desk import Desk, words_of

__all__ = ["book_for", "offered"]

BOOKED = "已为您预约：\n{about}\n来不了请提前取消，回复“我的预约”可以改期、取消。"


async def offered(desk: Desk, handover: Handover, citizen: Citizen | None) -> Sequence[tuple[str, str]]:
    """The soonest free slots for the item that is talked of, by name and in words; none where it cannot be booked."""
    appointments = desk.services.appointments
    if citizen is None or not handover.item_code or not appointments.supply.serving((handover.item_code,)):
        return ()
    wanted = Wanted((handover.item_code,), SELF, (), None)
    found = await look(appointments, citizen, wanted, desk.services.clock.now())
    return [(str(each.name), slot_label(appointments.supply, each, several=True)) for each in found.slots]


async def book_for(desk: Desk) -> None:
    """Take the place, and say so in the conversation. Raises InvalidValue, in the words of the rule that refused."""
    services, handover_id = desk.services, desk.part("id")
    handover, citizen = await services.handovers.desk.acts_for(desk.actor, handover_id)
    try:
        name = SlotName.of(desk.form.text("slot"))
        wish = Wish(name, (handover.item_code,), SELF, handover.brief.situation)
        once = f"desk:{handover_id}:{name}"
        key = IdempotencyKey(once, hashlib.sha256(once.encode()).digest())
        made = await services.appointments.booking.book(citizen, wish, key)
    except DomainError as error:
        raise InvalidValue(f"没有约上：{words_of(error)}", field="slot") from None
    told = about(services.snapshot(), services.appointments.supply, made)
    await services.handovers.desk.say(desk.actor, handover_id, BOOKED.format(about=told), client_id=made.id)
