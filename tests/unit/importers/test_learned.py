"""What was learned, in the YAML folder: read, written, and its faults."""

from dataclasses import replace
from pathlib import Path

from knowledge.catalogue import Catalogue
from knowledge.guide import Guide, Item
from knowledge.importers import read, write
from knowledge.learning import OutOfScope, RegressionQuestion, Scenario, ScenarioStep, Synonym

LEARNED = Catalogue(
    items=(Item("A", "身份证补领"),),
    guides=(Guide("A", notes="说明"),),
    name="目录",
    synonyms=(Synonym("本本", ("护照", "户口簿")),),
    out_of_scope=(OutOfScope("彩票:哪里买#?"),),
    regression=(RegressionQuestion("证丢了", ("A",)), RegressionQuestion("天气")),
    scenarios=(Scenario("丢了包", ("丢*包",), "先挂失", (ScenarioStep("A", "补证"),)),),
)


def test_it_comes_back_exactly(tmp_path: Path) -> None:
    write(LEARNED, tmp_path / "out")
    imported = read([tmp_path / "out"])
    assert not imported.errors
    assert imported.catalogue == LEARNED
    write(replace(LEARNED, synonyms=(), out_of_scope=(), regression=(), scenarios=()), tmp_path / "bare")
    assert not (tmp_path / "bare" / "regression.yaml").exists()


def test_one_file_alone_can_be_imported(tmp_path: Path) -> None:
    file = tmp_path / "synonyms.yaml"
    file.write_text("- {word: 本本, meanings: [护照]}\n", encoding="utf-8")
    imported = read([file])
    assert not imported.errors
    assert imported.catalogue.synonyms == (Synonym("本本", ("护照",)),)


def test_faults_are_told_with_their_lines(tmp_path: Path) -> None:
    write(LEARNED, tmp_path / "out")
    (tmp_path / "out" / "regression.yaml").write_text(
        "- {question: 证丢了, items: [A]}\n- {question: 證丟了？}\n- {items: [A]}\n"
        "- {question: 别的, items: [Z]}\n- 文字\n",
        encoding="utf-8",
    )
    faults = {(fault.code, fault.row) for fault in read([tmp_path / "out"]).faults}
    assert faults >= {("learned-twice", 2), ("missing-value", 3), ("unknown-item", 4), ("yaml-type", 5)}
