"""Items that are one thing done in several ways."""

import pytest

from knowledge.match.family import family_of


@pytest.mark.parametrize(
    ("names", "stem", "ways"),
    [
        (["公共场所卫生许可（申办）", "公共场所卫生许可（变更）"], "公共场所卫生许可", ("申办", "变更")),
        (["公司设立登记", "公司变更登记", "公司注销登记"], "公司登记", None),
        (["有限公司设立登记", "有限公司变更登记", "有限公司注销登记"], "有限公司登记", ("设立", "变更", "注销")),
        (["护士执业注册（补发）", "护士执业注册（变更注册）"], "护士执业注册", ("补发", "变更注册")),
        (["食品经营许可新办", "食品经营许可变更"], "食品经营许可", ("新办", "变更")),
        (["食品经营许可新办", "危险化学品经营许可证变更"], "", None),
        (["居民身份证丢失补领", "居民身份证到期换领"], "居民身份证领", None),
        (["食品经营许可新办", "食品经营许可新办"], "", None),
        (["食品经营许可新办"], "", None),
        ([], "", None),
        (["", ""], "", None),
    ],
)
def test_names_that_differ_in_what_is_done_alone(names: list[str], stem: str, ways: tuple[str, ...] | None):
    family = family_of(names)
    if ways is None:
        assert family is None or (family.stem, len(family.ways)) == (stem, len(names))
        return
    assert family is not None
    assert (family.stem, family.ways) == (stem, ways)
    assert [family.way_of(name) for name in names] == list(ways)


def test_another_name_of_the_family_is_known():
    family = family_of(["公共场所卫生许可（申办）", "公共场所卫生许可（变更）"])
    assert family is not None
    assert family.way_of("公共场所卫生许可（延续）") == "延续"
    assert family.way_of("公共场所卫生许可（游泳馆）") == ""
    assert family.way_of("卫生许可（延续）") == ""
    assert family.way_of("公共场所卫生许可（") == ""
