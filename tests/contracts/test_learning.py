"""The learning loop upon SQLite and PostgreSQL: what is asked, taught, gated and published."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from affairs.catalogue import Catalogues
from affairs.errors import GateRefused, InvalidValue, NoSuchItem, NothingToPublish
from affairs.learning import Learning
from affairs.ports import AskedQuestion, UnitOfWorkFactory
from knowledge.catalogue import Catalogue
from knowledge.guide import Guide, Item
from knowledge.learning import OutOfScope, RegressionQuestion, Scenario, ScenarioStep, Synonym
from tests.clocks import HandClock

DRAFT = Catalogue(
    items=(
        Item("A", "居民身份证丢失补领", aliases=("身份证丢了",)),
        Item("B", "普通护照首次申请"),
        Item("C", "取水许可审批"),
    ),
    guides=(Guide("A"), Guide("B"), Guide("C")),
    synonyms=(Synonym("本本", ("护照",)),),
    out_of_scope=(OutOfScope("彩票哪里买"),),
    regression=(
        RegressionQuestion("身份证丢了", ("A",)),
        RegressionQuestion("办护照", ("B",)),
        RegressionQuestion("彩票哪里买"),
    ),
    scenarios=(Scenario("出国", ("要出国",), "慢慢来", (ScenarioStep("B", "先办护照"),)),),
)


class Announced(list[int]):
    """Hears of versions."""

    async def published(self, number: int) -> None:
        self.append(number)


@pytest.fixture
def announced() -> Announced:
    return Announced()


@pytest.fixture
def catalogues(uow_factory: UnitOfWorkFactory, clock: HandClock, announced: Announced) -> Catalogues:
    return Catalogues(uow_factory, clock, announcer=announced)


@pytest.fixture
async def learning(uow_factory: UnitOfWorkFactory, catalogues: Catalogues, clock: HandClock) -> Learning:
    await catalogues.publish(DRAFT, source="draft")
    return Learning(uow_factory, catalogues, clock)


async def test_what_was_learned_is_read_back_whole(learning: Learning, catalogues: Catalogues) -> None:
    assert await catalogues.load(1) == replace(DRAFT, version=1)


async def test_an_accepted_phrasing_is_published_with_its_figures(
    learning: Learning, catalogues: Catalogues, announced: Announced
) -> None:
    learned = await learning.accept_phrasing("C", "打井取地下水找谁批")
    assert learned.version.number == 2
    assert learned.version.note == "alias C: 打井取地下水找谁批"
    assert learned.regression is not None
    assert (learned.regression.before.questions, learned.regression.after.recall_1) == (3, 1.0)
    assert learned.version.figures["after"]["recall_1"] == 1.0
    assert (await catalogues.versions())[0] == learned.version
    assert (await catalogues.load(2)).items_by_code["C"].aliases == ("打井取地下水找谁批",)
    assert announced == [1, 2]
    again = await learning.accept_phrasing("C", "打井取地下水找谁批")
    assert (again.version.number, again.regression) == (2, None)
    assert announced == [1, 2]


async def test_acceptances_at_once_both_land(
    learning: Learning, uow_factory: UnitOfWorkFactory, clock: HandClock, catalogues: Catalogues
) -> None:
    desks = [Learning(uow_factory, Catalogues(uow_factory, clock), clock) for _ in range(3)]
    phrases = ["证件搞没了", "证件整丢了", "证件让人偷了"]
    done = await asyncio.gather(*(desk.accept_phrasing("A", said) for desk, said in zip(desks, phrases, strict=True)))
    assert sorted(each.version.number for each in done) == [2, 3, 4]
    assert set((await catalogues.load(4)).items_by_code["A"].aliases) == {"身份证丢了", *phrases}


async def test_the_gate_stays_closed_unless_forced(learning: Learning, catalogues: Catalogues) -> None:
    worse = replace(DRAFT, items=(*DRAFT.items[:1], replace(DRAFT.items[1], name="取土许可"), DRAFT.items[2]))
    with pytest.raises(GateRefused) as refused:
        await catalogues.publish(worse, source="worse", replace=True)
    assert refused.value.worse == ("办护照",)
    assert "办护照" in refused.value.detail
    assert [version.number for version in await catalogues.versions()] == [1], "nothing was published"
    forced = await catalogues.publish(worse, source="worse", replace=True, force=True)
    assert "forced" in forced.version.note
    assert forced.version.figures["after"]["recall_1"] < forced.version.figures["before"]["recall_1"]


async def test_an_off_topic_question_that_gets_a_guide_closes_the_gate(
    learning: Learning, catalogues: Catalogues
) -> None:
    lottery = Item("D", "彩票代销者资格", aliases=("彩票哪里买", "买彩票"))
    open_again = replace(DRAFT, items=(*DRAFT.items, lottery), out_of_scope=(OutOfScope("别的事"),))
    with pytest.raises(GateRefused) as refused:
        await catalogues.publish(open_again, source="lottery", replace=True)
    assert refused.value.worse == ("彩票哪里买",)


async def test_questions_of_items_that_are_gone_do_not_bind(learning: Learning, catalogues: Catalogues) -> None:
    published = await catalogues.publish(Catalogue(items=(DRAFT.items[1],)), source="one", replace=True)
    assert published.removed == 2
    kept = await catalogues.load(2)
    assert [question.question for question in kept.regression] == ["办护照", "彩票哪里买"]


async def test_real_data_is_not_measured_by_the_samples_questions(
    uow_factory: UnitOfWorkFactory, clock: HandClock
) -> None:
    catalogues = Catalogues(uow_factory, clock)
    await catalogues.publish(replace(DRAFT, sample=True), source="sample")
    real = Catalogue(items=(Item("B", "取土许可", aliases=("取土",)),), guides=(Guide("B"),))
    assert (await catalogues.publish(real, source="real")).regression is None


async def test_the_other_acts(learning: Learning, catalogues: Catalogues) -> None:
    await learning.add_synonym("红本", "护照")
    await learning.mark_out_of_scope("护照封皮哪里买")
    await learning.report_mistake("出远门要带的本子", ["B"])
    catalogue = await catalogues.load(4)
    assert [synonym.word for synonym in catalogue.synonyms] == ["本本", "红本"]
    assert catalogue.out_of_scope[-1] == OutOfScope("护照封皮哪里买")
    assert catalogue.regression[-1] == RegressionQuestion("出远门要带的本子", ("B",))
    notes = [version.note for version in await catalogues.versions()]
    assert notes[:3] == ["mistake: 出远门要带的本子", "out of scope: 护照封皮哪里买", "synonym 红本: 护照"]
    with pytest.raises(NoSuchItem):
        await learning.accept_phrasing("Z", "没有的事项")
    with pytest.raises(InvalidValue):
        await learning.accept_phrasing("A", "我叫张三丰要补证")


async def test_nothing_can_be_taught_to_an_empty_catalogue(uow_factory: UnitOfWorkFactory, clock: HandClock) -> None:
    learning = Learning(uow_factory, Catalogues(uow_factory, clock), clock)
    with pytest.raises(NothingToPublish):
        await learning.mark_out_of_scope("彩票哪里买")
    assert (await learning.report()).groups == ()
    assert await learning.hot() == ()


async def test_a_version_that_is_not_in_force_yet_learns_too(
    learning: Learning, catalogues: Catalogues, clock: HandClock
) -> None:
    later = clock.now() + timedelta(days=3)
    await catalogues.publish(Catalogue(items=(Item("N", "新事项"),)), source="later", effective_from=later)
    learned = await learning.accept_phrasing("A", "证件搞没了")
    assert learned.left_out == ()
    clock.advance(4 * 24 * 3600)
    version = await catalogues.in_force()
    assert version is not None
    catalogue = await catalogues.load(version.number)
    assert "证件搞没了" in catalogue.items_by_code["A"].aliases
    assert "N" in catalogue.items_by_code


async def test_the_report_of_a_period(learning: Learning, uow_factory: UnitOfWorkFactory, clock: HandClock) -> None:
    now = clock.now()
    asked = [
        AskedQuestion(now - timedelta(days=9), "wechat", "很久以前的问题", "declined", thread="0"),
        AskedQuestion(now - timedelta(days=1), "wechat", "卡片搞没了怎么办", "declined", thread="1"),
        AskedQuestion(now - timedelta(days=1), "api", "卡片搞没了", "declined", thread="2"),
        AskedQuestion(now - timedelta(hours=1), "api", "身份证丢了", "answered", ("A",), thread="2"),
        AskedQuestion(now, "api", "此刻的问题", "declined", thread="3"),
    ]
    async with uow_factory() as uow:
        await uow.questions.add_all(asked)
        await uow.commit()
    async with uow_factory(read_only=True) as uow:
        between = await uow.questions.between(now - timedelta(days=2), now, 10)
        assert [question.text for question in between] == [question.text for question in asked[1:4]]
        latest = await uow.questions.between(now - timedelta(days=2), now, 2)
        assert [question.text for question in latest] == [question.text for question in asked[2:4]]
    report = await learning.report(days=7)
    assert (report.asked, report.unanswered) == (3, 2)
    assert report.groups[0].count == 2
    assert [(item.code, item.wording) for item in await learning.hot()] == [("A", "身份证丢了")]
    await learning.accept_phrasing("A", "卡片搞没了")
    await learning.accept_phrasing("A", "卡片搞没了怎么办")
    assert (await learning.report(days=7)).settled == 1
