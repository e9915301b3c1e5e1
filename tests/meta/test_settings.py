"""Settings are the same list everywhere: the model, ``.env.example``, docs/settings.md."""

import re
from pathlib import Path

import pytest

from handlers.settings import PREFIX, Settings, SettingsFault, load_settings

ROOT = Path(__file__).parents[2]
NAMES = {name.upper() for name in Settings.model_fields}
DOORS = [
    "DATABASE_URL",
    "REDIS_URL",
    "PORT",
    "HOST",
    "BASE_URL",
    "SECRET_KEY",
    "SECRET_KEY_PREVIOUS",
    "WECHAT_TOKEN",
    "WECHAT_AES_KEY",
    "WECHAT_APP_ID",
    "WECHAT_APP_SECRET",
    "WECHAT_MODE",
    "WECHAT_API_BASE",
    "MINIAPP_APP_ID",
    "MINIAPP_APP_SECRET",
    "APPROVAL_SYSTEMS",
    "CATALOGUE",
    "REGION",
    "OFFICE_HOURS",
    "LOG_FORMAT",
    "RATE_LIMITS",
]


def shown(value: object) -> str:
    """A default as it is written in ``.env``."""
    if isinstance(value, bool):
        return "on" if value else "off"
    secret = getattr(value, "get_secret_value", None)
    return str(secret() if secret else getattr(value, "value", value))


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    for name in NAMES:
        monkeypatch.delenv(PREFIX + name, raising=False)
    monkeypatch.chdir(tmp_path)


def test_the_settings_promised_are_there():
    assert set(DOORS) <= NAMES


def test_the_example_lists_every_setting_with_its_default():
    lines = re.findall(rf"^{PREFIX}(\w+)=(.*)$", (ROOT / ".env.example").read_text("utf-8"), re.MULTILINE)
    assert len(lines) == len(dict(lines))
    assert dict(lines) == {name.upper(): shown(field.default) for name, field in Settings.model_fields.items()}


def test_the_example_can_be_used_as_it_is():
    made = Settings(_env_file=ROOT / ".env.example")
    assert {name: shown(getattr(made, name)) for name in ("host", "port", "rate_limits")} == {
        "host": "127.0.0.1",
        "port": "8080",
        "rate_limits": "on",
    }


def test_the_documentation_lists_every_setting():
    rows = re.findall(r"^\| (`[A-Z_`, ]+`) \|", (ROOT / "docs/settings.md").read_text("utf-8"), re.MULTILINE)
    documented = {name for row in rows for name in re.findall(r"`([A-Z_]+)`", row)}
    assert documented == NAMES


def test_all_faults_are_told_together_and_no_secret(monkeypatch: pytest.MonkeyPatch):
    wrong = {
        "DATABASE_URL": "mysql://user:hunter2@host/x",
        "REDIS_URL": "http://:hunter2@host",
        "PORT": "seventy",
        "WECHAT_AES_KEY": "hunter2",
        "WECHAT_MODE": "none",
        "RATE_LIMITS": "maybe",
        "TRUSTED_PROXIES": "everybody",
        "BASE_URL": "ftp://x",
        "LOG_FORMAT": "xml",
    }
    for name, value in wrong.items():
        monkeypatch.setenv(PREFIX + name, value)
    with pytest.raises(SettingsFault) as caught:
        load_settings()
    told = str(caught.value)
    assert all(PREFIX + name in told for name in wrong)
    assert len(told.splitlines()) == len(wrong)
    assert "hunter2" not in told


def test_secrets_are_never_shown():
    made = Settings(
        _env_file=None,
        database_url="sqlite:///x/hunter2.db",
        redis_url="redis://:hunter2@host",
        secret_key="hunter2",
        wechat_token="hunter2",
        wechat_app_id="wx",
        wechat_aes_key="h" * 43,
        wechat_app_secret="hunter2",
        miniapp_app_secret="hunter2",
    )
    assert "hunter2" not in repr(made)
    assert "hunter2" not in str(made)


@pytest.mark.parametrize(
    "given",
    [
        {"wechat_token": "t", "wechat_app_id": "wx"},
        {"wechat_token": "t", "wechat_aes_key": "k" * 43},
        {"database_url": "postgresql://u@h/d"},
        {"trusted_proxies": "10.0.0.0/33"},
        {"port": 70_000},
    ],
)
def test_settings_that_do_not_fit_together(given: dict):
    with pytest.raises(SettingsFault):
        load_settings(given)


def test_the_environment_wins_and_empty_means_default_text(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(PREFIX + "RATE_LIMITS", "off")
    monkeypatch.setenv(PREFIX + "BASE_URL", "https://desk.example.gov.cn/")
    made = load_settings({"secret_key": "x"})
    assert made.rate_limits is False
    assert made.public_url == "https://desk.example.gov.cn"


def test_the_secret_of_an_installation_is_made_once(tmp_path: Path):
    url = f"sqlite:///{tmp_path}/var/banshitong.db"
    first, second = (load_settings({"database_url": url}) for _ in range(2))
    assert first.secret_key.get_secret_value() == second.secret_key.get_secret_value() != ""
    assert (tmp_path / "var/secret.key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("files", ["ftp://x", "s3://", "s3://Big", "s3://ok/../x y"])
def test_files_are_a_folder_or_a_bucket(files: str):
    with pytest.raises(SettingsFault, match="FILES"):
        load_settings({"files": files})


def test_a_bucket_needs_an_address_and_keys():
    with pytest.raises(SettingsFault) as told:
        load_settings({"files": "s3://desk/uploads", "files_endpoint": "", "files_secret_key": ""})
    assert {f"{PREFIX}FILES_{name}" for name in ("ENDPOINT", "ACCESS_KEY", "SECRET_KEY")} == {
        line.split(":")[0] for line in str(told.value).splitlines()
    }
    for endpoint in ("https://s3.example", "https://{bucket}.oss.example", "http://127.0.0.1:9000/"):
        made = load_settings(
            {"files": "s3://desk/uploads", "files_endpoint": endpoint, "files_access_key": "a", "files_secret_key": "b"}
        )
        assert made.files_endpoint == endpoint.rstrip("/")
