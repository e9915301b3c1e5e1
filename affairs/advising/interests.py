"""Subscribing to topics, items, licences and next steps, for oneself or for a company, and leaving again."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from affairs.advising.interest import Interest, InterestKind
from affairs.errors import NoSuchItem, NoSuchPrincipal, NotChangeable
from affairs.notifications.notice import Consent
from affairs.people.citizens import Login
from affairs.people.companies import representing
from affairs.people.principals import Role
from affairs.ports import Clock, UnitOfWork, UnitOfWorkFactory
from knowledge.snapshot import Snapshot

__all__ = ["MOST", "Interests", "Subscribed"]

MOST = 100
"""Subscriptions of one citizen, and of one company."""


@dataclass(frozen=True, slots=True)
class Subscribed:
    """What a citizen asked to be told of, and the companies whose subscriptions they keep; and what may be sent."""

    interests: Sequence[Interest]
    consent: Consent


class Interests:
    """Use cases of subscriptions."""

    def __init__(self, unit_of_work: UnitOfWorkFactory, clock: Clock, snapshot: Callable[[], Snapshot]) -> None:
        self._unit_of_work, self._clock, self._snapshot = unit_of_work, clock, snapshot

    async def subscribed(self, citizen_id: str) -> Subscribed:
        """All of one citizen's, and of the companies that they manage."""
        async with self._unit_of_work(read_only=True) as uow:
            managed = await _managed(uow, citizen_id, self._clock.now())
            own = await uow.interests.of_citizen(citizen_id)
            companies = await uow.interests.of_companies(managed) if managed else ()
            return Subscribed([*own, *companies], await uow.notices.consent(citizen_id, lock=False))

    async def subscribe(
        self,
        citizen_id: str,
        wanted: Sequence[tuple[InterestKind, str]],
        *,
        company_id: str = "",
        role: Role = Role.MANAGER,
    ) -> None:
        """Ask to be told of these; doing it twice changes nothing more, but which roles of a company are told.

        For a company only its legal person and managers may. Raises NoSuchItem, NoSuchPrincipal, NotChangeable for
        more than MOST.
        """
        known = self._snapshot().catalogue.items_by_code
        if any(kind is InterestKind.ITEM and ref not in known for kind, ref in wanted):
            raise NoSuchItem
        async with self._unit_of_work() as uow:
            now = self._clock.now()
            if company_id:
                await _require_manager(uow, citizen_id, company_id, now)
                before = await uow.interests.of_companies([company_id])
            else:
                before = await uow.interests.of_citizen(citizen_id)
            await uow.interests.follow(citizen_id)  # who asks to be told wants to be told
            if len({(each.kind, each.ref) for each in before if each.ref}.union(wanted)) > MOST:
                raise NotChangeable(f"最多订阅 {MOST} 项。")
            for kind, ref in wanted:
                made = Interest(secrets.token_hex(12), citizen_id, kind, ref, now, company_id, role)
                await uow.interests.add(made)
            await uow.commit()

    async def follow_next(self, citizen_id: str, channel: str, user: str) -> bool:
        """Have who signed in, else the person whom a channel knows as ``user``, told of next steps.

        False for who is nobody's account.
        """
        async with self._unit_of_work() as uow:
            if not citizen_id:
                citizen = await uow.citizens.of_login(Login(channel, user))
                citizen_id = citizen.id if citizen else ""
            if not citizen_id:
                return False
            now = self._clock.now()
            await uow.interests.add(Interest(secrets.token_hex(12), citizen_id, InterestKind.NEXT, "", now))
            await uow.interests.follow(citizen_id)
            await uow.commit()
            return True

    async def leave_all(self, channel: str, user: str) -> int:
        """End all of the person whom a channel knows as ``user``, and what companies have them told; how many."""
        async with self._unit_of_work() as uow:
            citizen = await uow.citizens.of_login(Login(channel, user))
            ended = await self._left(uow, citizen.id) if citizen else 0
            await uow.commit()
            return ended

    async def leave(self, citizen_id: str, interest_id: str = "") -> int:
        """End one of one's own or of a company that one manages, or be told of nothing any more; how many.

        Another's is none. That a company has others told is not ended by one who leaves.
        """
        async with self._unit_of_work() as uow:
            if interest_id:
                ended = await uow.interests.remove(citizen_id, interest_id)
                managed = await _managed(uow, citizen_id, self._clock.now())
                if not ended and managed:
                    ended = await uow.interests.remove_of_companies(managed, interest_id)
            else:
                ended = await self._left(uow, citizen_id)
            await uow.commit()
            return ended

    async def _left(self, uow: UnitOfWork, citizen_id: str) -> int:
        return await uow.interests.unfollow(citizen_id, self._clock.now()) + await uow.interests.remove(citizen_id)


async def _require_manager(uow: UnitOfWork, citizen_id: str, company_id: str, now: datetime) -> None:
    if not (await representing(uow, citizen_id, company_id, now)).role.invites:
        raise NoSuchPrincipal


async def _managed(uow: UnitOfWork, citizen_id: str, now: datetime) -> list[str]:
    """The companies for which somebody acts now as legal person or manager."""
    held = await uow.principals.representations(citizen_id=citizen_id)
    return sorted({each.company_id for each in held if each.holds(now) and each.role.invites})
