"""Settings of a province's platform."""

import re
from collections.abc import Sequence
from enum import StrEnum
from urllib.parse import urlsplit

from pydantic import Field, SecretStr

from integrations.approval.profile import Profile
from integrations.approval.registry import SystemConfig

__all__ = ["EnvelopeKind", "ProvinceConfig", "check_config"]

NEEDED = frozenset({"basic", "proc", "special_start", "special_end", "file", "done"})
PUBLIC_KEY = re.compile(r"(04)?[0-9a-fA-F]{128}")
SM4_KEY = re.compile(r"[0-9a-fA-F]{32}")


class EnvelopeKind(StrEnum):
    """How messages are sealed. PLAIN only inside a closed network over https."""

    PLAIN = "plain"
    SM2 = "sm2"
    SM4 = "sm4"


class ProvinceConfig(SystemConfig):
    """``system_name`` and ``system_level`` (3 = 市级) say in every message who reports."""

    base_url: str
    token: SecretStr
    system_name: str = Field(min_length=1, max_length=100)
    system_level: str = Field("3", pattern=r"^[1-6]$")
    envelope: EnvelopeKind = EnvelopeKind.SM2
    sm2_public_key: str = ""
    """Hex of the platform's public key: 128 digits, with or without the leading 04."""
    sm4_key: SecretStr = SecretStr("")
    plain_http: bool = False


def check_config(config: ProvinceConfig, profile: Profile) -> Sequence[str]:
    """``field: reason`` for each fault."""
    faults = [f"profile: has no message {name}" for name in sorted(NEEDED - set(profile.messages))]
    if config.envelope is EnvelopeKind.SM2 and not PUBLIC_KEY.fullmatch(config.sm2_public_key):
        faults.append("sm2_public_key: must be 128 hexadecimal digits")
    if config.envelope is EnvelopeKind.SM4 and not SM4_KEY.fullmatch(config.sm4_key.get_secret_value()):
        faults.append("sm4_key: must be 32 hexadecimal digits")
    parts = urlsplit(config.base_url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        faults.append("base_url: must be https://host/path")
    elif parts.scheme == "http" and not config.plain_http:
        faults.append("base_url: must be https, or plain_http true inside a closed network")
    return faults
