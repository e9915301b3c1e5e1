"""Citizens who come by a conversation: known by their login at the channel, without a token."""

import secrets
from collections.abc import Sequence

from affairs.people.citizens import Citizen, Login
from affairs.ports import Clock, UnitOfWorkFactory

__all__ = ["Visitors"]


class Visitors:
    """Use cases on whoever writes to the official account."""

    def __init__(self, unit_of_work: UnitOfWorkFactory, clock: Clock) -> None:
        self._unit_of_work, self._clock = unit_of_work, clock

    async def known(self, login: Login) -> Citizen | None:
        """The citizen of this login; None for one who never came before."""
        async with self._unit_of_work(read_only=True) as uow:
            return await uow.citizens.of_login(login)

    async def welcome(self, logins: Sequence[Login]) -> Citizen:
        """The citizen of the first login that is known, else a new one; the other logins become theirs."""
        async with self._unit_of_work() as uow:
            citizen = await uow.citizens.register(logins, fresh=secrets.token_hex(12), now=self._clock.now())
            await uow.commit()
        return citizen
