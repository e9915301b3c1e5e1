"""What a source replaces in a catalogue, and what it leaves as it was."""

from hypothesis import given, settings
from hypothesis import strategies as st

from affairs.merging import Changes, changes, merge
from knowledge.catalogue import Catalogue
from knowledge.guide import Guide, Item, ItemState, Variant
from knowledge.places import Region, Venue

ID_CARD = Item("A-1", "居民身份证补领", "公安局", aliases=("身份证丢了",), themes=("户籍",))
BASE = Catalogue(
    items=(ID_CARD, Item("A-2", "居住证办理", "公安局")),
    guides=(Guide("A-1", region="r1", notes="一"), Guide("A-1", region="r2", notes="二"), Guide("A-2", notes="三")),
    regions=(Region("r1", "朝阳区", aliases=("朝阳",)), Region("r2", "南关区")),
    venues=(Venue("政务大厅", code="V", phones=("12345",), centre=True),),
    name="目录",
)


def test_an_item_that_is_not_named_stays_as_it_is() -> None:
    merged = merge(BASE, Catalogue(items=(Item("B", "新事项"),), guides=(Guide("B"),)))
    assert merged.items == (*BASE.items, Item("B", "新事项"))
    assert merged.guides == (*BASE.guides, Guide("B"))
    assert (merged.regions, merged.venues, merged.name) == (BASE.regions, BASE.venues, "目录")


def test_what_the_source_gives_replaces_and_what_it_leaves_empty_is_kept() -> None:
    merged = merge(
        BASE, Catalogue(items=(Item("A-1", "身份证补领", aliases=("补身份证",)),), guides=(Guide("A-1", notes="新"),))
    )
    assert merged.items[0] == Item("A-1", "身份证补领", "公安局", aliases=("补身份证",), themes=("户籍",))
    assert merged.guides == (*BASE.guides, Guide("A-1", notes="新"))


def test_a_district_s_file_replaces_its_guides_and_leaves_the_other_districts_alone() -> None:
    base = Catalogue(
        items=(Item("A", "落户", variants=(Variant("甲"), Variant("乙"), Variant("丙"))),),
        guides=(Guide("A", "甲", "r1"), Guide("A", "乙", "r1"), Guide("A", "乙", "r2"), Guide("A", "丙", "r1")),
    )
    source = Catalogue(
        items=(Item("A", "落户", variants=(Variant("甲"),)),), guides=(Guide("A", "甲", "r1", notes="新"),)
    )
    merged = merge(base, source)
    assert merged.guides == (Guide("A", "乙", "r2"), Guide("A", "甲", "r1", notes="新"))
    assert [variant.name for variant in merged.items[0].variants] == ["甲", "乙"]


def test_an_item_named_without_guides_keeps_its_guides_and_its_state() -> None:
    abolished = Item(
        "A-1", "会计从业资格", state=ItemState.ABOLISHED, state_note="2017 年取消", variants=(Variant("甲"),)
    )
    base = Catalogue(items=(abolished,), guides=(Guide("A-1", "甲"),))
    merged = merge(base, Catalogue(items=(Item("A-1", "会计从业资格", aliases=("会计证",)),)), frozenset({"A-1"}))
    assert merged.guides == base.guides
    item = merged.items[0]
    assert (item.state, item.state_note, item.variants, item.aliases) == (
        ItemState.ABOLISHED, "2017 年取消", (Variant("甲"),), ("会计证",),
    )  # fmt: skip


def test_a_source_with_guides_brings_an_abolished_item_back() -> None:
    base = Catalogue(items=(Item("A", "某证", state=ItemState.MERGED, state_note="并入", successors=("B",)),))
    merged = merge(base, Catalogue(items=(Item("A", "某证"),), guides=(Guide("A"),)))
    assert merged.items == (Item("A", "某证"),)


def test_an_item_without_official_code_is_the_one_of_the_same_name() -> None:
    draft = Catalogue(items=(Item("BST-x", "居民身份证补領", aliases=("补证",)),), guides=(Guide("BST-x", notes="新"),))
    merged = merge(BASE, draft)
    assert [item.code for item in merged.items] == ["A-1", "A-2"]
    assert merged.items[0].aliases == ("补证",)
    assert merged.guides_by_item["A-1"] == (*BASE.guides[:2], Guide("A-1", notes="新"))


def test_an_official_code_takes_the_place_of_a_derived_one() -> None:
    base = Catalogue(items=(Item("BST-x", "居住证办理", aliases=("暂住证",)),), guides=(Guide("BST-x", region="r"),))
    merged = merge(base, Catalogue(items=(Item("A-2", "居住证办理", "公安局"),)), frozenset({"A-2"}))
    assert merged.items == (Item("A-2", "居住证办理", "公安局", aliases=("暂住证",)),)
    assert merged.guides == (Guide("A-2", region="r"),)


def test_the_same_name_of_another_department_is_another_item() -> None:
    merged = merge(BASE, Catalogue(items=(Item("BST-x", "居住证办理", "住建局"),)))
    assert [item.code for item in merged.items] == ["A-1", "A-2", "BST-x"]


def test_a_name_that_several_items_bear_is_adopted_by_none() -> None:
    base = Catalogue(items=(Item("A", "备案", "甲局"), Item("B", "备案", "乙局")))
    merged = merge(base, Catalogue(items=(Item("BST-x", "备案"),)))
    assert [item.code for item in merged.items] == ["A", "B", "BST-x"]
    merged = merge(base, Catalogue(items=(Item("BST-x", "备案", "乙局"),)))
    assert [item.code for item in merged.items] == ["A", "B"]


def test_a_code_that_the_source_uses_itself_is_not_adopted() -> None:
    draft = Catalogue(items=(Item("BST-x", "居住证办理"), Item("A-2", "居住证签注")))
    merged = merge(BASE, draft)
    assert [(item.code, item.name) for item in merged.items[1:]] == [("A-2", "居住证签注"), ("BST-x", "居住证办理")]


def test_regions_and_venues_are_joined_by_their_codes() -> None:
    draft = Catalogue(
        items=(Item("B", "新"),),
        regions=(Region("r1", "朝阳区", parent="c"), Region("c", "长春市")),
        venues=(Venue("政务服务中心", code="V"), Venue("分中心", code="W")),
    )
    merged = merge(BASE, draft)
    assert merged.regions_by_code["r1"] == Region("r1", "朝阳区", parent="c", aliases=("朝阳",))
    assert [region.code for region in merged.regions] == ["r1", "r2", "c"]
    assert merged.venues[0] == Venue("政务服务中心", code="V", phones=("12345",), centre=True)
    assert len(merged.venues) == 2


def test_sample_data_stays_marked_as_long_as_some_is_left() -> None:
    sample = Catalogue(items=(Item("S", "示例"),), sample=True)
    assert merge(sample, Catalogue(items=(Item("A", "真"),))).sample
    assert not merge(Catalogue(), Catalogue(items=(Item("A", "真"),))).sample


def test_changes_are_counted_by_item() -> None:
    after = merge(BASE, Catalogue(items=(ID_CARD, Item("B", "新")), guides=(Guide("A-1", notes="改"),)))
    assert changes(BASE, after) == Changes(added=1, changed=1, unchanged=1, removed=0)
    assert changes(after, BASE) == Changes(added=0, changed=1, unchanged=1, removed=1)
    assert changes(BASE, BASE) == Changes(0, 0, 2, 0)


NAMES = st.sampled_from(["甲", "乙"])
DEPARTMENTS = st.sampled_from(["", "局", "处"])


@st.composite
def an_item(draw: st.DrawFn) -> Item:
    """With an official code, or with one that follows from name and department, as derived ones do."""
    name, department = draw(NAMES), draw(DEPARTMENTS)
    return Item(draw(st.sampled_from(["A", "B", f"BST-{name}{department}"])), name, department)


@st.composite
def catalogues(draw: st.DrawFn) -> Catalogue:
    items = draw(st.lists(an_item(), max_size=4, unique_by=lambda item: item.code))
    guides = [Guide(item.code, region=region) for item in items for region in draw(st.sets(NAMES))]
    return Catalogue(items=tuple(items), guides=tuple(guides))


@settings(max_examples=400, deadline=None)
@given(catalogues(), catalogues())
def test_laws_of_merging(base: Catalogue, source: Catalogue) -> None:
    merged = merge(base, source)
    codes = [item.code for item in merged.items]
    assert len(set(codes)) == len(codes), "one code is one item"
    assert len(merged.guides_by_key) == len(merged.guides), "one key is one guide"
    assert {guide.item_code for guide in merged.guides} <= set(codes), "no guide without its item"
    assert {item.name for item in source.items} <= {item.name for item in merged.items}
    assert merge(merged, source) == merged, "bringing the same in again changes nothing"
    assert merge(Catalogue(), source).items == source.items
