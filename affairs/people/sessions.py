"""Logging in at the mini-program: a code for a token, a token for a citizen."""

import hashlib
import secrets
from dataclasses import replace
from datetime import datetime, timedelta

from affairs.errors import NotSignedIn
from affairs.people.citizens import AccessToken, Citizen, LoggedIn
from affairs.people.ports import CitizenLogin
from affairs.ports import Clock, UnitOfWorkFactory

__all__ = ["Sessions"]

LIFE = timedelta(days=7)
"""How long a token lasts: ``wx.login`` gets a new one without a question, so it need not be long."""
LONGEST_TOKEN = 128


class Sessions:
    """Gives out tokens, tells whose they are, ends them."""

    def __init__(self, unit_of_work: UnitOfWorkFactory, login: CitizenLogin, clock: Clock) -> None:
        self._unit_of_work, self._login, self._clock = unit_of_work, login, clock

    async def open(self, code: str) -> tuple[AccessToken, Citizen]:
        """A new token for whoever brought the code. Raises InvalidCode, TooManyRequests, ServiceUnavailable."""
        known = await self._login.log_in(code)
        now = self._clock.now()
        token = AccessToken(secrets.token_urlsafe(32), now + LIFE)
        async with self._unit_of_work() as uow:
            citizen = await uow.citizens.register(known.logins(), fresh=secrets.token_hex(12), now=now)
            vouched = _vouched(citizen, known, now)
            if vouched != citizen:
                await uow.citizens.save(vouched)
            await uow.tokens.add(digest_of(token.value), citizen.id, now=now, expires_at=token.expires_at)
            await uow.commit()
        return token, vouched

    async def citizen_of(self, token: str) -> Citizen:
        """Whose token it is. Raises NotSignedIn."""
        if not 0 < len(token) <= LONGEST_TOKEN:
            raise NotSignedIn
        async with self._unit_of_work(read_only=True) as uow:
            citizen = await uow.tokens.citizen_of(digest_of(token), now=self._clock.now())
        if citizen is None:
            raise NotSignedIn
        return citizen

    async def close(self, token: str, *, everywhere: bool = False) -> None:
        """End this token, or all of its citizen's. Raises NotSignedIn."""
        async with self._unit_of_work() as uow:
            citizen = await uow.tokens.citizen_of(digest_of(token), now=self._clock.now())
            if citizen is None:
                raise NotSignedIn
            if everywhere:
                await uow.tokens.revoke_all(citizen.id)
            else:
                await uow.tokens.revoke(digest_of(token))
            await uow.commit()


def digest_of(token: str) -> bytes:
    """What is kept of a token: 256 random bits need no salt."""
    return hashlib.sha256(token.encode(errors="surrogateescape")).digest()


def _vouched(citizen: Citizen, known: LoggedIn, now: datetime) -> Citizen:
    """The citizen with what the platform vouches for; what was verified before stays as it is."""
    if known.phone and not citizen.phone:
        citizen = replace(citizen, phone=known.phone)
    if known.name and known.id_number and not citizen.verified:
        citizen = replace(citizen, name=known.name, id_number=known.id_number, verified_at=now)
    return citizen
