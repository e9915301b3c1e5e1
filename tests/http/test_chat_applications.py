"""Applications by conversation: scripted dialogues over the real engine, use cases and database."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
from PIL import Image

from affairs.approval.updates import ProgressUpdate, UpdateKind
from affairs.clock import SystemClock
from affairs.errors import NoSuchFile, ServiceUnavailable
from affairs.people.citizens import Login
from bot.applying.desk import ChatDesk
from bot.applying.talk import Cases
from bot.engine import Engine
from bot.messages import Incoming, Kind, Reply, ReplyKind
from bot.ports import MediaFile
from handlers.services import Services
from integrations.memory import MemoryConversations
from integrations.sandbox.wechat.citizens import id_number_of, openid_of
from tests import papers
from tests.dialogue import Notebook
from tests.http.chatting import Person
from tests.http.citizens import Caller

ID_CARD = "115301990100-4-09-0103"
NAME, NUMBER = "王小云", id_number_of("王小云")
OPENID = "o" + "w" * 27


class Album:
    """:class:`bot.ports.MediaSource` of a test: what was put in can be fetched."""

    def __init__(self) -> None:
        self.photos: dict[str, bytes] = {}
        self.away = False

    def open(self, _channel: str, media_id: str) -> Any:
        return self._opened(media_id)

    @asynccontextmanager
    async def _opened(self, media_id: str) -> AsyncIterator[MediaFile]:
        if self.away:
            raise ServiceUnavailable
        if media_id not in self.photos:
            raise NoSuchFile

        async def pieces() -> AsyncIterator[bytes]:
            yield self.photos[media_id]

        yield MediaFile("photo.jpg", pieces())


class Kin:
    """The platform knows that these openids are demo citizens of the mini-program."""

    def __init__(self) -> None:
        self.names = {OPENID: NAME}

    async def union_of(self, _channel: str, user: str) -> str:
        return openid_of(self.names[user], "union") if user in self.names else ""


@pytest.fixture
def album() -> Album:
    return Album()


@pytest.fixture
def notebook() -> Notebook:
    return Notebook()


def engine_of(desk: Services, album: Album, notebook: Notebook, kin: Kin | None = None) -> Engine:
    cases = Cases(
        visitors=desk.engine._desk._cases.visitors,  # type: ignore[union-attr]
        profiles=desk.profiles,
        relatives=desk.relatives,
        companies=desk.companies,
        drafts=desk.drafts,
        attachments=desk.attachments,
        submission=desk.submission,
        viewing=desk.viewing,
        preregistrations=desk.preregistrations,
        media=album,
        kin=kin,
    )
    return Engine(
        desk.snapshot,
        MemoryConversations(),
        recorder=notebook,
        preferences=desk.engine._preferences,
        clock=desk.clock,
        home_region="云江区",
        desk=ChatDesk(cases),
    )


@pytest.fixture
def chat(desk: Services, album: Album, notebook: Notebook) -> Services:
    """Everything behind the application, with an album to send photos from."""
    return replace(desk, engine=engine_of(desk, album, notebook, Kin()))


async def begun(person: Person, question: str = "身份证丢了怎么补领") -> str:
    """A draft that was begun in the chat; its number."""
    await person.say(question)
    await person.say("在线申请")
    told = await person.say(f"{NAME} {NUMBER}")
    return told[told.index("SB") : told.index("SB") + 18]


async def through(person: Person, *lines: str) -> str:
    told = ""
    for line in lines:
        told = await person.say(line)
    return told


FIELDS = ("对", "对", "13912345678", "云江区净月街道人民路1号", "丢失", "昨天", "是", "否", "窗口领取")


async def test_a_whole_application(chat: Services, notebook: Notebook):
    wang = Person(chat, OPENID)
    guide = await wang.say("身份证丢了怎么补领")
    assert guide.endswith("1. 在线申请")
    assert "实名" in await wang.say("1")
    number = await begun(wang)
    told = await through(wang, *FIELDS)
    assert "快递" in told
    told = await wang.say("跳过")
    assert "检查过了，没有要改的地方" in told
    assert "3. 联系手机：139****5678" in told
    assert f"申报号 {number}" in await wang.say("提交")
    citizen = await chat.engine._desk._cases.visitors.known(Login("wechat", OPENID))  # type: ignore[union-attr]
    assert citizen is not None
    view = await chat.viewing.one(citizen, number)
    assert view.application.state.value == "submitted"
    assert view.application.answers["holder_mobile"] == "13912345678"
    # Nothing personal was said back, remembered by the session, or told to the knowledge desk.
    whole = "\n".join(wang.said)
    session = repr((await chat.engine._conversations.begin(Incoming("wechat", OPENID))).session)
    for secret in (NAME, NUMBER, "13912345678", "人民路1号"):
        assert secret not in whole
        assert secret not in session
        assert all(secret not in question.text for question in notebook.questions)
    assert {question.text for question in notebook.questions} == {"身份证丢了怎么补领"}


async def test_every_answer_is_checked_at_once(chat: Services):
    wang = Person(chat, OPENID)
    await begun(wang)
    assert "（2/8）" in await wang.say("跳过")  # a value is there already
    assert "校验码" in await wang.say("110101199003074531")
    assert "（3/8）" in await wang.say("对")
    assert "手机" in await wang.say("12345")
    assert "不能跳过" in await wang.say("跳过")
    await wang.say("13912345678")
    assert "不完整" in await wang.say("路")
    await wang.say("云江区净月街道人民路1号")
    assert "没看懂您选的是哪一项" in await wang.say("忘了")
    await wang.say("2")
    assert "不能晚于今天" in await wang.say("2999-01-01")


async def test_back_correct_and_look(chat: Services):
    wang = Person(chat, OPENID)
    await begun(wang)
    assert "第一项" in await wang.say("返回")
    await through(wang, "对", "对", "13912345678")
    assert "（3/8）联系手机" in await wang.say("上一步")
    assert "（4/8）" in await wang.say("13900000000")
    assert "（1/8）姓名" in await wang.say("改姓名")
    assert "（4/8）" in await wang.say("欧阳小明")
    assert "（3/8）" in await wang.say("改第3项")
    assert "139****0000" in wang.said[-1]
    assert "没找到“天气”" in await wang.say("改天气")
    told = await wang.say("看看")
    assert "处要改" in told
    assert "户籍地址" in told


async def test_a_question_in_mid_form_is_answered_and_the_form_goes_on(chat: Services):
    wang = Person(chat, OPENID)
    await begun(wang)
    await through(wang, "对", "对")
    told = await wang.say("办这个要多少钱？")
    assert "40元" in told
    assert told.endswith("制证完成后短信通知")
    assert "（4/8）" in await wang.say("13912345678")
    assert "12345" in await wang.say("人工")
    assert "（5/8）" in await wang.say("云江区净月街道人民路1号")


async def test_paused_and_gone_on_with_another_day(desk: Services, album: Album, notebook: Notebook):
    wang = Person(replace(desk, engine=engine_of(desk, album, notebook, Kin())), OPENID)
    number = await begun(wang)
    await through(wang, "对", "对", "13912345678")
    assert "继续办" in await wang.say("先不办了")
    assert "居民户口簿" in await wang.say("要带什么材料")  # the bot is itself again
    # Another day: the session is gone, and so is the process.
    later = Person(replace(desk, engine=engine_of(desk, album, notebook, Kin())), OPENID)
    told = await later.say("继续办")
    assert number in told
    assert "（4/8）户籍地址" in told
    assert "没有办到一半的申报" in await Person(later.services, "o" + "z" * 27).say("继续办")


async def test_killed_in_mid_answer(desk: Services, album: Album, notebook: Notebook):
    """The answer was kept, its reply was not: the same message again is not told apart, and nothing is asked twice."""
    wang = Person(replace(desk, engine=engine_of(desk, album, notebook, Kin())), OPENID)
    await begun(wang)
    await through(wang, "对", "对")
    conversations = wang.services.engine._conversations
    before = await conversations.begin(Incoming("wechat", OPENID))
    await wang.say("13912345678")
    now = await conversations.begin(Incoming("wechat", OPENID))
    await conversations.finish(Incoming("wechat", OPENID), before.session, now.revision, Reply(ReplyKind.SILENT))
    assert "（4/8）户籍地址" in await wang.say("13912345678")


async def test_two_devices(chat: Services, anyone: Caller):
    wang = Person(chat, OPENID)
    number = await begun(wang)
    await through(wang, "对", "对")
    phone = await anyone.signed_in(NAME)
    there = (await phone.get(f"/applications/{number}")).body
    body = {"revision": there["revision"], "answers": {"holder_mobile": "13700000000"}}
    assert (await phone.patch(f"/applications/{number}", body)).status == 200
    told = await wang.say("13912345678")
    assert "没有覆盖" in told
    assert "137****0000" in told
    assert (await phone.get(f"/applications/{number}")).body["answers"]["holder_mobile"] == "13700000000"
    await wang.say("13912345678")
    assert (await phone.patch(f"/applications/{number}", body)).code == "revision-conflict"
    assert (await phone.delete(f"/applications/{number}")).status == 204
    assert "已经不在了" in await wang.say("云江区净月街道人民路1号")


async def test_photos_land_in_their_slot(chat: Services, album: Album, anyone: Caller):
    sheet = papers.page()
    album.photos = {
        "clear": papers.jpeg(papers.photo(sheet)),
        "second": papers.jpeg(papers.photo(papers.page(seed=5), seed=3)),
        "blurred": papers.jpeg(papers.photo(papers.page(1240, 1754, seed=7), blur=10)),
        "black": papers.jpeg(Image.new("L", (1240, 1754), 3)),
        "not a picture": b"MZ" + bytes(5000),
    }
    wang = Person(chat, OPENID)
    number = await begun(wang)
    told = await through(wang, *FIELDS[:6], "否", "否")
    assert "（9/9）领证方式" in told
    assert "哪项材料" in await wang.photo("clear")  # nothing is asked for yet: which one it is
    assert "收到“居民户口簿”第 1 个文件" in await wang.say("1")
    told = await wang.say("改居民户口簿")
    assert "已收 1 个文件" in told
    assert "刚才已经收到" in await wang.photo("clear")
    assert "没有收下" in await wang.photo("black")
    assert "没有收下" in await wang.photo("not a picture")
    assert "取不到" in await wang.photo("of last week")
    album.away = True
    assert "过一会儿" in await wang.photo("second")
    album.away = False
    assert "第 2 个文件" in await wang.photo("second")
    told = await wang.photo("blurred")
    assert "第 3 个文件" in told
    assert "请留意" in told
    phone = await anyone.signed_in(NAME)
    slots = {each["key"]: each for each in (await phone.get(f"/applications/{number}")).body["materials"]}
    assert len(slots["household_book"]["files"]) == 3
    assert "领证方式" in await wang.say("好了")
    await through(wang, "窗口领取", "跳过")
    assert "提交成功" in await wang.say("提交")


async def test_what_is_missing_is_told_in_the_words_of_the_api(chat: Services, anyone: Caller):
    wang = Person(chat, OPENID)
    number = await begun(wang)
    told = await through(wang, *FIELDS[:6], "否", "否", "窗口领取")
    assert "请发材料：居民户口簿" in told
    assert "还没有收到" in await wang.say("好了")
    told = await through(wang, "跳过", "跳过")
    findings = (await (await anyone.signed_in(NAME)).post(f"/applications/{number}/precheck")).body["findings"]
    assert findings
    for each in findings:
        assert each["message"] + each["remedy"] in told
    assert "先改第一处" in told
    assert "请发材料：居民户口簿" in told
    assert "处要改" in await wang.say("提交")


async def test_three_photos_at_once(chat: Services, album: Album, anyone: Caller):
    album.photos = {f"p{n}": papers.jpeg(papers.photo(papers.page(seed=n), seed=n)) for n in range(3)}
    wang = Person(chat, OPENID)
    number = await begun(wang)
    await through(wang, *FIELDS[:6], "否", "否", "窗口领取")
    await asyncio.gather(*(wang.photo(f"p{n}") for n in range(3)))
    slots = (await (await anyone.signed_in(NAME)).get(f"/applications/{number}")).body["materials"]
    assert next(len(each["files"]) for each in slots if each["key"] == "household_book") == 3
    assert "快递" in await wang.say("好了")


async def test_courier(chat: Services, anyone: Caller):
    wang = Person(chat, OPENID)
    number = await begun(wang)
    await through(wang, *FIELDS)
    assert "还缺" in await wang.say("寄给我")
    told = await wang.say("收件人：李四，13800000001，云江区锦湖街道湖滨路88号3栋201")
    assert "李*" in told
    assert "1. 我付（到付）" in told
    assert "回复前面的数字" in await wang.say("都行")
    told = await wang.say("1")
    assert "快递：李* 138****0001" in told
    courier = (await (await anyone.signed_in(NAME)).get(f"/applications/{number}")).body["courier"]
    assert courier["recipient"] == "李四"
    assert courier["address"] == "云江区锦湖街道湖滨路88号3栋201"
    assert courier["payer"] == "applicant"
    assert "快递" in await wang.say("改快递")


async def test_for_a_relative(chat: Services, anyone: Caller):
    phone = await anyone.signed_in(NAME)
    elder = {"relation": "parent", "name": "王大山", "id_number": "110101194003074538"}
    answer = await phone.post("/relatives", elder)
    wang = Person(chat, OPENID)
    await wang.say("高龄津贴怎么申请")
    told = await wang.say("在线申请")
    if answer.status != 201:
        pytest.fail(str(answer.body))
    assert "2. 父母 王**" in told
    told = await wang.say("2")
    assert "办理事项" in told
    await through(wang, "首次申请", "家属")
    assert "现在填的是：王**" in wang.said[-1]
    rows = (await phone.get("/applications")).body["items"]
    assert rows[0]["for"] == answer.body["id"]


async def test_rows_are_filled_in_cell_by_cell(chat: Services, anyone: Caller):
    wang = Person(chat, OPENID)
    await begun(wang, "公司设立登记")
    told = await through(
        wang, "1", "云州云江甲乙科技有限公司", "100", "2027-12-31", "软件开发", "长期", "云江区人民路1号"
    )  # fmt: skip
    assert "云江区有：锦湖片区、东港片区、南山片区" in told
    told = await through(wang, "云江区锦湖片区人民路1号", "否", "1")
    assert "股东及出资 · 第1行 · 股东姓名或名称" in told
    told = await through(wang, "王小云", "自然人", NUMBER, "跳过", "60")
    assert "已填 1 行" in told
    assert NUMBER not in told
    assert "请留意" in await wang.say("1")  # two are wanted: told at once, and kept
    await wang.say("改股东及出资")
    told = await through(wang, "再加一行", "李四", "1", "110101199003074530", "跳过", "40")
    assert "已填 2 行" in told
    assert "法定代表人姓名" in await wang.say("就这些，下一项")
    rows = (await (await anyone.signed_in(NAME)).get("/applications")).body["items"]
    answers = (await (await anyone.signed_in(NAME)).get(f"/applications/{rows[0]['application_no']}")).body["answers"]
    assert [each["name"] for each in answers["shareholders"]] == ["王小云", "李四"]


async def test_identity_may_follow_but_must_be_right(chat: Services):
    somebody = Person(chat, "o" + "s" * 27)
    await somebody.say("身份证丢了怎么补领")
    await somebody.say("在线申请")
    assert "同一条消息" in await somebody.say("李四")
    assert "核对" in await somebody.say("李四 110101199003074531")
    told = await somebody.say("跳过")
    assert "（1/" in told
    told = await through(
        somebody, "李四", "110101199003074530", "13912345678", "云江区人民路1号", "灭失", "是", "否", "窗口领取", "跳过"
    )
    assert "提交前要先实名" in await somebody.say("提交")
    assert "实名核验通过" in await somebody.say("姓名：李四，身份证号：110101199003074530")
    assert "提交成功" in await somebody.say("提交")


async def test_a_second_one_of_the_same_item(chat: Services):
    wang = Person(chat, OPENID)
    number = await begun(wang)
    await wang.say("暂停")
    await wang.say("身份证丢了怎么补领")
    told = await wang.say("在线申请")
    assert "1. 接着填这一份" in told
    assert number in await wang.say("1")
    await wang.say("暂停")
    await wang.say("身份证丢了怎么补领")
    await wang.say("在线申请")
    assert number not in await wang.say("2")


HOSTILE = (
    "'; DROP TABLE applications; --",
    "<script>alert(1)</script>",
    "{0.__class__}{name}%s%n",
    "\x00\x1b[31m\u202e\ud800",
    "一" * 8000,
    "9" * 400,
    "😀" * 300,
    "改",
    "改" + "一" * 200,
    "改第999999项",
    "YD-0000-0000",
    "1" * 20,
    "null",
    "materials.household_book",
    "SB2611270000000000",
)


async def test_hostile_words_at_every_question(chat: Services):
    wang = Person(chat, OPENID)
    await begun(wang)
    for line, answer in zip(HOSTILE * 2, FIELDS * 4, strict=False):
        told = await wang.say(line)
        assert told
        assert "系统出了点问题" not in told, line
        await wang.say(answer)
    await wang.send(Incoming("wechat", OPENID, Kind.IMAGE, message_key="i", media_id="x" * 5000))
    await wang.send(Incoming("wechat", OPENID, Kind.VOICE, message_key="v"))
    await wang.send(Incoming("wechat", OPENID, Kind.LOCATION, message_key="l", latitude=1.0, longitude=2.0))


async def test_nobody_goes_on_with_what_is_anothers(chat: Services):
    wang, thief = Person(chat, OPENID), Person(chat, "o" + "t" * 27)
    number = await begun(wang)
    await wang.say("对")
    conversations = chat.engine._conversations
    session = (await conversations.begin(Incoming("wechat", OPENID))).session
    await thief.say("你好")
    theirs = await conversations.begin(Incoming("wechat", thief.openid))
    await conversations.finish(Incoming("wechat", thief.openid), session, theirs.revision, Reply(ReplyKind.SILENT))
    told = await thief.say("对")
    assert "已经不在了" in told
    assert number not in told


async def test_only_people_who_can_be_told_apart_may_apply(chat: Services):
    guest = Person(chat, "some-conversation", channel="api")
    assert "1. 在线申请" not in await guest.say("身份证丢了怎么补领")
    assert "还不能直接申请" in await guest.say("在线申请")


async def test_plain_questions_cost_the_database_nothing(chat: Services):
    wang = Person(chat, OPENID)
    opened = 0
    original = chat.engine._desk.fulfil  # type: ignore[union-attr]

    async def counted(*args: Any) -> Any:
        nonlocal opened
        opened += 1 if args[0].wants else 0
        return await original(*args)

    chat.engine._desk.fulfil = counted  # type: ignore[union-attr,method-assign]
    await through(wang, "身份证丢了怎么补领", "要多少钱", "取水许可", "1", "你好", "大厅在哪")
    assert opened == 0


async def test_a_draft_is_thrown_away_when_that_is_confirmed(chat: Services, anyone: Caller):
    person = Person(chat, OPENID)
    number = await begun(person)
    asked = await person.say("放弃申请")
    assert number in asked
    assert "确定删除" in asked
    assert "要删除" not in await through(person, "2")
    wang = await anyone.signed_in(NAME)
    assert (await wang.get(f"/applications/{number}")).status == 200
    assert "已经删除" in await through(person, "删除草稿", "1")
    assert (await wang.get(f"/applications/{number}")).status == 404
    assert "没有办到一半" in await person.say("继续办")


async def test_words_that_are_not_the_option_keep_the_draft(chat: Services, anyone: Caller):
    person = Person(chat, OPENID)
    number = await begun(person)
    await through(person, "删除草稿", "算了，先留着吧")
    wang = await anyone.signed_in(NAME)
    assert (await wang.get(f"/applications/{number}")).status == 200


async def test_after_a_refusal_the_next_starts_from_the_first(chat: Services):
    wang = Person(chat, OPENID)
    number = await begun(wang)
    await through(wang, *FIELDS, "跳过", "提交")
    reason = "照片不清楚"
    update = ProgressUpdate("rest", "e1", UpdateKind.REFUSED, SystemClock().now(), number, reason=reason)
    await chat.cases.record_update(update)
    await wang.say("身份证丢了怎么补领")
    told = await wang.say("在线申请")
    assert f"上次的申报（{number}）没有办成" in told
    assert "都带过来了" in told
    assert "139****5678" in await wang.say("查看")
