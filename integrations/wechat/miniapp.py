"""Logging in at a mini-program: ``code2session`` and ``getuserphonenumber``."""

import re
from typing import Any, NoReturn

from affairs.errors import InvalidCode, ServiceUnavailable, TooManyRequests
from affairs.people.citizens import LoggedIn
from integrations.wechat.client import WeChatClient
from integrations.wechat.faults import BackOff, QuotaExhausted, Rejected, WeChatFault

__all__ = ["MiniProgramLogin", "NoLogin"]

USELESS_CODES = frozenset({40029, 40163, 40226})
"""Unknown or old, used before, of a person the platform has blocked."""
MOBILE = re.compile(r"1[3-9][0-9]{9}", re.ASCII)


class MiniProgramLogin:
    """:class:`affairs.people.ports.CitizenLogin` over one mini-program's API.

    The session key that comes with a log-in is dropped at once: nothing here needs it
    (phone numbers come by code), and what is not kept cannot leak.
    """

    def __init__(self, client: WeChatClient) -> None:
        self._client = client

    async def log_in(self, code: str) -> LoggedIn:
        """Who brought the code. Raises InvalidCode, TooManyRequests, ServiceUnavailable."""
        try:
            answer = await self._client.code_to_session(code)
        except WeChatFault as fault:
            _refuse(fault)
        openid, unionid = answer.get("openid"), answer.get("unionid", "")
        if not isinstance(openid, str) or not openid or not isinstance(unionid, str):
            raise ServiceUnavailable
        return LoggedIn(openid=openid, unionid=unionid)

    async def phone(self, code: str) -> str:
        """The mobile number of the consent. Raises InvalidCode (also for one that is not Chinese)."""
        try:
            answer = await self._client.call("POST", "/wxa/business/getuserphonenumber", {"code": code})
        except WeChatFault as fault:
            _refuse(fault)
        return _number(answer)


class NoLogin:
    """:class:`affairs.people.ports.CitizenLogin` where no mini-program is configured."""

    async def log_in(self, code: str) -> LoggedIn:
        """Raises ServiceUnavailable."""
        raise ServiceUnavailable("no mini-program is configured")

    async def phone(self, code: str) -> str:
        """Raises ServiceUnavailable."""
        raise ServiceUnavailable("no mini-program is configured")


def _number(answer: dict[str, Any]) -> str:
    info = answer.get("phone_info")
    number = info.get("purePhoneNumber") if isinstance(info, dict) else None
    if not isinstance(number, str):
        raise ServiceUnavailable
    if not MOBILE.fullmatch(number):
        raise InvalidCode("请使用中国大陆的手机号。")
    return number


def _refuse(fault: WeChatFault) -> NoReturn:
    if isinstance(fault, Rejected) and fault.code in USELESS_CODES:
        raise InvalidCode from fault
    if isinstance(fault, BackOff | QuotaExhausted):
        raise TooManyRequests from fault
    raise ServiceUnavailable(type(fault).__name__) from fault
