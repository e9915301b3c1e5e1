"""Demo citizens of the mini-program: the code ``demo:NAME`` is the log-in of the citizen NAME."""

import base64
import hashlib
from typing import Any

from integrations.sandbox.wechat.config import SandboxConfig
from integrations.sandbox.wechat.errors import ApiError

__all__ = ["openid_of", "phone_info", "phone_of", "session_of"]

DEMO = "demo:"


def session_of(config: SandboxConfig, code: str) -> dict[str, Any]:
    """The answer of ``jscode2session``. Raises ApiError for a code that is none."""
    name = _name(code)
    key = base64.b64encode(hashlib.sha256(f"session:{name}".encode()).digest()[:16]).decode()
    return {
        "openid": openid_of(name, config.miniapp_app_id),
        "unionid": openid_of(name, "union"),
        "session_key": key,
    }


def phone_info(config: SandboxConfig, code: str, now: float) -> dict[str, Any]:
    """The answer of ``getuserphonenumber``. Raises ApiError for a code that is none."""
    phone = phone_of(_name(code))
    mark = {"timestamp": int(now), "appid": config.miniapp_app_id}
    return {
        "phone_info": {"phoneNumber": phone, "purePhoneNumber": phone, "countryCode": "86", "watermark": mark},
    }


def openid_of(name: str, app_id: str) -> str:
    """The openid of a demo citizen: the same for the same name and account."""
    return "o" + hashlib.sha256(f"{app_id}:{name}".encode()).hexdigest()[:27]


def phone_of(name: str) -> str:
    """The phone number of a demo citizen."""
    return f"139{int(hashlib.sha256(name.encode()).hexdigest(), 16) % 10**8:08d}"


def _name(code: str) -> str:
    if not code.startswith(DEMO) or len(code) == len(DEMO):
        raise ApiError(40029)
    return code.removeprefix(DEMO)
