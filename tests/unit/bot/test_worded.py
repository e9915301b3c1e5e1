"""Answers that are kept in words say what they would say anew, whatever changed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.answers import View, answer, overview, worded
from knowledge.facets import Facet
from knowledge.guide import Guide
from tests.unit.bot.conftest import GUIDES, ITEMS

NOW = datetime(2026, 3, 4, 10, 30, tzinfo=UTC)
ALL = frozenset(Facet)
BY_CODE = {item.code: item for item in ITEMS}


def _view(guide: Guide, now: datetime = NOW) -> View:
    return View(BY_CODE[guide.item_code], guide, now)


@pytest.mark.parametrize("facets", [(), *((facet,) for facet in Facet), (Facet.PHONE, Facet.HOURS)])
@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: f"{guide.item_code}-{guide.variant}-{guide.region}")
def test_kept_words_are_those_of_now(guide: Guide, facets: tuple[Facet, ...]) -> None:
    for now in (NOW, NOW + timedelta(hours=3), NOW + timedelta(days=3), NOW):
        view = _view(guide, now)
        anew = answer(view, facets, ALL, "题") if facets else overview(view, ALL, "题")
        assert worded(view, facets, ALL, "题") == anew
        assert worded(view, facets, ALL, "题") == anew


def test_another_version_of_a_guide_is_worded_anew() -> None:
    told = worded(_view(GUIDES[0]), (Facet.PHONE,), ALL, "题")
    changed = replace(GUIDES[0], phones=("0800-7654321",), consultation="")
    assert "0800-7654321" not in told.text
    assert "0800-7654321" in worded(_view(changed), (Facet.PHONE,), ALL, "题").text


def test_what_is_not_settled_is_kept_apart() -> None:
    view = _view(GUIDES[0])
    whole, less = (worded(view, (), settled, "题") for settled in (ALL, frozenset({Facet.FEES})))
    assert whole == overview(view, ALL, "题")
    assert less == overview(view, frozenset({Facet.FEES}), "题")
