import subprocess
import sys

import pytest

from knowledge.importers import read, sample_path
from knowledge.segment import Segmenter


@pytest.mark.parametrize("fast", [False, True])
def test_a_segmenter_knows_its_own_words_only(fast: bool):
    knowing, plain = Segmenter.of(["云江政务通办"], fast=fast), Segmenter.of([], fast=fast)
    assert "云江政务通办" in knowing.cut("我要云江政务通办")
    assert "云江政务通办" not in plain.cut("我要云江政务通办")


@pytest.mark.parametrize("fast", [False, True])
def test_blanks_are_no_words(fast: bool):
    assert Segmenter.of([], fast=fast).cut("补 办 ") == ["补", "办"]
    assert Segmenter.of([], fast=fast).cut("") == []


def test_the_fast_one_cuts_as_the_other_does():
    pytest.importorskip("rjieba")
    names = [item.name for item in read([sample_path()]).catalogue.items]
    slow, fast = Segmenter.of(names, fast=False), Segmenter.of(names)
    texts = [*names, *(f"我想{name}要带什么材料" for name in names)]
    alike = sum(slow.cut(text) == fast.cut(text) for text in texts)
    assert alike / len(texts) > 0.97


def test_the_matcher_does_not_load_jieba():
    code = (
        "import sys; from knowledge.match import Matcher; from knowledge.catalogue import Catalogue;"
        "Matcher.of(Catalogue()).match('补办'); sys.exit('jieba' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
