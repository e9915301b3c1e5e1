"""Settings: what is refused, in which words, and what an empty one means."""

from pathlib import Path

import pytest

from handlers.settings import PREFIX, Settings, SettingsFault, load_settings

KEY = "k" * 43


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    for name in Settings.model_fields:
        monkeypatch.delenv(PREFIX + name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


def refused(**settings: str) -> str:
    with pytest.raises(SettingsFault) as caught:
        load_settings(settings)
    return str(caught.value)


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_an_empty_setting_is_its_default(monkeypatch: pytest.MonkeyPatch, name: str):
    default = load_settings()
    for empty in ("", "  "):
        monkeypatch.setenv(PREFIX + name.upper(), empty)
        assert load_settings() == default


def test_an_empty_variable_wins_over_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    (tmp_path / ".env").write_text("BANSHITONG_REDIS_URL=redis://host:6379/0\n")
    assert load_settings().redis_url
    monkeypatch.setenv(PREFIX + "REDIS_URL", "")
    assert load_settings().redis_url == ""


def test_blanks_and_line_ends_around_a_value_are_no_part_of_it(tmp_path: Path):
    (tmp_path / ".env").write_bytes(b"\xef\xbb\xbfBANSHITONG_PORT= 9000 \r\nBANSHITONG_WECHAT_MODE=plain\r\n")
    made = load_settings({"wechat_token": " token\n", "wechat_app_id": "wx"})
    assert made.port == 9000
    assert made.wechat_token.get_secret_value() == "token"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("database_url", "sqlite"),
        ("database_url", "sqlite:file.db"),
        ("database_url", "sqlite://file.db"),
        ("database_url", "sqlite:///"),
        ("database_url", "sqlite:///:memory:"),
        ("database_url", "postgresql://"),
        ("database_url", "postgresqlx://host/db"),
        ("database_url", "postgresql://u:hunter2@host:port/db"),
        ("redis_url", "redis://"),
        ("redis_url", "redis://:hunter2@host:port"),
        ("redis_url", "redis://host:99999"),
        ("base_url", "http://"),
        ("base_url", "https:///path"),
        ("base_url", "https://host:port"),
        ("base_url", "https://host/?q=1"),
        ("base_url", "https://a host"),
        ("wechat_aes_key", "!" * 43),
        ("wechat_aes_key", "短" * 43),
        ("wechat_aes_key", "hunter2"),
        ("catalogue", "/nowhere/at/all"),
        ("approval_systems", "nowhere.yaml"),
        ("port", "-1"),
    ],
)
def test_what_could_not_work_is_refused_at_once(name: str, value: str):
    told = refused(**{name: value})
    assert f"{PREFIX}{name.upper()}: " in told
    assert "hunter2" not in told


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("database_url", "sqlite:////tmp/x/y.db"),
        ("redis_url", "redis://:p@host:6379/0"),
        ("redis_url", "redis://[::1]:6379"),
        ("redis_url", "unix:///run/redis.sock"),
        ("base_url", "https://desk.example.gov.cn:8443/banshitong/"),
        ("wechat_aes_key", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"),
    ],
)
def test_what_can_work_is_taken(tmp_path: Path, name: str, value: str):
    load_settings({"secret_key": "x", name: value})


def test_settings_that_disagree_are_told_together_with_wrong_ones():
    told = refused(wechat_token="t", database_url="postgresql://u@h/d", port="seventy")
    assert len(told.splitlines()) == 4
    for name in ("WECHAT_AES_KEY", "WECHAT_APP_ID", "SECRET_KEY", "PORT"):
        assert PREFIX + name in told


def test_a_file_of_another_encoding_is_told(tmp_path: Path):
    (tmp_path / ".env").write_bytes("BANSHITONG_REGION=云江区".encode("gb18030"))
    assert ".env" in refused()


@pytest.mark.parametrize("kept", [b"", b" \n", "密".encode()])
def test_a_secret_that_was_spoilt_is_told(tmp_path: Path, kept: bytes):
    (tmp_path / "secret.key").write_bytes(kept)
    told = refused(database_url=f"sqlite:///{tmp_path}/x.db")
    assert str(tmp_path / "secret.key") in told
    assert f"{PREFIX}SECRET_KEY" in told


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path):
    (tmp_path / "file").touch()
    assert f"{PREFIX}SECRET_KEY" in refused(database_url=f"sqlite:///{tmp_path}/file/x.db")
    assert load_settings({"database_url": f"sqlite:///{tmp_path}/file/x.db", "secret_key": "own"})
