from datetime import date
from pathlib import Path

import pytest

from knowledge.guide import GuideKey
from knowledge.importers import ExportRefused, read, sample_path, write
from tests.unit.importers.sources import codes, text, told

ITEM = """\
code: "A1"
name: 食品经营许可
department: 市场监管局
guide:
  legal_basis: [{title: 食品安全法, article: 第三十五条, dated: 2021-04-29}]
  conditions: 一
  promised: {days: 10}
  phones: ["0871-60000001"]
variants:
  - {name: 新办, guide: {promised: {days: 8}}}
  - {name: 注销}
regions:
  - {region: "1", guide: {phones: ["0871-60000002"]}}
  - {region: "1", variant: 注销, guide: {promised: {days: 3}}}
"""
PLACES = """\
name: 目录
regions: [{code: "1", name: 甲区, level: district}]
venues: [{code: hall, name: 大厅, hours_text: "周一至周五 9:00-17:00(法定节假日除外)"}]
"""


def folder(tmp_path: Path, item: str = ITEM, places: str = PLACES) -> Path:
    root = tmp_path / "guides"
    (root / "food").mkdir(parents=True, exist_ok=True)
    text(root / "catalogue.yaml", places)
    text(root / "food" / "licence.yaml", item)
    return root


def test_guides_are_laid_over_one_another(tmp_path):
    imported = read([folder(tmp_path)])
    assert not imported.errors
    guides = imported.catalogue.guides_by_key
    days = {(key.variant, key.region): guide.promised.days for key, guide in guides.items()}
    assert days == {("新办", ""): 8, ("注销", ""): 10, ("新办", "1"): 8, ("注销", "1"): 3}
    assert guides[GuideKey("A1", "注销", "1")].phones == ("0871-60000002",)
    assert guides[GuideKey("A1", "注销", "1")].conditions == "一"
    assert guides[GuideKey("A1", "新办")].legal_basis[0].dated == date(2021, 4, 29)
    assert imported.catalogue.venues[0].hours[0].weekdays == (1, 2, 3, 4, 5)
    assert imported.catalogue.venues[0].closed_on_holidays is True


@pytest.mark.parametrize(
    ("change", "code", "line", "path"),
    [
        (("conditions: 一", "condition: 一"), "unknown-key", 6, "guide.condition"),
        (("days: 10", "days: 十"), "yaml-type", 7, "guide.promised.days"),
        (("days: 10", "days: -1"), "out-of-range", 7, "guide.promised.days"),
        (('["0871-60000001"]', "[12345]"), "yaml-type", 8, "guide.phones[0]"),
        (("2021-04-29", "去年"), "yaml-type", 5, "guide.legal_basis[0].dated"),
        (("name: 食品经营许可\n", ""), "missing-value", 1, "name"),
        (("department:", "state: gone\ndepartment:"), "yaml-choice", 3, "state"),
        (("department:", "state: abolished\ndepartment:"), "missing-value", 3, "state_note"),
        (("  conditions: 一", "  venues: [nowhere]"), "unknown-venue", 6, "guide.venues[0]"),
        (("variant: 注销", "variant: 变更"), "unknown-variant", 14, "regions[1].variant"),
        (('region: "1", guide', 'region: "9", guide'), "unknown-region", 13, "区划"),
        (("  conditions: 一", "  conditions: 一\n  conditions: 二"), "yaml-duplicate-key", 7, ""),
        (("  conditions: 一", "  conditions: &a 一"), "yaml-alias", 6, ""),
        (("  conditions: 一", "  conditions: !!python/object:os.system {}"), "yaml-tag", 6, ""),
        (("  conditions: 一", "  conditions: [一"), "yaml-syntax", 7, ""),
    ],
)
def test_faults_have_file_line_and_path(tmp_path, change, code, line, path):
    imported = read([folder(tmp_path, ITEM.replace(*change))])
    assert ("food/licence.yaml", line, path) in told(imported, code)
    assert code in codes(imported)


def test_bombs_and_floods_are_refused(tmp_path):
    assert "yaml-too-big" in codes(read([folder(tmp_path, "name: " + "[" * 5000)]))
    assert "yaml-too-big" in codes(read([folder(tmp_path, "name: [" + "a," * 600_000 + "]")]))
    bomb = "a: &a [x, x]\n" + "".join(f"{n}: &{n} [*a, *a]\n" for n in "bcdefgh")
    assert "yaml-alias" in codes(read([folder(tmp_path, bomb)]))


def test_a_code_in_two_files_is_an_error(tmp_path):
    root = folder(tmp_path)
    text(root / "again.yaml", ITEM)
    assert told(read([root]), "code-twice") == [("food/licence.yaml", 1, "code")]


def test_an_item_may_refer_to_the_catalogue_it_is_imported_into(tmp_path):
    known = read([folder(tmp_path)]).catalogue
    file = text(tmp_path / "one.yaml", 'name: 新事项\nguide: {venues: [hall]}\nregions: [{region: "1"}]\n')
    imported = read([file], known=known)
    assert not imported.errors
    assert imported.catalogue.guides[0].venues == known.venues
    assert imported.catalogue.items[0].code.startswith("BST-")


def test_a_variant_without_name_is_the_item_itself(tmp_path):
    item = 'code: "A"\nname: 甲\nguide: {conditions: 一}\nvariants:\n  - {name: ""}\n  - {name: 乙}\n'
    imported = read([folder(tmp_path, item)])
    assert not imported.errors
    assert {guide.variant for guide in imported.catalogue.guides} == {"", "乙"}
    assert [variant.name for variant in imported.catalogue.items[0].variants] == ["乙"]


def test_the_sample_catalogue_goes_out_and_comes_back(tmp_path):
    sample = read([sample_path()]).catalogue
    write(sample, tmp_path / "out")
    write(sample, tmp_path / "out")  # over its own export
    again = read([tmp_path / "out"])
    assert not again.errors
    assert again.catalogue.guides_by_key == sample.guides_by_key
    assert again.catalogue.items_by_code == sample.items_by_code
    assert (again.catalogue.regions, again.catalogue.venues) == (sample.regions, sample.venues)
    assert again.catalogue.sample


def test_a_folder_with_other_things_is_not_written_over(tmp_path):
    text(tmp_path / "diary.txt", "private")
    with pytest.raises(ExportRefused):
        write(read([sample_path()]).catalogue, tmp_path)
    assert (tmp_path / "diary.txt").read_text() == "private"
