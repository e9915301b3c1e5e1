"""Settings: the environment (or ``.env``) with the prefix ``BANSHITONG_``.

Wrong values are reported all together, by name and reason, and never with the value
of a secret. ``docs/settings.md`` lists the same.
"""

import errno
import re
import secrets
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic_settings import NoDecode, SettingsConfigDict

from handlers.origin import TrustedProxies
from handlers.staff_settings import StaffSettings

__all__ = ["LogFormat", "Settings", "SettingsFault", "WeChatMode", "load_settings"]

PREFIX = "BANSHITONG_"
REAL_WECHAT_API = "https://api.weixin.qq.com"
DEFAULT_DATABASE = "sqlite:///var/banshitong.db"
DATABASE = re.compile(r"sqlite(\+aiosqlite)?:///(?!:memory:).|postgres(ql)?(\+asyncpg)?://.")
REDIS = re.compile(r"rediss?://[^/]|unix://.")
HTTP = re.compile(r"https?://[^/\s?#]+(/[^\s?#]*)?\Z")
BUCKET = re.compile(r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[A-Za-z0-9._/-]*)?")
"""Bucket names after the rules of S3, with a prefix of plain characters."""
AES_KEY = re.compile(r"[A-Za-z0-9+/]{43}")
"""Base64 of 32 bytes without its padding, as 公众平台 makes it."""

TEMPLATE = re.compile(r"[\w-]{1,64}( [a-z_]{1,24}[0-9]{1,2}){4}", re.ASCII)
"""``ID thing1 character_string2 time3 thing4``, as 公众平台 shows a template's id and keywords."""


class WeChatMode(StrEnum):
    """消息加解密方式: safe = 安全模式, plain = 明文模式."""

    SAFE = "safe"
    PLAIN = "plain"


class LogFormat(StrEnum):
    """How log lines are written."""

    JSON = "json"
    CONSOLE = "console"


class Settings(StaffSettings):
    """All settings of one process. Empty means "not configured" everywhere."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", env_file_encoding="utf-8-sig", extra="ignore", validate_default=True
    )

    database_url: Annotated[str, Field(repr=False)] = DEFAULT_DATABASE
    redis_url: Annotated[str, Field(repr=False)] = ""
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8080
    base_url: str = ""
    secret_key: SecretStr = SecretStr("")
    secret_key_previous: SecretStr = SecretStr("")

    wechat_token: SecretStr = SecretStr("")
    wechat_mode: WeChatMode = WeChatMode.SAFE
    wechat_aes_key: SecretStr = SecretStr("")
    wechat_app_id: str = ""
    wechat_app_secret: SecretStr = SecretStr("")
    wechat_api_base: str = REAL_WECHAT_API
    wechat_tappable: Annotated[bool, NoDecode] = True
    miniapp_app_id: str = ""
    miniapp_app_secret: SecretStr = SecretStr("")

    subscribe_template: str = ""
    notice_template: str = ""

    identity_api: str = ""
    company_api: str = ""
    licence_api: str = ""
    register_secret: SecretStr = SecretStr("")

    files: str = "var/files"
    files_endpoint: str = ""
    files_region: str = "us-east-1"
    files_access_key: str = ""
    files_secret_key: SecretStr = SecretStr("")

    approval_systems: str = ""
    supervision: str = ""
    rectify_days: Annotated[int, Field(ge=1, le=365)] = 15
    hall: str = ""
    catalogue: str = ""
    region: str = ""
    office_hours: str = ""
    log_format: LogFormat = LogFormat.CONSOLE
    rate_limits: Annotated[bool, NoDecode] = True
    trusted_proxies: str = "private"

    @field_validator("rate_limits", "wechat_tappable", mode="before")
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
        if not DATABASE.match(value) or _port_is_wrong(value):
            raise ValueError("must be sqlite:///path or postgresql://user:password@host:port/name")
        return value

    @field_validator("redis_url")
    @classmethod
    def _redis(cls, value: str) -> str:
        if value and (not REDIS.match(value) or _port_is_wrong(value)):
            raise ValueError("must be redis://host:port/number, rediss://… or unix://path, or empty")
        return value

    @field_validator("files")
    @classmethod
    def _files(cls, value: str) -> str:
        if "://" in value and (not BUCKET.fullmatch(value) or ".." in value):
            raise ValueError("must be a folder or s3://bucket or s3://bucket/prefix")
        return value

    @field_validator("files_endpoint", "files_access_key", "files_secret_key")
    @classmethod
    def _object_store(cls, value: Any, info: ValidationInfo) -> Any:
        if not value and info.data.get("files", "").startswith("s3://"):
            raise ValueError(f"is required while {PREFIX}FILES is s3://")
        return value

    @field_validator("files_endpoint")
    @classmethod
    def _endpoint(cls, value: str) -> str:
        plain = value.replace("{bucket}.", "", 1)
        if value and (not HTTP.match(plain) or _port_is_wrong(plain)):
            raise ValueError("must be http://host, https://host or https://{bucket}.host")
        return value.rstrip("/")

    @field_validator("base_url", "wechat_api_base", "identity_api", "company_api", "licence_api", "oidc_issuer")
    @classmethod
    def _http(cls, value: str) -> str:
        if value and (not HTTP.match(value) or _port_is_wrong(value)):
            raise ValueError("must be http://host or https://host")
        return value.rstrip("/")

    @field_validator("catalogue", "approval_systems", "supervision", "hall")
    @classmethod
    def _there(cls, value: str) -> str:
        if value and not Path(value).exists():
            raise ValueError("there is no such file")
        return value

    @field_validator("subscribe_template", "notice_template")
    @classmethod
    def _template(cls, value: str) -> str:
        if value and not TEMPLATE.fullmatch(value):
            raise ValueError("must be ID TITLE NUMBER TIME TEXT: a template id and four of its keywords")
        return value

    @field_validator("wechat_aes_key")
    @classmethod
    def _aes_key(cls, value: SecretStr, info: ValidationInfo) -> SecretStr:
        key, token = value.get_secret_value(), info.data.get("wechat_token")
        if key and not AES_KEY.fullmatch(key):
            raise ValueError("must be the 43 letters and digits of EncodingAESKey")
        if not key and token and info.data.get("wechat_mode") is WeChatMode.SAFE:
            raise ValueError(f"is required while {PREFIX}WECHAT_TOKEN is set and {PREFIX}WECHAT_MODE is safe")
        return value

    @field_validator("wechat_app_id")
    @classmethod
    def _app_id(cls, value: str, info: ValidationInfo) -> str:
        if not value and info.data.get("wechat_token"):
            raise ValueError(f"is required while {PREFIX}WECHAT_TOKEN is set")
        return value

    @field_validator("secret_key")
    @classmethod
    def _secret(cls, value: SecretStr, info: ValidationInfo) -> SecretStr:
        if not value and not info.data.get("database_url", "sqlite").startswith("sqlite"):
            raise ValueError("is required beside PostgreSQL, the same in every process")
        return value

    @model_validator(mode="before")
    @classmethod
    def _empty_is_not_configured(cls, values: dict[str, Any]) -> dict[str, Any]:
        """Blanks around a value are no part of it, and an empty one is the default."""
        said = {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}
        return {name: value for name, value in said.items() if value != ""}

    @model_validator(mode="after")
    def _with_secret(self) -> "Settings":
        if not self.secret_key:
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
    path = Path(name).parent / "secret.key"
    try:
        return _secret_at(path)
    except (OSError, UnicodeDecodeError) as fault:
        reason = getattr(fault, "strerror", "") or "not text"
        raise ValueError(
            f"{PREFIX}SECRET_KEY: {path} cannot be read or written ({reason}). Set the key, or let this user write to "
            f"{path.parent}, or put {PREFIX}DATABASE_URL elsewhere."
        ) from None


def _secret_at(path: Path) -> str:
    if path.exists():
        kept = path.read_text(encoding="ascii").strip()
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        kept = _write_once(path, secrets.token_urlsafe(32))
    if not kept:
        raise OSError(errno.EINVAL, "it is empty")
    return kept


def _port_is_wrong(url: str) -> bool:
    try:
        urlsplit(url).port  # noqa: B018 - reading it parses it
    except ValueError:
        return True
    return False


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
    except (OSError, UnicodeDecodeError) as fault:
        reason = getattr(fault, "strerror", "") or "it is not UTF-8"
        raise SettingsFault(f".env in {Path.cwd()} cannot be read: {reason}") from None


def _line(fault: Any) -> str:
    place = ".".join(str(part) for part in fault["loc"])
    reason = str(fault["msg"]).removeprefix("Value error, ")
    return f"{PREFIX}{place.upper()}: {reason}" if place else reason
