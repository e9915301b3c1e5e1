import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.catalogue import Catalogue
from knowledge.guide import Item
from knowledge.places import Region, RegionLevel
from knowledge.regions import RegionTree

JILIN = Region("22", "吉林省", level=RegionLevel.PROVINCE)
CITY = Region("2201", "长春市", "22", RegionLevel.CITY, latitude=43.8171, longitude=125.3235)
REGIONS = (
    JILIN,
    CITY,
    Region("220102", "南关区", "2201", latitude=43.8640, longitude=125.3502),
    Region("220104", "朝阳区", "2201", latitude=43.8336, longitude=125.2883),
    Region("220113", "九台区", "2201"),
    Region("220181", "榆树市", "2201"),
    Region("2201J", "长春净月高新技术产业开发区", "2201", aliases=("净月潭",)),
    Region("2201K", "长春经济技术开发区", "2201"),
    Region("2201Q", "长春汽车经济技术开发区", "2201"),
    Region("2201L", "莲花山生态旅游度假区", "2201"),
    Region("2201Z", "中韩（长春）国际合作示范区", "2201"),
    Region("220102001", "新春街道", "220102"),
    Region("220102002", "幸福乡人民政府", "220102"),
    Region("220102001003", "和平社区", "220102001"),
    Region("220181001", "培英街道", "220181"),
    Region("220181001003", "和平社区", "220181001"),
    Region("220113001", "九台街道", "220113"),
    Region("220113002", "健康街道", "220113"),
)
ITEMS = (Item("1", "朝阳产业园区入驻"), Item("2", "居民身份证补领"), Item("3", "高新技术企业认定"))


@pytest.fixture(scope="module")
def tree():
    return RegionTree.of(Catalogue(items=ITEMS, regions=REGIONS))


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("净月身份证在哪办", "2201J"),
        ("净月区", "2201J"),
        ("净月高新区", "2201J"),
        ("净月开发区那边", "2201J"),
        ("净月潭附近", "2201J"),
        ("长春净月高新技术产业开发区", "2201J"),
        ("我在经开", "2201K"),
        ("长春经开区", "2201K"),
        ("经济技术开发区", "2201K"),
        ("汽开区", "2201Q"),
        ("汽开的", "2201Q"),
        ("汽车开发区", "2201Q"),
        ("莲花山", "2201L"),
        ("中韩示范区", "2201Z"),
        ("南关", "220102"),
        ("长春朝阳区", "220104"),
        ("长春市的", "2201"),
        ("吉林", "22"),
        ("我住幸福乡", "220102002"),
        ("幸福", "220102002"),
        ("南关区和平社区", "220102001003"),
        ("榆树市和平社区", "220181001003"),
        ("和平社区", "220102001003 220181001003"),
        ("开发区", "2201J 2201K 2201Q"),
        ("从南关迁到朝阳", "220104"),
        ("从朝阳区搬走了", "220104"),
        ("健康街道", "220113002"),
        ("静月区身份证在哪办", "2201J"),
        ("朝杨区", "220104"),
        ("我在久台区", "220113"),
        ("新村街道", ""),
        ("小区门口", ""),
        ("城市管理区", ""),
        # words that only look like regions
        ("已经开了三年的店", ""),
        ("高新技术企业认定", ""),
        ("城市管理", ""),
        ("汽车过户", ""),
        ("健康证怎么办", ""),
        ("济南关于身份证", ""),
        ("朝阳产业园区怎么入驻", ""),
        ("中韩婚姻登记", ""),
        ("街道", ""),
        ("社区", ""),
        ("生活过得很幸福", ""),
        ("第二道工序", ""),
        ("", ""),
    ],
)
def test_names(tree, text, codes):
    assert " ".join(sorted(region.code for region in tree.named(text))) == codes


def test_the_remembered_district_settles_equal_names(tree):
    assert [r.code for r in tree.named("和平社区", near="220181")] == ["220181001003"]
    assert [r.code for r in tree.named("和平社区", near="220102001")] == ["220102001003"]
    assert len(tree.named("和平社区", near="nowhere")) == 2


def test_mentions_give_their_span(tree):
    (mention,) = tree.mentions("在净月区办")
    assert (mention.start, mention.end, mention.surface, mention.region.code) == (1, 4, "净月区", "2201J")
    assert tree.strip("在净月区办身份证") == "在办身份证"


def test_the_tree(tree):
    assert [r.code for r in tree.ancestors("220102001003")] == ["220102001", "220102", "2201", "22"]
    assert [r.code for r in tree.children("220102")] == ["220102001", "220102002"]
    assert [r.code for r in tree.children("")] == ["22"]
    assert tree.get("220102").name == "南关区"
    assert tree.get("x") is None
    assert tree.ancestors("x") == ()


def test_nearest(tree):
    assert tree.nearest(43.86, 125.35).code == "220102"
    assert tree.nearest(43.83, 125.28).code == "220104"
    assert tree.nearest(39.9, 116.4) is None, "Beijing is not near"
    assert tree.nearest(float("nan"), 0) is None
    assert tree.nearest(1000, 0) is None
    assert RegionTree(()).nearest(43.8, 125.3) is None


def test_a_loop_of_parents_ends():
    tree = RegionTree((Region("a", "甲区", "b"), Region("b", "乙丙市", "a")))
    assert [r.code for r in tree.ancestors("a")] == ["b"]
    assert tree.named("甲区")


@given(st.text(max_size=600))
def test_any_text(text):
    tree = RegionTree(REGIONS)
    for mention in tree.mentions(text):
        assert text[mention.start : mention.end] == mention.surface
    tree.named(text)
    assert len(tree.strip(text)) <= len(text)


@pytest.mark.real_data
def test_every_real_name_is_found():
    folder = os.environ.get("BANSHITONG_TEST_DATA")
    if not folder or not (book := Path(folder) / "changchun" / "regions.xlsx").exists():
        pytest.skip("BANSHITONG_TEST_DATA does not hold changchun/regions.xlsx")
    from python_calamine import CalamineWorkbook

    regions = {}
    for name, parents in CalamineWorkbook.from_path(str(book)).get_sheet_by_index(0).to_python()[1:]:
        path = [name, *filter(None, str(parents or "").split(","))]
        for depth in range(len(path)):
            code = "/".join(path[depth:])
            regions[code] = Region(code, path[depth], "/".join(path[depth + 1 :]))
    tree = RegionTree(regions.values())
    from knowledge.region_names import plain

    missed = [r.code for r in tree if r.code not in {m.region.code for m in tree.mentions(plain(r.name))}]
    assert missed == []
