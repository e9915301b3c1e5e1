"""The file of approval systems: every fault at once, no secret in any."""

from importlib.util import find_spec
from pathlib import Path

import pytest

from integrations.approval.config import ConfigFault, load_systems
from integrations.approval.registry import by_name, kinds
from tests.approval import SM2_PUBLIC

GOOD = f"""
systems:
  - {{name: centre, adapter: rest, profile: local, base_url: https://a.gov.cn/api, app_id: bst, secret: {{env: S}}}}
  - {{name: front, adapter: exchange, profile: national-v4, url: {{env: F}}}}
  - name: province
    adapter: province
    profile: province
    base_url: https://p.example.gov.cn
    token: {{env: S}}
    system_name: 办事通
    sm2_public_key: {SM2_PUBLIC}
routing:
  default: centre
  items: {{"0001": front}}
  departments: {{市场监督管理局: province}}
"""
ENVIRON = {"S": "hunter2-hunter2-hunter2", "F": "postgresql://u:hunter2@h/d"}


def load(tmp_path: Path, text: str, environ: dict[str, str] | None = None):
    path = tmp_path / "systems.yaml"
    path.write_text(text, "utf-8")
    return load_systems(path, ENVIRON if environ is None else environ)


def test_cases_go_by_item_then_department_then_default(tmp_path: Path):
    config = load(tmp_path, GOOD)
    assert [each.config.name for each in config.systems] == ["centre", "front", "province"]
    name_for = config.routing.name_for
    assert name_for("0001", "市场监督管理局") == "front"
    assert name_for("0002", "市场监督管理局") == "province"
    assert name_for("0002", "公安局") == "centre"
    assert "hunter2" not in repr(config)


def test_cases_are_reported_to_those_that_take_reports(tmp_path: Path):
    config = load(tmp_path, f"{GOOD}  report: [province]\n")
    assert config.routing.report == ("province",)
    with pytest.raises(ConfigFault) as caught:
        load(tmp_path, f"{GOOD}  report: [centre, front, nobody]\n")
    assert [line.split("routing.", 1)[1] for line in str(caught.value).splitlines()] == [
        "report[2]: there is no system nobody",
        "report: centre takes no reports",
        "report: front takes no reports",
    ]


def test_all_faults_are_told_together_and_no_secret(tmp_path: Path):
    wrong = """
systems:
  - {name: Centre, adapter: rest, profile: local, base_url: http://far.example/, app_id: b, secret: hunter2-in-the-file}
  - {name: b, adapter: rest, profile: local, base_url: http://x.cn, app_id: b, secret: {env: SHORT}, timeout_s: 0}
  - {name: c, adapter: rest, profile: local, base_url: "ftp://x", app_id: b, secret: {env: SHORT}}
  - {name: c, adapter: exchange, profile: national-v9, url: {env: NOWHERE}}
  - {name: d, adapter: exchange, profile: national-v4, url: {env: ODD}}
  - {name: e, adapter: telegraph}
  - {name: f, adapter: province, profile: local, base_url: https://x, token: {env: SHORT}, system_name: x,
     envelope: sm4}
  - just a word
routing: {default: nobody, items: {"1": b, "2": nowhere}, misspelt: {}}
extra: 1
"""
    environ = {"SHORT": "hunter2", "ODD": "oracle://hunter2@h/d"}
    with pytest.raises(ConfigFault) as caught:
        load(tmp_path, wrong, environ)
    told = str(caught.value)
    for part in (
        "systems[0].name",
        "systems[0].secret: is a secret, to be given as {env: NAME}",
        "systems[1].timeout_s",
        "systems[2].base_url: must be https://host/path",
        "systems[2].secret: must have at least 16 characters",
        "systems[3].url: the environment has no NOWHERE",
        "systems[4].url: must be one of sqlite",
        "systems[5].adapter: must be one of rest, exchange, province",
        "systems[6].sm4_key: must be 32",
        "systems[6].profile: has no message basic",
        "systems[7]: must be a mapping",
        "the name c is given twice",
        "routing.misspelt",
        "extra: is not known here",
    ):
        assert part in told, part
    assert "hunter2" not in told


@pytest.mark.parametrize("text", ["", "[]", "systems: []", "systems: {", "systems: [{}]", "a: &a [*a]"])
def test_what_is_no_such_file_is_refused(tmp_path: Path, text: str):
    with pytest.raises(ConfigFault):
        load(tmp_path, text)


def test_a_database_whose_driver_is_not_there_is_told_of(tmp_path: Path):
    if find_spec("asyncmy") is not None:
        pytest.skip("asyncmy is installed")
    text = "systems: [{name: f, adapter: exchange, profile: national-v3, url: {env: F}}]"
    with pytest.raises(ConfigFault, match="needs the package asyncmy"):
        load(tmp_path, text, {"F": "mysql://u:p@h/d"})


def test_a_profile_of_ones_own_lies_beside_the_file(tmp_path: Path):
    (tmp_path / "ours.yaml").write_text(
        "name: ours\nmessages: {accept: {fields: {a: {codes: none, from: x}}}}", "utf-8"
    )
    text = "systems: [{name: f, adapter: exchange, profile: ours.yaml, url: {env: F}}]"
    with pytest.raises(ConfigFault) as caught:
        load(tmp_path, text)
    assert "systems[0].profile: ours.yaml: title" in str(caught.value)


def test_two_adapters_of_one_name_are_refused():
    rest = kinds()["rest"]
    with pytest.raises(ValueError, match="rest"):
        by_name([rest, rest])
