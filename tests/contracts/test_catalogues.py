"""Publishing and reading catalogue versions, on SQLite and PostgreSQL alike."""

import asyncio
import time
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from affairs.catalogue import Catalogues
from affairs.errors import CatalogueConflict, NoSuchVersion, NothingToPublish
from affairs.ports import UnitOfWorkFactory
from integrations.database.tables import catalogue_documents
from knowledge.catalogue import Catalogue
from knowledge.codec import digest
from knowledge.forms import Field, FieldType, Form, Rule, Section, parse
from knowledge.guide import Guide, Item, Material
from knowledge.places import Region, RegionLevel, Venue
from tests.clocks import HandClock

FORM = Form(
    "A",
    date(2026, 1, 1),
    "居民身份证法",
    sections=(
        Section("补领人", (Field("holder", "身份证号", FieldType.ID_NUMBER, when=parse({"present": "first"})),)),
    ),
    rules=(
        Rule("adult", parse({"age": "holder", "at_least": 16}), "holder", "未满16周岁。", "由监护人申请。", "第七条"),
    ),
)
DRAFT = Catalogue(
    items=(Item("A", "身份证补领", aliases=("补证",)), Item("B", "居住证办理")),
    guides=(Guide("A", region="r", materials=(Material("户口簿"),)), Guide("B")),
    regions=(Region("r", "朝阳区", level=RegionLevel.DISTRICT),),
    venues=(Venue("大厅", code="V", centre=True),),
    name="长春",
    sample=True,
    forms=(FORM,),
)


@pytest.fixture
def catalogues(uow_factory: UnitOfWorkFactory, clock: HandClock) -> Catalogues:
    return Catalogues(uow_factory, clock)


def items(count: int, prefix: str = "I") -> Catalogue:
    names = range(count)
    return Catalogue(
        items=tuple(Item(f"{prefix}-{n}", f"事项{n}") for n in names),
        guides=tuple(Guide(f"{prefix}-{n}", notes=f"说明{n}" * 50) for n in names),
    )


async def test_before_the_first_there_is_none(catalogues: Catalogues) -> None:
    assert await catalogues.in_force() is None
    assert list(await catalogues.versions()) == []
    with pytest.raises(NoSuchVersion):
        await catalogues.load(1)
    with pytest.raises(NothingToPublish):
        await catalogues.publish(Catalogue(regions=DRAFT.regions), source="empty")


async def test_places_alone_are_brought_into_a_catalogue_that_has_items(catalogues: Catalogues) -> None:
    await catalogues.publish(DRAFT, source="guides.xlsx")
    more = tuple(replace(region, code="elsewhere", name="别处") for region in DRAFT.regions)
    published = await catalogues.publish(Catalogue(regions=more), source="regions.xlsx")
    assert (published.unchanged, published.removed) == (2, 0)
    assert published.version.regions == 1 + len(more)
    with pytest.raises(NothingToPublish):
        await catalogues.publish(Catalogue(regions=more), source="regions.xlsx", replace=True)


async def test_a_published_version_is_read_back_whole(catalogues: Catalogues, clock: HandClock) -> None:
    published = await catalogues.publish(DRAFT, source="guides.xlsx")
    version = await catalogues.in_force()
    assert version == published.version
    assert (version.number, version.items, version.guides, version.regions) == (1, 2, 2, 1)
    assert (version.published_at, version.effective_from, version.source) == (clock.now(), clock.now(), "guides.xlsx")
    assert await catalogues.load(1) == replace(DRAFT, version=1)


async def test_an_import_makes_a_version_and_the_old_one_stays(catalogues: Catalogues) -> None:
    await catalogues.publish(DRAFT, source="one")
    second = await catalogues.publish(Catalogue(items=(Item("B", "居住证申领"), Item("C", "新"))), source="two")
    assert (second.added, second.changed, second.unchanged, second.removed) == (1, 1, 1, 0)
    assert [item.name for item in (await catalogues.load(2)).items] == ["身份证补领", "居住证申领", "新"]
    assert await catalogues.load(1) == replace(DRAFT, version=1)
    assert [version.number for version in await catalogues.versions()] == [2, 1]
    assert [version.number for version in await catalogues.versions(5, before=2)] == [1]
    third = await catalogues.publish(Catalogue(items=(Item("C", "新"),)), source="three", replace=True)
    assert (third.added, third.changed, third.unchanged, third.removed) == (0, 0, 1, 2)
    assert len((await catalogues.load(3)).items) == 1


async def test_an_old_version_keeps_the_rules_that_were_in_force(catalogues: Catalogues) -> None:
    await catalogues.publish(DRAFT, source="one")
    stricter = replace(FORM, rules=(replace(FORM.rules[0], must=parse({"age": "holder", "at_least": 18})),))
    published = await catalogues.publish(Catalogue(forms=(stricter,)), source="form alone")
    assert (published.changed, published.unchanged) == (1, 1)
    before, after = await catalogues.load(1), await catalogues.load(2)
    assert [before.form_for("A", date(2026, 6, 1)), after.form_for("A", date(2026, 6, 1))] == [FORM, stricter]
    assert digest(before.forms[0]) == digest(FORM) != digest(after.forms[0])
    assert after.guides == DRAFT.guides


async def test_forms_outlive_a_table_that_replaces_the_catalogue(catalogues: Catalogues) -> None:
    await catalogues.publish(replace(DRAFT, sample=False), source="yaml")
    await catalogues.publish(Catalogue(items=(Item("A", "身份证补领"), Item("C", "新"))), source="xlsx", replace=True)
    assert (await catalogues.load(2)).forms == (FORM,)
    await catalogues.publish(Catalogue(items=(Item("C", "新"),)), source="xlsx", replace=True)
    assert (await catalogues.load(3)).forms == ()


async def test_a_form_for_no_catalogue_is_refused(catalogues: Catalogues) -> None:
    with pytest.raises(NothingToPublish):
        await catalogues.publish(Catalogue(forms=(FORM,)), source="form alone")


async def test_a_version_takes_effect_on_its_date(catalogues: Catalogues, clock: HandClock) -> None:
    await catalogues.publish(DRAFT, source="now")
    later = clock.now() + timedelta(days=30)
    await catalogues.publish(Catalogue(items=(Item("A", "身份证换领"),)), source="later", effective_from=later)
    assert (await catalogues.in_force()).number == 1
    await catalogues.publish(Catalogue(items=(Item("C", "修正"),)), source="meanwhile")
    assert (await catalogues.in_force()).number == 3
    assert [item.code for item in (await catalogues.load(3)).items] == ["A", "B", "C"], "built upon the one in force"
    clock.advance(30 * 24 * 3600)
    assert (await catalogues.in_force()).number == 2


async def test_documents_are_shared_between_versions(catalogues: Catalogues, engine: AsyncEngine) -> None:
    async def documents() -> int:
        async with engine.connect() as connection:
            return await connection.scalar(select(func.count()).select_from(catalogue_documents))

    await catalogues.publish(items(200), source="one")
    before = await documents()
    draft = Catalogue(items=(Item("I-7", "事项7"),), guides=(Guide("I-7", notes="改"),))
    published = await catalogues.publish(draft, source="two")
    assert (published.changed, published.unchanged) == (1, 199)
    assert await documents() == before + 1


async def test_a_publisher_who_did_not_know_the_latest_is_told(
    uow_factory: UnitOfWorkFactory, catalogues: Catalogues, clock: HandClock
) -> None:
    await catalogues.publish(DRAFT, source="one")
    now = clock.now()
    async with uow_factory() as uow:
        with pytest.raises(CatalogueConflict):
            await uow.catalogues.publish(DRAFT, source="late", effective_from=now, now=now, latest=0)


async def test_publishers_at_once_lose_nothing_of_each_other(catalogues: Catalogues) -> None:
    await asyncio.gather(*(catalogues.publish(items(3, f"P{n}"), source=str(n)) for n in range(4)))
    assert [version.number for version in await catalogues.versions()] == [4, 3, 2, 1]
    whole = await catalogues.load(4)
    assert len(whole.items) == 12
    assert len(whole.guides) == 12


async def test_ten_thousand_guides_take_seconds(catalogues: Catalogues) -> None:
    draft = items(10_000)
    started = time.perf_counter()
    await catalogues.publish(draft, source="big")
    assert time.perf_counter() - started < 20, "a slow machine's bound; about 1 s otherwise"
    assert (await catalogues.load(1)).guides == draft.guides
