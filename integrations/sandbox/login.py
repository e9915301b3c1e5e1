"""Logging in at the stand-in platform, which vouches for its citizens: name, ID number and phone."""

import aiohttp

from affairs.people.citizens import LoggedIn
from affairs.people.ports import CitizenLogin

__all__ = ["SandboxLogin"]


class SandboxLogin:
    """:class:`affairs.people.ports.CitizenLogin` of a demonstration: as the real one, and who it is."""

    def __init__(self, real: CitizenLogin, session: aiohttp.ClientSession, platform: str) -> None:
        self._real, self._session, self._platform = real, session, platform

    async def log_in(self, code: str) -> LoggedIn:
        """Who brought the code, verified. Raises what the real log-in raises."""
        known = await self._real.log_in(code)
        async with self._session.post(f"{self._platform}/_citizen", json={"code": code}) as answer:
            answer.raise_for_status()
            person = await answer.json()
        return LoggedIn(known.openid, known.unionid, person["name"], person["id_number"], person["phone"])

    async def phone(self, code: str) -> str:
        """The mobile number of a consent."""
        return await self._real.phone(code)
