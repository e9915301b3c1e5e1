import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.match.negation import affirmed
from knowledge.text import normalise


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("不是身份证,是护照", "护照"),
        ("不是身份证是护照", "护照"),
        ("护照,不是港澳通行证", "护照"),
        ("我要办的不是公司是个体户的执照", "个体户的执照"),
        ("并不是要注销公司,只是想换个法人", "换个法人"),
        ("身份证没丢,就是到期了", "身份证 就是到期了"),
        ("护照没过期是丢了", "护照 是丢了"),
        ("不是问社保,问医保怎么转过来", "医保怎么转过来"),
        ("不是护照丢了是到期", "护照 到期"),
    ],
)
def test_what_is_denied_goes(said, meant):
    assert affirmed(normalise(said)) == meant


@pytest.mark.parametrize(
    "said",
    [
        "不是本地人能办居住证吗",
        "是不是要带身份证",
        "不是独生子女能领计划生育奖励吗",
        "车换了颜色要不要去车管所改一下",
        "不干了想注销",
        "不是身份证",
        "没办过护照",
        "公司没丢执照能补吗",
    ],
)
def test_a_condition_or_a_question_is_no_denial(said):
    assert affirmed(normalise(said)) == normalise(said)


@given(st.text(alphabet="不是没丢身份证护照要，我 想吗就", max_size=40))
def test_it_never_takes_everything_and_adds_nothing_but_what_was_said(text):
    said = normalise(text)
    left = affirmed(said)
    assert set(left) <= set(said) | {" "}
    assert bool(left) == bool(said)
