import subprocess
import sys

from knowledge.segment import Segmenter


def test_a_segmenter_knows_its_own_words_only():
    knowing, plain = Segmenter.of(["云江政务通办"]), Segmenter.of([])
    assert "云江政务通办" in knowing.cut("我要云江政务通办")
    assert "云江政务通办" not in plain.cut("我要云江政务通办")


def test_blanks_are_no_words():
    assert Segmenter.of([]).cut("补 办 ") == ["补", "办"]
    assert Segmenter.of([]).cut("") == []


def test_the_matcher_does_not_load_jieba():
    code = (
        "import sys; from knowledge.match import Matcher; from knowledge.catalogue import Catalogue;"
        "Matcher.of(Catalogue()).match('补办'); sys.exit('jieba' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
