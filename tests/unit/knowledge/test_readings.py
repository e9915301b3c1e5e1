import subprocess
import sys

from knowledge.readings import readings


def test_a_character_has_its_syllables_without_tones_the_commonest_first():
    assert readings("区")[0] == "qu"
    assert set(readings("长")) == {"zhang", "chang"}
    assert readings("绿")[0] == "lü"
    assert readings("A") == ()


def test_nothing_that_only_few_messages_need_is_loaded_from_the_start():
    heavy = ("pypinyin", "openpyxl", "fpdf", "fontTools", "pikepdf", "pypdfium2", "icalendar", "segno", "jieba")
    code = f"import handlers.server, sys; print([name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"
