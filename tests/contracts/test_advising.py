"""Subscribers are told of policies, changed guides and licences that expire: each thing once, and nobody else."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest

from affairs.advising.interest import InterestKind
from affairs.advising.interests import MOST, Interests
from affairs.advising.sweep import PER_DAY, Advising, changed_items
from affairs.catalogue import Catalogues
from affairs.errors import NoSuchItem, NoSuchPrincipal, NotChangeable, ServiceUnavailable
from affairs.news.article import Article, ArticleKind
from affairs.news.articles import Articles
from affairs.people.acting import Acting
from affairs.people.citizens import Login
from affairs.people.principals import Company, Representation, RepresentationState, Role
from affairs.ports import UnitOfWorkFactory
from affairs.precheck.supplied import FoundLicence
from affairs.staff.permissions import OPERATOR
from knowledge.catalogue import Catalogue
from knowledge.forms import Form
from knowledge.forms.materials import MaterialSlot
from knowledge.guide import Guide, Item
from knowledge.snapshot import Snapshot
from tests.clocks import HandClock

TOPIC, ITEM, LICENCES, NEXT = InterestKind
FORM = Form("A", date(2026, 1, 1), "law", materials=(MaterialSlot("licence", "许可证", licence="food_licence"),))
CATALOGUE = Catalogue(
    items=(Item("A", "甲"), Item("B", "乙")), guides=(Guide("A", notes="旧"), Guide("B")), forms=(FORM,)
)
TODAY = date(2026, 3, 2)


class Library:
    """A library of licences; ``until`` is when everybody's ends, None = it is away."""

    def __init__(self) -> None:
        self.until: date | None = TODAY + timedelta(days=200)

    async def find(self, types: Sequence[str], acting: Acting) -> Mapping[str, FoundLicence]:
        assert acting.citizen.id_number
        if self.until is None:
            raise ServiceUnavailable
        return {each: FoundLicence(each, valid_until=self.until) for each in types}


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    return Snapshot.of(CATALOGUE)


@pytest.fixture
def library() -> Library:
    return Library()


@pytest.fixture
def catalogues(uow_factory: UnitOfWorkFactory, clock: HandClock) -> Catalogues:
    return Catalogues(uow_factory, clock)


@pytest.fixture
def advising(
    uow_factory: UnitOfWorkFactory, clock: HandClock, catalogues: Catalogues, library: Library, snapshot: Snapshot
) -> Advising:
    return Advising(uow_factory, clock, catalogues, lambda: snapshot, library)


@pytest.fixture
def interests(uow_factory: UnitOfWorkFactory, clock: HandClock, snapshot: Snapshot) -> Interests:
    return Interests(uow_factory, clock, lambda: snapshot)


@pytest.fixture
async def people(uow_factory: UnitOfWorkFactory, clock: HandClock) -> list[str]:
    """Two citizens who are verified."""
    made = []
    async with uow_factory() as uow:
        for number in range(2):
            logins = [Login("miniapp", f"open-{number}")]
            citizen = await uow.citizens.register(logins, fresh=f"citizen-{number}", now=clock.now())
            made.append(citizen.id)
            await uow.citizens.save(
                replace(citizen, name="某", id_number="530102199001011234", verified_at=clock.now())
            )
        await uow.commit()
    return made


async def titles(uow_factory: UnitOfWorkFactory, citizen_id: str) -> list[str]:
    async with uow_factory(read_only=True) as uow:
        return [each.title for each in await uow.notices.of_citizen(citizen_id, limit=50)]


def policy(clock: HandClock, **changed: object) -> Article:
    made = Article("", ArticleKind.POLICY, "新政", "文", TODAY, clock.now(), published=True)
    return replace(made, **changed)  # type: ignore[arg-type]


async def test_a_policy_is_told_once_to_who_follows_its_topic_or_item(
    uow_factory: UnitOfWorkFactory, clock: HandClock, advising: Advising, interests: Interests, people: list[str]
):
    await interests.subscribe(people[0], [(TOPIC, "就业"), (ITEM, "A")])
    await interests.subscribe(people[1], [(TOPIC, "社保")])
    articles = Articles(uow_factory, clock)
    await articles.add(OPERATOR, policy(clock, topics=("就业",), items=("A",)))
    await articles.add(OPERATOR, policy(clock, topics=("社保",), published=False))
    await articles.add(OPERATOR, policy(clock, topics=("社保",), dated=TODAY + timedelta(days=1)))
    assert [await advising.policies(), await advising.policies()] == [1, 0]
    assert await titles(uow_factory, people[0]) == ["有新政策"]
    clock.advance(86_400)
    assert await advising.policies() == 1
    assert await titles(uow_factory, people[1]) == ["有新政策"]


async def test_a_changed_guide_is_told_to_who_follows_the_item(
    uow_factory: UnitOfWorkFactory,
    clock: HandClock,
    advising: Advising,
    interests: Interests,
    catalogues: Catalogues,
    people: list[str],
):
    await catalogues.publish(CATALOGUE, source="test")
    await interests.subscribe(people[0], [(ITEM, "A")])
    await interests.subscribe(people[1], [(ITEM, "B")])
    assert await advising.guides() == 0, "what was there before is no news"
    clock.advance(1)
    new = replace(CATALOGUE, guides=(Guide("A", notes="新"), Guide("B")))
    await catalogues.revise(lambda _base: new, source="test")
    assert [await advising.guides(), await advising.guides()] == [1, 0]
    assert await titles(uow_factory, people[0]) == ["办事指南有更新"]
    assert await titles(uow_factory, people[1]) == []


async def test_a_licence_is_spoken_of_three_times_before_it_ends(
    uow_factory: UnitOfWorkFactory,
    clock: HandClock,
    advising: Advising,
    interests: Interests,
    library: Library,
    people: list[str],
):
    await interests.subscribe(people[0], [(LICENCES, "")])
    told = []
    for left in (200, 91, 90, 60, 30, 29, 7, 1, 0):
        library.until = TODAY + timedelta(days=200)
        clock.time = HandClock().time + timedelta(days=200 - left)
        told.append(await advising.licences())
    assert told == [0, 0, 1, 0, 1, 0, 1, 0, 0]
    library.until = None
    assert await advising.licences() == 0
    clock.advance(86_400)
    library.until = TODAY + timedelta(days=200)
    assert await advising.licences() == 0, "one that has ended is no news"
    assert len(await titles(uow_factory, people[0])) == 3
    assert await titles(uow_factory, people[1]) == []


async def test_leaving_is_at_once_and_nobody_ends_anothers(
    uow_factory: UnitOfWorkFactory, clock: HandClock, advising: Advising, interests: Interests, people: list[str]
):
    for citizen_id in people:
        await interests.subscribe(citizen_id, [(TOPIC, "就业"), (TOPIC, "就业"), (ITEM, "A")])
    held = (await interests.subscribed(people[0])).interests
    assert {(each.kind, each.ref) for each in held} == {(TOPIC, "就业"), (ITEM, "A")}
    assert await interests.leave(people[1], held[0].id) == 0
    assert await interests.leave(people[0]) == 2
    await Articles(uow_factory, clock).add(OPERATOR, policy(clock, topics=("就业",)))
    assert await advising.policies() == 1
    assert await titles(uow_factory, people[0]) == []


async def represents(uow_factory: UnitOfWorkFactory, clock: HandClock, people: dict[str, Role]) -> str:
    """A company and who acts for it."""
    async with uow_factory() as uow:
        company = Company("c" * 32, "91350100M000100Y43", "云江小面", clock.now())
        company = await uow.principals.settle_company(company)
        for number, (citizen_id, role) in enumerate(people.items()):
            ends, active = clock.now() + timedelta(days=100), RepresentationState.ACTIVE
            held = Representation(f"r{number}", company.id, role, active, clock.now(), ends, citizen_id)
            await uow.principals.add_representation(held)
        await uow.commit()
    return company.id


async def test_a_company_has_its_people_told_by_their_roles(
    uow_factory: UnitOfWorkFactory, clock: HandClock, advising: Advising, interests: Interests, people: list[str]
):
    company = await represents(uow_factory, clock, {people[0]: Role.MANAGER, people[1]: Role.HANDLER})
    articles = Articles(uow_factory, clock)
    with pytest.raises(NoSuchPrincipal):
        await interests.subscribe(people[1], [(TOPIC, "就业")], company_id=company)
    with pytest.raises(NoSuchPrincipal):
        await interests.subscribe(people[0], [(TOPIC, "就业")], company_id="nobody")
    for role, told in ((Role.LEGAL, 0), (Role.MANAGER, 1), (Role.HANDLER, 2)):
        await interests.subscribe(people[0], [(TOPIC, "就业")], company_id=company, role=role)
        await articles.add(OPERATOR, policy(clock, topics=("就业",)))
        assert await advising.policies() == told
    (held,) = (await interests.subscribed(people[0])).interests
    assert (held.company_id, held.role) == (company, Role.HANDLER)
    assert (await interests.subscribed(people[1])).interests == []
    assert await interests.leave(people[1], held.id) == 0, "a handler does not end what the company follows"
    assert await interests.leave(people[1]) == 1
    await articles.add(OPERATOR, policy(clock, topics=("就业",)))
    assert await advising.policies() == 1, "who left is told no more"
    await interests.subscribe(people[1], [(TOPIC, "社保")])
    await articles.add(OPERATOR, policy(clock, topics=("就业",)))
    assert await advising.policies() == 2, "who asks to be told again is told again"
    clock.advance(101 * 86_400)
    await articles.add(OPERATOR, policy(clock, topics=("就业",), dated=TODAY + timedelta(days=101)))
    assert await advising.policies() == 0, "who acts for it no more is told no more"


async def test_what_is_followed_in_two_ways_is_told_once(
    uow_factory: UnitOfWorkFactory, clock: HandClock, advising: Advising, interests: Interests, people: list[str]
):
    company = await represents(uow_factory, clock, {people[0]: Role.LEGAL})
    await interests.subscribe(people[0], [(TOPIC, "就业")])
    await interests.subscribe(people[0], [(TOPIC, "就业"), (ITEM, "A")], company_id=company)
    await Articles(uow_factory, clock).add(OPERATOR, policy(clock, topics=("就业",), items=("A",)))
    assert await advising.policies() == 1
    assert await interests.leave(people[0]) == 3
    assert await interests.leave(people[0]) == 0
    held = (await interests.subscribed(people[0])).interests
    assert len(held) == 2, "the company's stay for others"
    assert await interests.leave(people[0], held[0].id) == 1


async def test_licences_of_a_company(
    uow_factory: UnitOfWorkFactory,
    clock: HandClock,
    advising: Advising,
    interests: Interests,
    library: Library,
    people: list[str],
):
    company = await represents(uow_factory, clock, {people[0]: Role.LEGAL, people[1]: Role.MANAGER})
    await interests.subscribe(people[0], [(LICENCES, "")], company_id=company)
    library.until = TODAY + timedelta(days=20)
    assert [await advising.licences(), await advising.licences()] == [2, 0]
    async with uow_factory(read_only=True) as uow:
        (notice,) = await uow.notices.of_citizen(people[1], limit=9)
    assert notice.text.startswith("云江小面的电子证照将于")


async def test_nobody_is_sent_more_than_so_many_a_day(
    uow_factory: UnitOfWorkFactory, clock: HandClock, advising: Advising, interests: Interests, people: list[str]
):
    await interests.subscribe(people[0], [(TOPIC, "就业")])
    articles = Articles(uow_factory, clock)

    async def waiting() -> int:
        async with uow_factory(read_only=True) as uow:
            notices = await uow.notices.of_citizen(people[0], limit=50)
        return sum(each.settled_at is None for each in notices)

    for _ in range(PER_DAY + 2):
        await articles.add(OPERATOR, policy(clock, topics=("就业",)))
    assert await advising.policies() == PER_DAY + 2
    assert len(await titles(uow_factory, people[0])) == PER_DAY + 2
    assert await waiting() == PER_DAY
    clock.advance(86_400)
    await articles.add(OPERATOR, policy(clock, topics=("就业",)))
    assert await advising.policies() == 1
    assert await waiting() == PER_DAY + 1


async def test_what_cannot_be_followed(interests: Interests, people: list[str]):
    with pytest.raises(NoSuchItem):
        await interests.subscribe(people[0], [(TOPIC, "就业"), (ITEM, "none")])
    assert (await interests.subscribed(people[0])).interests == []
    with pytest.raises(NotChangeable):
        await interests.subscribe(people[0], [(TOPIC, f"{number}") for number in range(MOST + 1)])


def test_only_items_of_both_versions_are_changed():
    after = replace(CATALOGUE, items=(*CATALOGUE.items, Item("C", "丙")), guides=(Guide("A"), Guide("B"), Guide("C")))
    assert dict(changed_items(CATALOGUE, after)) == {"A": "甲"}
    assert changed_items(CATALOGUE, CATALOGUE) == {}
