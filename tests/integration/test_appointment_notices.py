"""What becomes of an appointment reaches the person: from the use case through the worker to the platform."""

from dataclasses import replace
from datetime import timedelta

from affairs.appointments.supply import Change
from affairs.appointments.waiting import Wanted
from affairs.notifications.inbox import Inbox
from tests.appointments import ITEM, TUESDAY, Desk, slot, supply, window
from tests.integration.test_notices import Stage, clock, stage

__all__ = ["clock", "stage"]  # fixtures


async def test_confirmed_reminded_moved_cancelled_and_offered_go_out(stage: Stage):
    desk = await Desk(stage.uow, stage.clock).opened(supply(window("w1", 1), window("w2", 1)))
    async with stage.uow() as uow:
        known = await uow.citizens.get("c1")
        assert known
        desk.citizens[1] = replace(known, name="某人", id_number="110101199000000001", phone="13900000001")
        await uow.citizens.save(desk.citizens[1])
        await uow.commit()
    await stage.platform("/_users/o-mini/subscriptions", {"template_id": "tpl-1"})
    await Inbox(stage.uow, stage.clock).consent("c1", granted=1, lasting=False, refused=False)
    made = await desk.book(1)
    await stage.work()
    assert await stage.seen() == ["subscription"]
    stage.clock.time = made.starts_at - timedelta(hours=14)  # 19:00 the evening before
    assert await desk.reminding.remind() == 1
    await stage.work()
    assert await stage.seen() == ["subscription", "template"]
    await desk.close(Change("hall", made.window, TUESDAY, TUESDAY, reason="停电"))
    await desk.close(Change("hall", "", TUESDAY, TUESDAY, reason="停水"))
    await stage.work()
    assert await desk.kinds(1) == ["cancelled", "confirmed", "moved", "remind"]
    assert (await stage.seen()).count("template") == 3
    other, day = await desk.book(2, slot(day=TUESDAY + timedelta(1))), TUESDAY + timedelta(1)
    await desk.book(3, slot(day=day))
    await desk.queueing.join(desk.citizens[1], Wanted(ITEM, first=day, last=day))
    await desk.changing.cancel(await desk.citizen(2), other.id)
    stage.clock.advance(8 * 60)
    await desk.settle()
    await stage.work()
    assert (await stage.seen()).count("template") == 4
    assert "候补有号了" in (await desk.told(1))[-1]


async def test_nobody_is_asked_at_night(stage: Stage):
    """An offer that comes at night is told in the morning, and only then does its time begin."""
    desk = await Desk(stage.uow, stage.clock).opened(supply(window("w1", 1)))
    later = slot("15:00")
    made = await desk.book(2, later)
    await desk.queueing.join(await desk.citizen(3), Wanted(ITEM, first=TUESDAY, last=TUESDAY))
    stage.clock.time = made.starts_at - timedelta(hours=14)  # 01:00
    await desk.changing.cancel(await desk.citizen(2), made.id)
    stage.clock.advance(10 * 60)
    await desk.settle()
    (waits,) = await desk.queueing.listed(await desk.citizen(3))
    offer = await desk.seeing.one((await desk.citizen(3)).id, waits.appointment)
    assert offer.expires_at == made.starts_at.replace(hour=8, minute=30)
