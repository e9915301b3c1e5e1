import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.guide import Situation, Variant
from knowledge.variants import pick_situation, pick_variant

CARD = ("丢失补领居民身份证", "损坏换领居民身份证", "有效期满换领居民身份证", "首次申领居民身份证")
AGES = ("未满16周岁公民申领", "年满16周岁公民申领")
WHERE = ("居住地申请", "户籍地申请")
PENSION = ("企业职工养老保险待遇申领", "城乡居民养老保险待遇申领")
INSURED = ("情形1：在职职工", "情形2：灵活就业人员-本地户籍", "情形2：灵活就业人员-非本地户籍", "情形3：特殊人员")
DISABLED = (
    "智力、精神类残疾人和未成年人申请残疾人证（户籍地申请）",
    "智力、精神类残疾人和未成年人申请残疾人证（居住地申请）",
    "除智力、精神类残疾人和未成年人以外申请残疾人证（居住地申请）",
    "除智力、精神类残疾人和未成年人以外申请残疾人证（户籍地申请）",
)
RESIDENT = ("死亡注销户口", "出国境定居注销户口", "加入外国国籍并自动丧失中国国籍注销户口", "虚假重复户口注销")


@pytest.mark.parametrize(
    ("text", "names", "wanted"),
    [
        ("身份证丢了怎么补", CARD, 0),
        ("身份证丢失补领", CARD, 0),
        ("身份证坏了", CARD, 1),
        ("身份证过期了咋整", CARD, 2),
        ("第一次办身份证", CARD, 3),
        ("居民身份证", CARD, None),
        ("身份证怎么办", CARD, None),
        ("孩子未满16", AGES, 0),
        ("娃8岁办身份证", AGES, 0),
        ("孩子十二岁想办个身份证", AGES, 0),
        ("我今年18岁", AGES, 1),
        ("我二十三岁了", AGES, 1),
        ("申领", AGES, None),
        ("居住地申请", WHERE, 0),
        ("在老家申请", WHERE, 1),
        ("申请", WHERE, None),
        ("我在企业上班快退休了", PENSION, 0),
        ("农村老人养老金", PENSION, 1),
        ("养老保险待遇", PENSION, None),
        ("我是在职职工", INSURED, 0),
        ("灵活就业", INSURED, None),
        ("我妈去世了要注销户口", RESIDENT, 0),
        ("残疾人证", DISABLED, None),
        ("", CARD, None),
        ("随便", (), None),
        ("丢失补领居民身份证", ("丢失补领居民身份证", "丢失异地补领居民身份证"), 0),
        ("身份证在外地丢了", ("丢失补领居民身份证", "丢失异地补领居民身份证"), 1),
        ("身份证丢了", ("丢失补领居民身份证", "丢失异地补领居民身份证"), None),
    ],
)
def test_pick(text, names, wanted):
    variants = [Variant(name) for name in names]
    expected = None if wanted is None else variants[wanted]
    assert pick_variant(text, variants) == expected
    situations = [Situation(name) for name in names]
    assert pick_situation(text, situations) == (None if wanted is None else situations[wanted])


def test_aliases_count_and_one_alone_is_never_picked():
    variants = [Variant("新办", aliases=("开新店",)), Variant("注销", aliases=("关店",))]
    assert pick_variant("我要开新店", variants) == variants[0]
    assert pick_variant("新办", variants[:1]) is None


@given(st.text(max_size=80), st.lists(st.text(max_size=20), max_size=6))
def test_any_text(text, names):
    variants = [Variant(name) for name in names]
    picked = pick_variant(text, variants)
    assert picked is None or picked in variants


@given(st.lists(st.sampled_from(CARD), min_size=2, max_size=4, unique=True))
def test_text_shared_by_all_picks_nothing(names):
    assert pick_variant("居民身份证", [Variant(name) for name in names]) is None
