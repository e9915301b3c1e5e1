"""What an export writes, an import reads back: all of it from YAML, all that a table can hold from tables."""

import csv
import string
from dataclasses import replace
from datetime import date, time
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from knowledge.catalogue import Catalogue
from knowledge.guide import (
    Applicant,
    CaseType,
    Channel,
    Fee,
    Guide,
    Item,
    ItemState,
    LegalBasis,
    LimitUnit,
    Material,
    Question,
    Situation,
    Step,
    TimeLimit,
    Variant,
)  # fmt: skip
from knowledge.importers import Imported, derived_code, read, write
from knowledge.places import Hours, Region, RegionLevel, Span, Venue

HAN = "市民办理申请证明材料登记许可变更注销补领居住户口社保医疗公积金街道社区窗口服务中心一二三四"
words = st.text(HAN, min_size=1, max_size=8)
awkward = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Co", "Cn"], exclude_characters="\ufeff\u2028\u2029")
    | st.sampled_from("\n:#-'\"|>&*!%@`=+"),
    max_size=30,
).map(str.strip)  # fmt: skip
flags = st.sampled_from([None, True, False])
days = st.dates(date(1980, 1, 1), date(2030, 1, 1))


def tuples(of, most=3):
    return st.lists(of, max_size=most, unique=True).map(tuple)


def limits(notes):
    return st.none() | st.builds(TimeLimit, st.integers(0, 400), st.sampled_from(LimitUnit), notes)


def guides(free, keys, venues, regions):
    """Guides whose prose is drawn from ``free``."""
    copies = st.none() | st.integers(0, 9)
    material = st.builds(Material, words, flags, copies, copies, free, free, free, free, free, flags)
    article = st.sampled_from(["", "第一条", "第十条第二款", "附件第101项"])
    situation = st.builds(Situation, words, tuples(material), tuples(words), free)
    return st.builds(
        Guide,
        item_code=st.sampled_from(keys),
        variant=st.sampled_from(["", "新办", "变更"]),
        region=st.sampled_from(regions),
        legal_basis=tuples(st.builds(LegalBasis, words, article, days, free)),
        conditions=free,
        materials=tuples(material),
        situations=st.lists(situation, max_size=2, unique_by=lambda one: one.name).map(tuple),
        steps=tuples(st.builds(Step, words, words, limits(st.just("")), words)),
        statutory=limits(st.just("")),
        promised=limits(words),
        case_type=st.none() | st.sampled_from(CaseType),
        fee=st.builds(Fee, flags),
        venues=venues,
        phones=tuples(st.sampled_from(["0871-60000001", "12345", "13800138000"])),
        channels=tuples(st.sampled_from(Channel)),
        bookable=flags,
        visits=st.none() | st.integers(0, 9),
        results=tuples(words),
        questions=tuples(st.builds(Question, words, words)),
        notes=free,
        effective_from=st.none() | days,
    )  # fmt: skip


def catalogues(free, venues):
    regions = (
        Region("53", "云州市", level=RegionLevel.CITY),
        Region("5301", "云江区", "53", RegionLevel.DISTRICT, ("云江",), 25.0, 102.5),
    )
    keys = [derived_code(f"事项{n}") for n in range(3)]
    item = st.builds(
        Item,
        code=st.just(""),
        name=st.just(""),
        department=words,
        state=st.sampled_from(ItemState),
        state_note=words,
        aliases=tuples(words),
        themes=tuples(words),
        applicants=tuples(st.sampled_from(Applicant)),
    )

    def whole(items, some):
        written = [
            replace(one, code=key, name=f"事项{n}") for n, (one, key) in enumerate(zip(items, keys, strict=True))
        ]
        by_key = {guide.key: guide for guide in some}
        for n, one in enumerate(written):
            names = sorted({key.variant for key in by_key if key.item_code == one.code} - {""})
            written[n] = replace(one, variants=tuple(Variant(name) for name in names))
        return Catalogue(tuple(written), tuple(by_key.values()), regions, SHARED, "目录")

    given_guides = st.lists(guides(free, keys, venues, ["", "53", "5301"]), max_size=5)
    return st.builds(whole, st.lists(item, min_size=3, max_size=3), given_guides)


SHARED = (
    Venue("云江区政务服务中心", "滨江大道66号", "A区", "周一至周五 9:00-17:00",
          code="centre", region="5301", centre=True, hours=(Hours((1, 2, 3, 4, 5), (Span(time(9), time(17)),)),)),
)  # fmt: skip
coded = st.sampled_from([(), SHARED])
written_venues = st.sampled_from([(), (Venue("", "甲路1号"),), (Venue("乙所", "乙路2号"), Venue("", "丙路3号"))])
slow = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def there_and_back(catalogue: Catalogue, name: str, layout: str | None = None) -> Imported:
    with TemporaryDirectory() as folder:
        write(catalogue, Path(folder) / name, layout)
        return read([Path(folder) / name])


@slow
@given(catalogues(awkward, coded | written_venues))
def test_yaml_loses_nothing(catalogue):
    again = there_and_back(catalogue, "out")
    assert again.errors == ()
    assert again.catalogue.items_by_code == catalogue.items_by_code
    assert again.catalogue.guides_by_key == catalogue.guides_by_key
    assert (again.catalogue.regions, again.catalogue.venues) == (catalogue.regions, catalogue.venues)


@slow
@given(catalogues(words | st.just(""), coded))
def test_a_plain_workbook_loses_nothing_of_it(catalogue):
    again = there_and_back(catalogue, "out.xlsx")
    assert again.errors == ()
    assert again.catalogue.items_by_code == catalogue.items_by_code
    assert again.catalogue.regions == catalogue.regions
    assert again.catalogue.venues == catalogue.venues
    silent = {guide.key for guide in catalogue.guides if guide == Guide(guide.item_code, guide.variant, guide.region)}
    assert again.catalogue.guides_by_key == {
        key: guide for key, guide in catalogue.guides_by_key.items() if key not in silent
    }


@slow
@given(catalogues(words | st.just(""), written_venues))
def test_a_csv_carries_items_and_guides(catalogue):
    again = there_and_back(catalogue, "out.csv")
    assert again.errors == ()
    assert again.catalogue.items_by_code == catalogue.items_by_code
    for key, guide in again.catalogue.guides_by_key.items():
        assert guide == catalogue.guides_by_key[key]


@slow
@given(catalogues(words | st.just(""), written_venues))
def test_material_rows_carry_situations_and_materials(catalogue):
    again = there_and_back(catalogue, "out.xlsx", "material-rows")
    assert again.errors == ()
    assert set(again.catalogue.items_by_code) == set(catalogue.items_by_code)
    for key, guide in again.catalogue.guides_by_key.items():
        before = catalogue.guides_by_key[key]
        assert guide.materials == before.materials
        assert [(one.name, one.materials) for one in guide.situations] == [
            (one.name, one.materials) for one in before.situations
        ]
        assert (guide.promised, guide.fee, guide.phones) == (before.promised, before.fee, before.phones)


FORMULAS = ["=cmd|' /C calc'!A0", "+1+1", "-2", "@SUM(A1)", '=HYPERLINK("http://x")']


@pytest.mark.parametrize("name", FORMULAS)
def test_formulas_leave_and_return_as_text(tmp_path, name):
    catalogue = Catalogue(items=(Item("A1", name, aliases=("=1+1",)),))
    for file in ("out.csv", "out.xlsx"):
        write(catalogue, tmp_path / file)
        assert read([tmp_path / file]).catalogue.items == catalogue.items
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as rows:
        assert all(not cell.startswith(("=", "+", "-", "@")) for row in csv.reader(rows) for cell in row)
    cells = [cell for row in load_workbook(tmp_path / "out.xlsx").active.iter_rows() for cell in row if cell.value]
    assert all(cell.data_type == "s" for cell in cells)


def test_a_failed_export_leaves_what_was_there(tmp_path):
    path = tmp_path / "out.xlsx"
    write(Catalogue(items=(Item("A1", "甲"),)), path)
    before = path.read_bytes()
    with pytest.raises(AttributeError):
        write(Catalogue(items=(Item("A1", None),), guides=(None,)), path)  # type: ignore[arg-type]
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["out.xlsx"]


def test_venues_with_hours_of_their_own_keep_them(tmp_path):
    venues = (Venue("甲厅", "甲路1号", hours_text="上午开门"), Venue("乙厅", "乙路2号", hours_text="下午开门"))
    catalogue = Catalogue((Item("A1", "甲"),), (Guide("A1", venues=venues),))
    write(catalogue, tmp_path / "out.csv")
    assert read([tmp_path / "out.csv"]).catalogue.guides[0].venues == venues


@pytest.mark.parametrize("name", list(string.ascii_letters[:2]))
def test_codes_that_differ_in_case_only_have_files_of_their_own(tmp_path, name):
    catalogue = Catalogue((Item(name, "一"), Item(name.swapcase(), "二"), Item("a/../b", "三")))
    write(catalogue, tmp_path / "out")
    assert read([tmp_path / "out"]).catalogue.items_by_code == catalogue.items_by_code
