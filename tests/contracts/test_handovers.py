"""Hand-overs upon SQLite and PostgreSQL: one winner, one order, nothing twice, nothing lost, nothing shown as sent
that was not.
"""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from affairs.clock import china_day
from affairs.errors import NotPermitted
from affairs.files import new_file_key
from affairs.handover.asking import Said
from affairs.handover.errors import HandoverOver, HandoverTaken, NoSuchHandover
from affairs.handover.gathering import Subject
from affairs.handover.handover import Delivery, Reason, Side, State
from affairs.notifications.notice import Outcome, Sent
from affairs.outbox import TransientFailure
from affairs.ports import AskedQuestion, IdempotencyKey, UnitOfWorkFactory
from affairs.receiving import Received
from affairs.staff.audit import Act, AuditFilter
from affairs.staff.permissions import Role
from tests.clocks import HandClock
from tests.handovers import MONDAY, Room


@pytest.fixture
def clock() -> HandClock:
    return HandClock(MONDAY)


@pytest.fixture
def room(uow_factory: UnitOfWorkFactory, clock: HandClock) -> Room:
    return Room(uow_factory, clock)


async def test_of_many_advisors_one_takes_it(room: Room):
    wang = await room.citizen()
    advisors = [await room.advisor(f"{n}号") for n in range(5)]
    made = await room.opened(wang)
    done = await asyncio.gather(*(room.desk.take(each, made.id) for each in advisors), return_exceptions=True)
    assert [type(each) for each in done if each is not None] == [HandoverTaken] * 4
    winner = advisors[done.index(None)]
    assert (await room.now(made)).staff_id == winner.staff_id
    others = [each for each in advisors if each is not winner]
    with pytest.raises(NoSuchHandover):
        await room.desk.read(others[0], made.id)
    handover, messages = await room.desk.read(winner, made.id)
    assert handover.state is State.TAKEN
    assert [each.side for each in messages] == [Side.SYSTEM]


async def test_one_open_at_a_time_and_a_key_counts_once(room: Room):
    wang = await room.citizen()
    once = IdempotencyKey("k-1", b"1" * 32)
    subject = Subject("miniapp", Reason.ASKED, "公司注销")
    made = await asyncio.gather(*(room.asking.open(wang, subject, once) for _ in range(4)))
    assert len({each.id for each, _ in made}) == 1
    again, _ = await room.asking.open(wang, Subject("miniapp", Reason.ASKED, "另一件事"))
    assert again.id == made[0][0].id
    await room.asking.withdraw(wang, again.id)
    fresh, _ = await room.asking.open(wang, Subject("miniapp", Reason.ASKED, "另一件事"))
    assert fresh.id != again.id
    assert len(await room.viewing.listed(wang, limit=10)) == 2


async def test_what_is_said_at_once_has_one_order_and_nothing_twice(room: Room):
    wang, lin = await room.citizen(), await room.advisor()
    made = await room.taken(wang, lin)
    saying = [room.say(wang, made, f"第{n}句", f"name-{n % 5}") for n in range(10)]
    saying += [room.desk.say(lin, made.id, f"答{n}", client_id=f"a-{n}") for n in range(3)]
    await asyncio.gather(*saying)
    messages = await room.messages(made)
    assert [each.seq for each in messages] == list(range(1, len(messages) + 1))
    assert sum(each.side is Side.CITIZEN for each in messages) == 5
    assert sum(each.side is Side.STAFF for each in messages) == 3
    assert (await room.now(made)).last_seq == len(messages)


async def test_a_strangers_hand_over_is_absent(room: Room):
    wang, other = await room.citizen(), await room.citizen()
    made = await room.opened(wang)
    for act in (
        room.viewing.one(other, made.id),
        room.viewing.messages(other, made.id),
        room.asking.say(other, made.id, Said("我也说")),
        room.asking.withdraw(other, made.id),
        room.asking.seen(other, made.id, 1),
        room.viewing.file(other, made.id, 1),
    ):
        with pytest.raises(NoSuchHandover):
            await act
    admin = await room.advisor("何安", Role.ADMIN, present=False)
    with pytest.raises(NotPermitted):
        await room.desk.queue(admin)


async def test_messages_go_out_in_order_and_the_window_is_counted(room: Room):
    wang, lin = await room.citizen(), await room.advisor()
    made = await room.taken(wang, lin)
    for number in range(6):
        await room.desk.say(lin, made.id, f"答{number}")
    await room.deliver(made)
    assert [said for _, said in room.platform.sent] == ["林晓已接手，正在看您的情况。", "答0", "答1", "答2", "答3"]
    deliveries = [each.delivery for each in await room.messages(made)]
    assert deliveries == [Delivery.SENT] * 5 + [Delivery.INBOX] * 2
    async with room.uow(read_only=True) as uow:
        (notice,) = await uow.notices.of_citizen(wang, limit=9)
    assert "答4" not in notice.text
    await room.say(wang, made, "好的")
    await room.desk.say(lin, made.id, "答6")
    await room.deliver(made)
    assert room.platform.sent[-1][1] == "答6"
    room.later(hours=49)
    assert (await room.now(made)).window_left(room.clock.now()) == 0
    await room.desk.say(lin, made.id, "太晚了")
    await room.deliver(made)
    assert (await room.messages(made))[-1].delivery is Delivery.INBOX


@pytest.mark.parametrize("outcome", [Outcome.CLOSED, Outcome.FAILED, Outcome.UNSURE])
async def test_what_was_not_sent_is_never_shown_as_sent(room: Room, outcome: Outcome):
    wang, lin = await room.citizen(), await room.advisor()
    made = await room.taken(wang, lin)
    room.platform.answers = [Sent(Outcome.SENT), Sent(outcome, 45015)]
    await room.desk.say(lin, made.id, "您要带身份证")
    await room.deliver(made)
    last = (await room.messages(made))[-1]
    assert (last.delivery, last.code) == (Delivery.INBOX, 45015)
    async with room.uow(read_only=True) as uow:
        assert await uow.notices.unread(wang) == 1


async def test_later_comes_again_in_the_same_order(room: Room):
    wang, lin = await room.citizen(), await room.advisor()
    made = await room.taken(wang, lin)
    await room.desk.say(lin, made.id, "一")
    room.platform.answers = [Sent(Outcome.LATER, -1, room.clock.now())]
    with pytest.raises(TransientFailure):
        await room.deliver(made)
    assert [each.delivery for each in await room.messages(made)] == [Delivery.QUEUED] * 2
    await room.deliver(made)
    assert [said for _, said in room.platform.sent][1] == "一"


async def test_two_workers_send_each_message_once(room: Room):
    wang, lin = await room.citizen(), await room.advisor()
    made = await room.taken(wang, lin)
    for number in range(3):
        await room.desk.say(lin, made.id, str(number))
    await asyncio.gather(*(room.deliver(made) for _ in range(4)), return_exceptions=True)
    await room.deliver(made)
    assert [said for _, said in room.platform.sent][1:] == ["0", "1", "2"]


async def test_a_worker_that_died_in_mid_sending_is_not_repeated(room: Room):
    wang, lin = await room.citizen(), await room.advisor()
    made = await room.taken(wang, lin)
    async with room.uow() as uow:
        await uow.handovers.delivered(made.id, [1], Delivery.SENDING, now=room.clock.now())
        await uow.commit()
    await room.desk.say(lin, made.id, "之后")
    with pytest.raises(TransientFailure):
        await room.deliver(made)
    room.later(seconds=61)
    await room.deliver(made)
    assert [said for _, said in room.platform.sent] == ["之后"]
    assert [each.delivery for each in await room.messages(made)] == [Delivery.INBOX, Delivery.SENT]


async def test_a_device_that_fetches_needs_no_notice(room: Room):
    wang, lin = await room.citizen(), await room.advisor()
    made, _ = await room.asking.open(wang, Subject("miniapp", Reason.ASKED, "公司注销"))
    await room.desk.take(lin, made.id)
    with pytest.raises(TransientFailure):
        await room.deliver(made)
    await room.asking.seen(wang, made.id, 99)
    await room.desk.say(lin, made.id, "带执照")
    room.later(seconds=61)
    await room.deliver(made)
    assert [each.delivery for each in await room.messages(made)] == [Delivery.SENT, Delivery.INBOX]
    assert not room.platform.sent


async def test_a_silent_advisor_is_relieved_in_open_hours_only(room: Room):
    wang, lin, chen = await room.citizen(), await room.advisor(), await room.advisor("陈立")
    made = await room.taken(wang, lin)
    room.later(minutes=9)
    assert await room.sweep.sweep() == 0
    room.later(minutes=2)
    async with room.uow() as uow:
        await uow.advisors.seen(chen.staff_id, now=room.clock.now())
        await uow.commit()
    assert await room.sweep.sweep() == 1
    now = await room.now(made)
    assert (now.state, now.staff_id, now.offered_to, now.reassigned) == (State.WAITING, "", chen.staff_id, 1)
    await room.desk.take(chen, made.id)
    await room.desk.say(chen, made.id, "您好")
    room.later(hours=1)
    assert await room.sweep.sweep() == 0, "answered: nobody waits"
    room.later(minutes=10)
    await room.say(wang, made, "还有一个问题")
    room.later(minutes=25)
    assert await room.sweep.sweep() == 0, "lunch"


async def test_nobody_waits_without_an_answer_time(room: Room):
    lin = await room.advisor()
    made, place = await room.asking.open(await room.citizen(), Subject("miniapp", Reason.ASKED, "问"))
    assert (place.ahead, place.opens_at) == (0, None)
    assert made.offered_to == lin.staff_id
    assert place.by == room.clock.now() + timedelta(minutes=1)
    room.later(hours=10)
    _, night = await room.asking.open(await room.citizen(), Subject("miniapp", Reason.ASKED, "问"))
    assert night.opens_at is not None
    assert (night.opens_at.hour, night.by.hour, night.by.day) == (9, 11, 3)
    assert night.ahead == 1


async def test_the_story_goes_along(room: Room):
    wang = await room.citizen()
    asked = AskedQuestion(room.clock.now(), "wechat", "营业执照在哪办", "declined", thread="t1")
    async with room.uow() as uow:
        await uow.questions.add_all([asked, replace(asked, text="别人的", thread="t2")])
        await uow.commit()
    proposed = await room.asking.propose(wang, Subject("wechat", Reason.MISSED, "开店", thread="t1"))
    assert "营业执照在哪办" in proposed.brief.summary
    assert "别人的" not in proposed.brief.summary
    queue = await room.desk.queue(await room.advisor())
    assert not queue.waiting, "nobody sees what the citizen has not confirmed"
    reworded = await room.asking.reword(wang, proposed.id, "要带孩子去吗")
    assert "要带孩子去吗" in reworded.brief.summary
    sent, _ = await room.asking.confirm(wang, proposed.id)
    assert (await room.asking.confirm(wang, proposed.id))[0].id == sent.id
    assert sent.state is State.WAITING
    assert (await room.now(sent)).brief.transcript[0].text == "营业执照在哪办"


async def test_nothing_said_can_be_read_in_the_store(room: Room, engine: AsyncEngine):
    wang, lin = await room.citizen(), await room.advisor()
    made = await room.taken(wang, lin)
    await room.say(wang, made, "我的身份证号是秘密")
    async with engine.connect() as connection:
        rows = [
            str(row)
            for table in ("handovers", "handover_messages")
            for row in await connection.execute(text(f"SELECT * FROM {table}"))
        ]
    assert not any("秘密" in row or "营业执照" in row for row in rows)


async def test_transfer_note_colleague_give_back_and_the_log(room: Room):
    wang, lin, chen = await room.citizen(), await room.advisor(), await room.advisor("陈立")
    made = await room.taken(wang, lin)
    await room.desk.note(lin, made.id, "请看一下", ask=chen.staff_id)
    assert (await room.desk.read(chen, made.id))[0].id == made.id
    with pytest.raises(HandoverTaken):
        await room.desk.say(chen, made.id, "我来答")
    seen = (await room.viewing.messages(wang, made.id))[1]
    assert all("请看一下" not in each.text for each in seen)
    await room.desk.transfer(lin, made.id, chen.staff_id)
    assert (await room.now(made)).offered_to == chen.staff_id
    await room.desk.take(chen, made.id)
    await room.desk.give_back(chen, made.id)
    with pytest.raises(HandoverOver):
        await room.say(wang, made, "还在吗")
    with pytest.raises(HandoverOver):
        await room.desk.say(chen, made.id, "在")
    async with room.uow(read_only=True) as uow:
        acts = {each.act for each in await uow.audit.page(AuditFilter(), 100)}
    assert acts >= {Act.HANDOVER_TAKEN, Act.HANDOVER_NOTED, Act.HANDOVER_READ, Act.HANDOVER_TRANSFERRED}


async def test_closed_is_told_and_rated_once(room: Room):
    wang, lin = await room.citizen(), await room.advisor()
    made = await room.taken(wang, lin)
    await room.desk.close(lin, made.id, "可以网上变更，材料三样")
    await room.deliver(made)
    assert "可以网上变更" in room.platform.sent[-1][1]
    assert (await room.asking.rate(wang, made.id, 1)).stars == 1
    assert (await room.asking.rate(wang, made.id, 1)).stars == 1
    with pytest.raises(HandoverOver):
        await room.asking.rate(wang, made.id, 5)
    async with room.uow(read_only=True) as uow:
        rating = await uow.ratings.of_event(made.id, 1)
    assert rating is not None
    assert rating.satisfaction == 1


async def test_files_are_held_and_go_with_their_owner(room: Room):
    wang, lin = await room.citizen(), await room.advisor()
    made = await room.taken(wang, lin)
    file = Received(new_file_key(), 10, "0" * 64, "照片.jpg", {"kind": "jpeg"})
    async with room.uow() as uow:
        await uow.files.expect(file.key, now=room.clock.now())
        await uow.commit()
    message, _ = await room.asking.say(wang, made.id, Said("", file))
    assert (await room.desk.file(lin, made.id, message.seq)).key == file.key
    async with room.uow() as uow:
        assert await uow.handovers.forget(wang) == [file.key]
        await uow.commit()
    assert not await room.messages(made)
    assert (await room.now(made)).state is State.WITHDRAWN
    assert (await room.now(made)).brief.words == ""


async def test_suggestions_hold_nothing_personal_and_are_decided_once(room: Room):
    wang, lin = await room.citizen(), await room.advisor()
    made = await room.taken(wang, lin)
    with pytest.raises(Exception, match="问法"):
        await room.desk.suggest(lin, made.id, "X1", "我电话13912345678")
    await room.desk.suggest(lin, made.id, "X1", "店搬家了执照咋整")
    async with room.uow() as uow:
        (held,) = await uow.handovers.suggestions(limit=5)
        assert await uow.handovers.decide_suggestion(held.id, lin.staff_id, accepted=True, now=room.clock.now())
        assert not await uow.handovers.decide_suggestion(held.id, lin.staff_id, accepted=True, now=room.clock.now())
        assert not await uow.handovers.suggestions(limit=5)
        await uow.commit()


async def test_open_accounts_are_known_by_their_channel(room: Room):
    wang = await room.citizen()
    made = await room.opened(wang)
    async with room.uow(read_only=True) as uow:
        assert await uow.handovers.open_logins("wechat") == {f"o-{wang}": made.id}
        assert await uow.handovers.open_logins("miniapp") == {}


async def test_a_bad_rating_is_to_be_set_right(room: Room):
    wang, lin = await room.citizen(), await room.advisor()
    made = await room.taken(wang, lin)
    await room.desk.close(lin, made.id, "没有解决")
    await room.asking.rate(wang, made.id, 5, "没人管")
    async with room.uow(read_only=True) as uow:
        ((opened, rating),) = await uow.ratings.open_rectifications(9)
    assert (opened.case_no, rating.comment) == (made.id, "没人管")
    assert opened.due > china_day(room.clock.now())
