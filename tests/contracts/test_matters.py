"""Matters upon SQLite and PostgreSQL: up and down with clock and reason, decided by another, nameless if wished."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from affairs.clock import CHINA, NATIONAL
from affairs.errors import InvalidValue, NotPermitted
from affairs.handover.gathering import Subject
from affairs.handover.handover import Reason, Side
from affairs.matters.asking import Raised
from affairs.matters.errors import MatterMoved, NoSuchMatter
from affairs.matters.export import COMPLAINT_COLUMNS, CONSULTATION_COLUMNS, MatterExport
from affairs.matters.matter import Decision, Level, MatterKind, MatterState, StepAct
from affairs.matters.room import MatterRoom
from affairs.ports import IdempotencyKey, UnitOfWorkFactory
from affairs.staff.audit import Act, AuditFilter
from affairs.staff.model import Profile, Tier
from affairs.staff.permissions import Actor, Role
from tests.clocks import HandClock
from tests.handovers import MONDAY, Room

LATE = Raised(MatterKind.COMPLAINT, "窗口推诿", "三次都说材料不对", "综合窗口3号")


@pytest.fixture
def clock() -> HandClock:
    return HandClock(MONDAY)


@pytest.fixture
def room(uow_factory: UnitOfWorkFactory, clock: HandClock) -> Room:
    return Room(uow_factory, clock)


@pytest.fixture
def matters(room: Room) -> MatterRoom:
    return MatterRoom.over(room.uow, lambda: room.snapshot, lambda: NATIONAL, room.clock)


async def at(room: Room, tier: Tier, *roles: Role, region: str = "") -> Actor:
    """Somebody of a tier."""
    actor = await room.advisor(tier, *roles, present=False)
    async with room.uow() as uow:
        person = await uow.staff.find(actor.staff_id)
        assert person is not None
        profile = Profile(person.profile.display_name, person.profile.roles, region=region, tier=tier)
        from dataclasses import replace

        await uow.staff.change(replace(person, profile=profile))
        await uow.commit()
    return actor


async def test_up_and_down_with_clock_reason_and_holder(room: Room, matters: MatterRoom):
    wang = await room.citizen()
    centre, department = await at(room, Tier.CENTRE), await at(room, Tier.DEPARTMENT)
    raised = await matters.asking.raise_(wang, LATE)
    matter_id, first = raised.matter.id, raised.matter
    assert (first.due - timedelta(seconds=1)).astimezone(CHINA).date().isoformat() == "2026-03-05"
    with pytest.raises(NoSuchMatter):
        await matters.desk.read(department, matter_id)
    assert [each.id for each in await matters.desk.waiting(centre)] == [matter_id]
    with pytest.raises(MatterMoved):
        await matters.desk.up(centre, matter_id, "还没有承办")
    await matters.desk.take(centre, matter_id)
    with pytest.raises(InvalidValue):
        await matters.desk.up(centre, matter_id, " ")
    room.later(days=1)
    await matters.desk.up(centre, matter_id, "部门才有权限")
    seen = await matters.asking.one(wang, matter_id)
    assert (seen.matter.tier, seen.matter.staff_id) == (Tier.DEPARTMENT, "")
    assert (seen.matter.due - timedelta(seconds=1)).astimezone(CHINA).date().isoformat() == "2026-03-10"
    await matters.desk.take(department, matter_id)
    with pytest.raises(MatterMoved):
        await matters.desk.up(department, matter_id, "再上面没有了")
    await matters.desk.down(department, matter_id, "请窗口一次性告知")
    await matters.desk.take(centre, matter_id)
    await matters.desk.extend(centre, matter_id, "需要调监控")
    with pytest.raises(MatterMoved):
        await matters.desk.extend(centre, matter_id, "再延一次")
    await matters.desk.answer(centre, matter_id, "已批评教育，材料一次收齐")
    done = await matters.asking.one(wang, matter_id)
    assert done.matter.state is MatterState.ANSWERED
    assert [each.act for each in done.steps][-1] is StepAct.ANSWERED
    with pytest.raises(MatterMoved):
        await matters.desk.answer(centre, matter_id, "再答一次")
    async with room.uow(read_only=True) as uow:
        notices = await uow.notices.of_citizen(wang, limit=20)
        acts = {each.act for each in await uow.audit.page(AuditFilter(), 50)}
    assert len(notices) >= 5
    assert not any("推诿" in each.text for each in notices)
    assert acts >= {Act.MATTER_UP, Act.MATTER_DOWN, Act.MATTER_EXTENDED, Act.MATTER_ANSWERED}


async def test_of_two_who_take_it_one_has_it(room: Room, matters: MatterRoom):
    raised = await matters.asking.raise_(await room.citizen(), LATE)
    staff = [await at(room, Tier.CENTRE) for _ in range(3)]
    done = await asyncio.gather(*(matters.desk.take(each, raised.matter.id) for each in staff), return_exceptions=True)
    assert [type(each) for each in done if each is not None] == [MatterMoved] * 2


async def test_systemic_is_proposed_and_decided_by_somebody_else(room: Room, matters: MatterRoom):
    centre = await at(room, Tier.CENTRE)
    head, other = await at(room, Tier.CENTRE, Role.HEAD), await at(room, Tier.DEPARTMENT, Role.HEAD)
    matter_id = (await matters.asking.raise_(await room.citizen(), LATE)).matter.id
    await matters.desk.take(head, matter_id)
    await matters.desk.level(head, matter_id, Level.MAJOR, "多人反映")
    await matters.desk.propose(head, matter_id, "材料清单应当合并")
    with pytest.raises(MatterMoved):
        await matters.desk.answer(head, matter_id, "先答了")
    with pytest.raises(NotPermitted):
        await matters.desk.decide(centre, matter_id, Decision.ADOPTED, "好")
    with pytest.raises(NotPermitted):
        await matters.desk.decide(head, matter_id, Decision.ADOPTED, "自己决定")
    assert [each.id for each in await matters.desk.proposals(other)] == [matter_id]
    await matters.desk.decide(other, matter_id, Decision.PARTLY, "先在两个窗口试行")
    await matters.desk.answer(head, matter_id, "已部分采纳")
    async with room.uow(read_only=True) as uow:
        found = await uow.matters.get(matter_id)
    assert found is not None
    assert (found.level, found.decision, found.written.decided) == (Level.SYSTEMIC, Decision.PARTLY, "先在两个窗口试行")


async def test_without_a_name_nothing_leads_to_the_citizen(room: Room, matters: MatterRoom):

    wang = await room.citizen()
    sent = await matters.asking.raise_(wang, replace(LATE, nameless=True), IdempotencyKey("k", b"1" * 32))
    assert sent.code
    with pytest.raises(NoSuchMatter):
        await matters.asking.one(wang, sent.matter.id)
    assert not await matters.asking.listed(wang, limit=5)
    with pytest.raises(NoSuchMatter):
        await matters.asking.by_code(sent.matter.id, "")
    found = await matters.asking.by_code(sent.matter.id, sent.code)
    assert (found.matter.citizen_id, found.code) == ("", "")
    named = await matters.asking.raise_(wang, LATE, IdempotencyKey("k2", b"2" * 32))
    again = await matters.asking.raise_(wang, LATE, IdempotencyKey("k2", b"2" * 32))
    assert named.matter.id == again.matter.id
    with pytest.raises(NoSuchMatter):
        await matters.asking.by_code(named.matter.id, "")


async def test_a_conversation_is_sent_up_once_and_its_citizen_hears_it(room: Room, matters: MatterRoom):
    wang, lin = await room.citizen(), await room.advisor()
    made = await room.taken(wang, lin)
    first = await matters.desk.escalate(lin, made.id, Level.MAJOR, Tier.DEPARTMENT, "要部门答复")
    again = await matters.desk.escalate(lin, made.id, Level.MAJOR, Tier.DEPARTMENT, "要部门答复")
    assert first.id == again.id
    last = (await room.messages(made))[-1]
    assert last.side is Side.SYSTEM
    assert first.id in last.text
    assert "3月9日" in last.text
    assert (await matters.asking.one(wang, first.id)).matter.written.content
    assert [each.id for each in await matters.desk.waiting(lin)] == [first.id], "whoever sent it up goes on seeing it"


async def test_exported_as_the_standard_has_it(room: Room, matters: MatterRoom):
    wang, lin, centre = await room.citizen(), await room.advisor(), await at(room, Tier.CENTRE)
    made = await room.taken(wang, lin)
    await matters.desk.escalate(lin, made.id, Level.ORDINARY, Tier.CENTRE, "要核实")
    complaint = (await matters.asking.raise_(wang, LATE)).matter.id
    await matters.desk.take(centre, complaint)
    room.later(days=30)
    await matters.desk.answer(centre, complaint, "已处理")
    export, now = MatterExport(room.uow), room.clock.now()
    span = (MONDAY - timedelta(days=1), MONDAY + timedelta(days=1), now)
    (consulted,) = [row async for row in export.rows(*span, complaints=False)]
    (complained,) = [row async for row in export.rows(*span, complaints=True)]
    assert len(consulted) == len(CONSULTATION_COLUMNS)
    assert consulted[0] != made.id, "what went up is told as what it became"
    found = dict(zip(COMPLAINT_COLUMNS, complained, strict=True))
    assert (found["被投诉单位或人"], found["承办人"], found["反馈信息"]) == ("综合窗口3号", "centre", "已处理")
    assert found["投诉时间"] == "20260302T100000"
    assert int(found["超期天数"]) == 9


async def test_conversations_that_were_settled_at_once_are_consultations_too(room: Room):
    wang, lin = await room.citizen(), await room.advisor()
    made = await room.taken(wang, lin)
    await room.desk.close(lin, made.id, "带居住证就行")
    gone = await room.asking.propose(await room.citizen(), Subject("miniapp", Reason.ASKED, "不问了"))
    export, now = MatterExport(room.uow), room.clock.now()
    span = (MONDAY - timedelta(days=1), MONDAY + timedelta(days=1), now)
    (row,) = [row async for row in export.rows(*span, complaints=False)]
    found = dict(zip(CONSULTATION_COLUMNS, row, strict=True))
    assert (found["咨询编码"], found["处理人"], found["处理意见"]) == (made.id, "林晓", "带居住证就行")
    assert (found["超期天数"], bool(found["处理时间"])) == ("0", True)
    assert gone.id not in row
