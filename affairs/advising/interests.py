"""Subscribing to topics, items and one's licences, and leaving again."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from affairs.advising.interest import Interest, InterestKind
from affairs.errors import NoSuchItem, NotChangeable
from affairs.notifications.notice import Consent
from affairs.people.citizens import Login
from affairs.ports import Clock, UnitOfWorkFactory
from knowledge.snapshot import Snapshot

__all__ = ["MOST", "Interests", "Subscribed"]

MOST = 100
"""Subscriptions of one citizen."""


@dataclass(frozen=True, slots=True)
class Subscribed:
    """What a citizen asked to be told of, and what may be sent."""

    interests: Sequence[Interest]
    consent: Consent


class Interests:
    """Use cases of subscriptions."""

    def __init__(self, unit_of_work: UnitOfWorkFactory, clock: Clock, snapshot: Callable[[], Snapshot]) -> None:
        self._unit_of_work, self._clock, self._snapshot = unit_of_work, clock, snapshot

    async def subscribed(self, citizen_id: str) -> Subscribed:
        """All of one citizen's."""
        async with self._unit_of_work(read_only=True) as uow:
            return Subscribed(
                await uow.interests.of_citizen(citizen_id), await uow.notices.consent(citizen_id, lock=False)
            )

    async def subscribe(self, citizen_id: str, wanted: Sequence[tuple[InterestKind, str]]) -> None:
        """Ask to be told of these; doing it twice changes nothing more.

        Raises NoSuchItem, NotChangeable for more than MOST.
        """
        known = self._snapshot().catalogue.items_by_code
        if any(kind is InterestKind.ITEM and ref not in known for kind, ref in wanted):
            raise NoSuchItem
        async with self._unit_of_work() as uow:
            now = self._clock.now()
            held = {(each.kind, each.ref) for each in await uow.interests.of_citizen(citizen_id)}
            if len(held.union(wanted)) > MOST:
                raise NotChangeable(f"最多订阅 {MOST} 项。")
            for kind, ref in wanted:
                await uow.interests.add(Interest(secrets.token_hex(12), citizen_id, kind, ref, now))
            await uow.commit()

    async def leave_all(self, channel: str, user: str) -> int:
        """End all of the person whom a channel knows as ``user``; how many."""
        async with self._unit_of_work() as uow:
            citizen = await uow.citizens.of_login(Login(channel, user))
            ended = await uow.interests.remove(citizen.id, "") if citizen else 0
            await uow.commit()
            return ended

    async def leave(self, citizen_id: str, interest_id: str = "") -> int:
        """End one of one's own, or all of them; how many. Another's is none."""
        async with self._unit_of_work() as uow:
            ended = await uow.interests.remove(citizen_id, interest_id)
            await uow.commit()
            return ended
