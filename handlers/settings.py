"""Settings: the environment (or ``.env``) with the prefix ``BANSHITONG_``.

Wrong values are reported all together, by name and reason, and never with the value
of a secret. ``docs/settings.md`` lists the same.
"""

import secrets
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from handlers.origin import TrustedProxies

__all__ = ["LogFormat", "Settings", "SettingsFault", "WeChatMode", "load_settings"]

PREFIX = "BANSHITONG_"
REAL_WECHAT_API = "https://api.weixin.qq.com"
DEFAULT_DATABASE = "sqlite:///var/banshitong.db"
AES_KEY_LENGTH = 43


class WeChatMode(StrEnum):
    """消息加解密方式: safe = 安全模式, plain = 明文模式."""

    SAFE = "safe"
    PLAIN = "plain"


class LogFormat(StrEnum):
    """How log lines are written."""

    JSON = "json"
    CONSOLE = "console"


class Settings(BaseSettings):
    """All settings of one process. Empty means "not configured" everywhere."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file=".env", env_file_encoding="utf-8", extra="ignore")

    database_url: Annotated[str, Field(repr=False)] = DEFAULT_DATABASE
    redis_url: Annotated[str, Field(repr=False)] = ""
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8080
    base_url: str = ""
    secret_key: SecretStr = SecretStr("")
    secret_key_previous: SecretStr = SecretStr("")

    wechat_token: SecretStr = SecretStr("")
    wechat_aes_key: SecretStr = SecretStr("")
    wechat_app_id: str = ""
    wechat_app_secret: SecretStr = SecretStr("")
    wechat_mode: WeChatMode = WeChatMode.SAFE
    wechat_api_base: str = REAL_WECHAT_API
    miniapp_app_id: str = ""
    miniapp_app_secret: SecretStr = SecretStr("")

    approval_systems: str = ""
    catalogue: str = ""
    region: str = ""
    office_hours: str = ""
    log_format: LogFormat = LogFormat.CONSOLE
    rate_limits: Annotated[bool, NoDecode] = True
    trusted_proxies: str = "private"

    @field_validator("rate_limits", mode="before")
    @classmethod
    def _switch(cls, value: Any) -> Any:
        if isinstance(value, str):
            words = {"on": True, "off": False}
            if value.lower() not in words:
                raise ValueError("must be on or off")
            return words[value.lower()]
        return value

    @field_validator("trusted_proxies")
    @classmethod
    def _proxies(cls, value: str) -> str:
        try:
            TrustedProxies.of(value)
        except ValueError:
            raise ValueError("must be private, none, or addresses and networks separated by commas") from None
        return value

    @field_validator("database_url")
    @classmethod
    def _database(cls, value: str) -> str:
        if not value.startswith(("sqlite", "postgresql", "postgres:")):
            raise ValueError("must be a sqlite:///… or postgresql://… address")
        return value

    @field_validator("redis_url")
    @classmethod
    def _redis(cls, value: str) -> str:
        if value and urlsplit(value).scheme not in {"redis", "rediss", "unix"}:
            raise ValueError("must be a redis://, rediss:// or unix:// address, or empty")
        return value

    @field_validator("base_url", "wechat_api_base")
    @classmethod
    def _http(cls, value: str) -> str:
        if value and urlsplit(value).scheme not in {"http", "https"}:
            raise ValueError("must be an http:// or https:// address")
        return value.rstrip("/")

    @field_validator("wechat_aes_key")
    @classmethod
    def _aes_key(cls, value: SecretStr) -> SecretStr:
        if value.get_secret_value() and len(value.get_secret_value()) != AES_KEY_LENGTH:
            raise ValueError(f"must have {AES_KEY_LENGTH} characters (EncodingAESKey)")
        return value

    @model_validator(mode="after")
    def _whole(self) -> "Settings":
        if (
            self.wechat_configured
            and self.wechat_mode is WeChatMode.SAFE
            and not self.wechat_aes_key.get_secret_value()
        ):
            raise ValueError(f"{PREFIX}WECHAT_AES_KEY is required while {PREFIX}WECHAT_MODE is safe")
        if self.wechat_token.get_secret_value() and not self.wechat_app_id:
            raise ValueError(f"{PREFIX}WECHAT_APP_ID is required once {PREFIX}WECHAT_TOKEN is set")
        if not self.secret_key.get_secret_value():
            if "sqlite" not in self.database_url:
                raise ValueError(f"{PREFIX}SECRET_KEY is required beside PostgreSQL, the same in every process")
            object.__setattr__(self, "secret_key", SecretStr(_embedded_secret(self.database_url)))
        return self

    @property
    def wechat_configured(self) -> bool:
        """Whether callbacks of an official account can be accepted."""
        return bool(self.wechat_token.get_secret_value())

    @property
    def public_url(self) -> str:
        """The address citizens reach this product at, without a trailing slash."""
        return self.base_url or f"http://{self.host}:{self.port}"


def _embedded_secret(database_url: str) -> str:
    """A secret of this installation, kept beside its SQLite file (0600)."""
    name = database_url.split("///", 1)[-1].split("?", 1)[0]
    if not name or name == ":memory:":
        return secrets.token_urlsafe(32)
    path = Path(name).parent / "secret.key"
    try:
        return path.read_text(encoding="ascii")
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        return _write_once(path, secrets.token_urlsafe(32))


def _write_once(path: Path, secret: str) -> str:
    """Create the file with the secret, or read the one another process just made."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    draft.touch(mode=0o600)
    draft.write_text(secret, encoding="ascii")
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        return path.read_text(encoding="ascii")
    finally:
        draft.unlink()
    return secret


class SettingsFault(Exception):
    """Settings that cannot be used: every fault, a line each, no secret in any."""


def load_settings(overrides: Mapping[str, Any] | None = None) -> Settings:
    """The settings of the environment, with some of them replaced.

    Raises SettingsFault that names every wrong one.
    """
    try:
        return Settings(**dict(overrides or {}))
    except ValidationError as error:
        raise SettingsFault("\n".join(_line(fault) for fault in error.errors(include_input=False))) from None


def _line(fault: Any) -> str:
    place = ".".join(str(part) for part in fault["loc"])
    reason = str(fault["msg"]).removeprefix("Value error, ")
    return f"{PREFIX}{place.upper()}: {reason}" if place else reason
