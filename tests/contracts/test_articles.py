"""Articles upon SQLite and PostgreSQL: drafts are nobody's to see, days count in China, no change is lost."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from affairs.errors import InvalidValue, NotPermitted
from affairs.news.article import Article, ArticleKind, Wanted
from affairs.news.articles import Articles
from affairs.news.errors import ArticleConflict, NoSuchArticle
from affairs.ports import UnitOfWorkFactory
from affairs.staff.permissions import OPERATOR, Actor
from tests.clocks import HandClock

DAY = date(2026, 3, 2)


@pytest.fixture
def articles(uow_factory: UnitOfWorkFactory, clock: HandClock) -> Articles:
    return Articles(uow_factory, clock)


def article(articles: Articles, title: str = "题", **changed: object) -> Article:
    made = Article("", ArticleKind.POLICY, title, "文", DAY, articles.now(), published=True)
    return replace(made, **changed)  # type: ignore[arg-type]


async def test_what_is_published_is_read_back_whole(articles: Articles):
    wanted = article(articles, summary=" 要点 ", department="人社局", topics=("就业", "就业", ""), items=("A",))
    made = await articles.add(OPERATOR, wanted)
    assert (made.summary, made.topics) == ("要点", ("就业",))
    assert await articles.read(made.id) == made
    assert list(await articles.public(Wanted(topic="就业"))) == [made]
    assert list(await articles.public(Wanted(topic="社保"))) == []
    assert list(await articles.public(Wanted((ArticleKind.NEWS,)))) == []


async def test_drafts_and_days_to_come_are_not_seen(articles: Articles, clock: HandClock):
    draft = await articles.add(OPERATOR, article(articles, published=False))
    later = await articles.add(OPERATOR, article(articles, dated=DAY + timedelta(days=1)))
    for each in (draft, later):
        with pytest.raises(NoSuchArticle):
            await articles.read(each.id)
    assert list(await articles.public(Wanted())) == []
    assert len(await articles.all(OPERATOR, Wanted(), offset=0, limit=10)) == 2
    clock.advance(7 * 3600)  # 16:00 UTC is midnight in China
    assert await articles.read(later.id) == later


async def test_the_latest_day_first_page_by_page(articles: Articles):
    for number in range(5):
        await articles.add(OPERATOR, article(articles, f"{number}", dated=DAY - timedelta(days=number % 3)))
    pages = [await articles.public(Wanted(), offset=at, limit=2) for at in (0, 2, 4, 6)]
    assert [each.title for listed in pages for each in listed] == ["3", "0", "4", "1", "2"]


async def test_two_editors_do_not_write_over_each_other(articles: Articles):
    made = await articles.add(OPERATOR, article(articles, topics=("就业",)))
    changed = await articles.change(OPERATOR, replace(made, title="新题", topics=("社保",)))
    assert changed.revision == 2
    assert list(await articles.public(Wanted(topic="社保"))) == [changed]
    with pytest.raises(ArticleConflict):
        await articles.change(OPERATOR, made)
    with pytest.raises(NoSuchArticle):
        await articles.change(OPERATOR, replace(made, id="none"))


@pytest.mark.parametrize(
    "wrong", [{"title": " "}, {"body": ""}, {"title": "长" * 101}, {"topics": ("长" * 21,)}, {"items": ("9" * 65,)}]
)
async def test_what_cannot_be_kept_is_told(articles: Articles, wrong: dict[str, object]):
    with pytest.raises(InvalidValue) as caught:
        await articles.add(OPERATOR, article(articles, **wrong))
    assert caught.value.field == next(iter(wrong))


async def test_only_editors_write(articles: Articles):
    with pytest.raises(NotPermitted):
        await articles.add(Actor("x", "x", frozenset()), article(articles))
