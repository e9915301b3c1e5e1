"""Demo citizens of the mini-program: the code ``demo:NAME`` is the log-in of the citizen NAME."""

import base64
import hashlib
from datetime import date, timedelta
from typing import Any

from integrations.sandbox.wechat.config import SandboxConfig
from integrations.sandbox.wechat.errors import ApiError

__all__ = ["id_number_of", "openid_of", "person_of", "phone_info", "phone_of", "session_of"]

DEMO = "demo:"
BIRTHDAYS = date(1961, 1, 1), 16_000
"""Demo citizens are born within so many days from then: grown up, none of them eighty."""
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"


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


def person_of(code: str) -> dict[str, str]:
    """Name, ID number and phone of the person behind a log-in code. Raises ApiError for a code that is none."""
    name = _name(code)
    return {"name": name, "id_number": id_number_of(name), "phone": phone_of(name)}


def id_number_of(name: str) -> str:
    """The ID number of a demo citizen: well-formed after GB 11643, of Beijing."""
    drawn = int(hashlib.sha256(f"id:{name}".encode()).hexdigest(), 16)
    first, span = BIRTHDAYS
    born = first + timedelta(days=drawn % span)
    body = f"1101{drawn // span % 9 + 1:02d}{born:%Y%m%d}{drawn // 10**9 % 1000:03d}"
    return body + CHECKS[sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True)) % 11]


def _name(code: str) -> str:
    if not code.startswith(DEMO) or len(code) == len(DEMO):
        raise ApiError(40029)
    return code.removeprefix(DEMO)
