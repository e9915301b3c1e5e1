"""The sample catalogue keeps the promises that a real one has to keep to the public."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime

import pytest

from knowledge.catalogue import Catalogue
from knowledge.guide import Guide, Item, ItemState, Material, Step, TimeLimit
from knowledge.importers import Imported, read, sample_path
from knowledge.places import RegionLevel

# Half-width marks between Chinese characters: the mark of prose typed in haste.
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,;:?()]|[,;?()][\u4e00-\u9fff]")
# Names are matched and quoted as the department publishes them, addresses of pages are not prose.
NOT_PROSE = {"name", "department", "authority", "online_url", "code", "item_code", "aliases"}


@pytest.fixture(scope="module")
def imported() -> Imported:
    return read([sample_path()])


@pytest.fixture(scope="module")
def catalogue(imported: Imported) -> Catalogue:
    return imported.catalogue


@pytest.fixture(scope="module")
def guided(catalogue: Catalogue) -> list[tuple[str, Item, Guide]]:
    """Every guide with its item, under a title that tells which one is at fault."""
    items = catalogue.items_by_code
    return [
        (f"{items[guide.item_code].name}/{guide.variant}/{guide.region}", items[guide.item_code], guide)
        for guide in catalogue.guides
    ]


def materials(guide: Guide) -> Iterator[Material]:
    yield from guide.materials
    for situation in guide.situations:
        yield from situation.materials


def prose(value: object) -> Iterator[str]:
    """Every text below a value that a citizen reads as a sentence."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from prose(each)
    elif is_dataclass(value):
        for field in fields(value):
            if field.name not in NOT_PROSE:
                yield from prose(getattr(value, field.name))


def test_it_imports_without_a_fault(imported: Imported) -> None:
    assert imported.faults == ()


def test_it_is_marked_as_a_sample(catalogue: Catalogue) -> None:
    assert catalogue.sample
    assert catalogue.name


def test_it_covers_a_district_with_three_sub_districts(catalogue: Catalogue) -> None:
    roots = [region for region in catalogue.regions if not region.parent]
    streets = [region for region in catalogue.regions if region.level is RegionLevel.STREET]
    assert [root.name for root in roots] == ["云江区"]
    assert len(streets) == 3
    assert {street.parent for street in streets} == {roots[0].code}
    assert all(region.aliases and region.latitude and region.longitude for region in catalogue.regions)


def test_it_has_sixty_guides_of_fifteen_departments(catalogue: Catalogue) -> None:
    in_force = [item for item in catalogue.items if item.state is ItemState.IN_FORCE]
    assert len(in_force) >= 60
    assert len({item.department for item in in_force}) >= 15


def test_every_sub_district_differs_in_some_guides(catalogue: Catalogue) -> None:
    streets = {region.code for region in catalogue.regions if region.level is RegionLevel.STREET}
    assert {guide.region for guide in catalogue.guides} - {""} == streets


def test_every_item_in_force_has_a_guide_and_no_other_has(catalogue: Catalogue) -> None:
    guided = {guide.item_code for guide in catalogue.guides}
    in_force = {item.code for item in catalogue.items if item.state is ItemState.IN_FORCE}
    assert guided == in_force


def test_all_seven_disclosures_are_published(guided: list[tuple[str, Item, Guide]]) -> None:
    assert {title: missing for title, _, guide in guided if (missing := guide.missing_disclosures())} == {}


def test_every_law_is_cited_with_the_date_of_a_version_of_the_past(guided: list[tuple[str, Item, Guide]]) -> None:
    # The Ordinance on Household Registration of 1958-01-09 is the one older law that is still in force.
    oldest = {"中华人民共和国户口登记条例": date(1958, 1, 9)}
    wrong = {
        (title, basis.title, basis.dated)
        for title, _, guide in guided
        for basis in guide.legal_basis
        if not basis.title
        or basis.dated is None
        or not (oldest.get(basis.title, date(1980, 1, 1)) <= basis.dated < datetime.now(UTC).date())
    }
    assert wrong == set()


def test_a_law_is_cited_in_one_version_everywhere(guided: list[tuple[str, Item, Guide]]) -> None:
    versions = defaultdict(set)
    for _, _, guide in guided:
        for basis in guide.legal_basis:
            versions[basis.title].add(basis.dated)
    assert {title: dates for title, dates in versions.items() if len(dates) > 1} == {}


def test_the_number_of_a_document_stands_outside_its_title(guided: list[tuple[str, Item, Guide]]) -> None:
    titles = {basis.title for _, _, guide in guided for basis in guide.legal_basis}
    assert {title for title in titles if re.search(r"〔\d{4}〕|令第\d+号", title)} == set()


def test_every_item_has_six_aliases_that_lead_to_it_alone(catalogue: Catalogue) -> None:
    owners = defaultdict(set)
    for item in catalogue.items:
        for said in (item.name, *item.aliases):
            owners[said].add(item.code)
        for variant in item.variants:
            for said in variant.aliases:
                owners[said].add(item.code)
    assert {item.name: len(set(item.aliases)) for item in catalogue.items if len(set(item.aliases)) < 6} == {}
    assert {said: codes for said, codes in owners.items() if len(codes) > 1} == {}


def test_what_is_promised_is_never_longer_than_the_law_allows(guided: list[tuple[str, Item, Guide]]) -> None:
    def late(promised: TimeLimit | None, statutory: TimeLimit | None) -> bool:
        return bool(promised and statutory and promised.unit is statutory.unit and promised.days > statutory.days)

    assert [title for title, _, guide in guided if late(guide.promised, guide.statutory)] == []


def test_the_stages_take_no_longer_than_what_is_promised(guided: list[tuple[str, Item, Guide]]) -> None:
    def taken(steps: tuple[Step, ...], promised: TimeLimit) -> int:
        return sum(step.limit.days for step in steps if step.limit and step.limit.unit is promised.unit)

    # A note tells what the promise leaves out (public notice, a second stage, the bank's part).
    assert {
        title: taken(guide.steps, guide.promised)
        for title, _, guide in guided
        if guide.promised and not guide.promised.note and taken(guide.steps, guide.promised) > guide.promised.days
    } == {}


def test_what_is_charged_tells_how_much_and_on_what_ground(guided: list[tuple[str, Item, Guide]]) -> None:
    charged = [(title, guide.fee) for title, _, guide in guided if guide.fee.charged]
    assert charged
    assert [title for title, fee in charged if not (fee.standard and fee.basis)] == []


def test_every_situation_lists_its_materials(guided: list[tuple[str, Item, Guide]]) -> None:
    bare = [title for title, _, guide in guided if any(not each.materials for each in guide.situations)]
    twice = [title for title, _, guide in guided if guide.materials and guide.situations]
    unclear = [
        (title, material.name)
        for title, _, guide in guided
        for material in materials(guide)
        if not material.name or material.required is None or material.originals is None or material.copies is None
    ]
    assert (bare, twice, unclear) == ([], [], [])


def test_whether_another_may_go_is_told_with_how(guided: list[tuple[str, Item, Guide]]) -> None:
    assert [title for title, _, guide in guided if guide.agent_allowed is None or not guide.agent_note] == []


def test_every_guide_answers_questions(guided: list[tuple[str, Item, Guide]]) -> None:
    asked = [(title, question) for title, _, guide in guided for question in guide.questions]
    assert [title for title, _, guide in guided if not guide.questions] == []
    assert [title for title, each in asked if not each.question.endswith("？") or not each.answer.endswith("。")] == []


def test_what_is_gone_tells_what_became_of_it(catalogue: Catalogue) -> None:
    gone = [item for item in catalogue.items if item.state is not ItemState.IN_FORCE]
    states = {item.code: item.state for item in catalogue.items}
    assert {"会计从业资格证办理", "企业名称预先核准", "机动车环保检验合格标志核发"} <= {item.name for item in gone}
    assert [item.name for item in gone if not item.state_note.endswith("。")] == []
    assert [item.name for item in gone if item.state is ItemState.MERGED and not item.successors] == []
    assert {states.get(code) for item in catalogue.items for code in item.successors} == {ItemState.IN_FORCE}


def test_venues_and_regions_resolve(catalogue: Catalogue, guided: list[tuple[str, Item, Guide]]) -> None:
    regions = set(catalogue.regions_by_code)
    venues = {venue.code: venue for venue in catalogue.venues}
    assert {region.parent for region in catalogue.regions} - {""} <= regions
    assert {venue.region for venue in catalogue.venues} <= regions
    for title, _, guide in guided:
        assert guide.venues, title
        assert {guide.region} - {""} <= regions, title
        assert {venue.code for venue in guide.venues} - {""} <= set(venues), title
        assert {venue.region for venue in guide.venues} <= regions, title


def test_every_venue_tells_where_when_and_whom_to_call(
    catalogue: Catalogue, guided: list[tuple[str, Item, Guide]]
) -> None:
    everywhere = [*catalogue.venues, *(venue for _, _, guide in guided for venue in guide.venues)]
    assert [each.name for each in everywhere if not (each.address and each.phones and each.hours)] == []
    assert len([venue for venue in catalogue.venues if venue.centre]) >= 4


def test_addresses_of_pages_are_https_or_absent(guided: list[tuple[str, Item, Guide]]) -> None:
    urls = {guide.online_url for _, _, guide in guided}
    for _, _, guide in guided:
        urls |= {url for each in materials(guide) for url in (each.sample_url, each.blank_form_url)}
    assert {url for url in urls if url and not url.startswith("https://")} == set()


def test_prose_is_punctuated_as_chinese_is(catalogue: Catalogue) -> None:
    published = [*catalogue.items, *catalogue.guides]
    assert sorted({text for each in published for text in prose(each) if HALF_WIDTH.search(text)}) == []
