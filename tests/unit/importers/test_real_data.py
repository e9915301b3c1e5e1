import os
from collections import Counter
from pathlib import Path

import pytest

from knowledge.importers import Imported, read, write
from knowledge.places import RegionLevel

FOLDER = os.environ.get("BANSHITONG_TEST_DATA", "")
pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(
        not (Path(FOLDER) / "changchun").is_dir(), reason="BANSHITONG_TEST_DATA names no folder of real data"
    ),
]
CITY = Path(FOLDER) / "changchun"


@pytest.fixture(scope="module")
def city() -> Imported:
    return read([CITY / "guides.xlsx"])


def test_a_citys_guides(city):
    catalogue = city.catalogue
    assert city.layout == "material-rows"
    assert city.errors == ()
    assert len(catalogue.guides) == 1195
    assert len({(guide.item_code, guide.variant) for guide in catalogue.guides}) == 136
    assert len(catalogue.items) == 82
    assert len(catalogue.regions) == 26
    assert all(guide.promised and guide.fee.charged is not None and guide.venues for guide in catalogue.guides)
    assert all(guide.phones or guide.consultation for guide in catalogue.guides)
    assert all(guide.materials or guide.situations for guide in catalogue.guides)
    assert city.warning_count >= 1195  # each lacks its legal basis and its process


def test_its_phones_and_hours(city):
    guides = city.catalogue.guides
    assert all("*" not in phone for guide in guides for phone in guide.phones)
    hours = Counter(bool(venue.hours) for guide in guides for venue in guide.venues)
    assert hours[True] > 3 * hours[False]


@pytest.mark.parametrize(
    ("name", "layout"), [("out", None), ("out.xlsx", None), ("out.csv", None), ("out.xlsx", "material-rows")]
)
def test_its_round_trips(city, tmp_path, name, layout):
    write(city.catalogue, tmp_path / name, layout)
    again = read([tmp_path / name])
    assert again.errors == ()
    assert again.catalogue.items_by_code == city.catalogue.items_by_code
    assert again.catalogue.guides_by_key == city.catalogue.guides_by_key
    assert again.catalogue.regions == city.catalogue.regions


def test_a_provinces_materials():
    imported = read([CITY / "provincial_materials.xlsx"])
    assert imported.layout == "provincial"
    assert imported.errors == ()
    assert len(imported.catalogue.guides) == len(imported.catalogue.items) == 289
    first = imported.catalogue.guides[0]
    assert first.situations[0].materials[0].name == "机构的章程,首届理事会、董事会 或者联合管理委员会组成人员名单"
    assert sum(fault.code == "repeated-item" for fault in imported.faults) == 3


def test_a_citys_regions():
    imported = read([CITY / "regions.xlsx"])
    assert imported.faults == ()
    regions = imported.catalogue.regions
    assert len(regions) == 1725
    assert all(region.level for region in regions)
    assert {region.name for region in regions if region.level is RegionLevel.CITY} == {"长春市"}
    both = read([CITY / "guides.xlsx", CITY / "regions.xlsx"])
    assert len(both.catalogue.regions) == 1725  # the same places have the same codes


def test_names_alone(tmp_path):
    names = (CITY / "item_names.txt").read_text(encoding="utf-8").split("\n")
    path = tmp_path / "names.csv"
    path.write_text("事项名称\n" + "\n".join(names), encoding="utf-8")
    imported = read([path])
    assert imported.errors == ()
    assert len(imported.item_level_only) == len(imported.catalogue.items) == 986
