"""The citizen's side of matters: send one, with or without one's name, and see who has it and until when."""

import hashlib
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from affairs.clock import WorkCalendar
from affairs.handover.speaking import fit_words
from affairs.matters.errors import NoSuchMatter
from affairs.matters.limits import ANSWERED_WITHIN, TIER_WITHIN, ends
from affairs.matters.matter import Level, Matter, MatterKind, MatterState, Step, StepAct, Written
from affairs.people.citizens import Login
from affairs.ports import Clock, IdempotencyKey, UnitOfWork, UnitOfWorkFactory
from affairs.staff.model import Tier, new_id
from knowledge.snapshot import Snapshot

__all__ = ["Followed", "MatterAsking", "Raised"]

CONTENT, TITLE, AGAINST = 2000, 60, 100


@dataclass(frozen=True, slots=True)
class Raised:
    """What a citizen sends. ``nameless``: nothing that leads to them is kept."""

    kind: MatterKind
    title: str = field(repr=False)
    content: str = field(repr=False)
    against: str = field(default="", repr=False)
    region: str = ""
    item_code: str = ""
    nameless: bool = False


@dataclass(frozen=True, slots=True)
class Followed:
    """A matter as its citizen sees it, with its way; ``holder`` is the department or person that has it.

    ``code`` is told once, to whoever sent it without a name.
    """

    matter: Matter
    steps: Sequence[Step] = ()
    holder: str = ""
    code: str = field(default="", repr=False)


class MatterAsking:
    """Use cases of citizens. Another's matter is absent."""

    def __init__(
        self,
        unit_of_work: UnitOfWorkFactory,
        snapshot: Callable[[], Snapshot],
        calendar: Callable[[], WorkCalendar],
        clock: Clock,
    ) -> None:
        self._unit_of_work, self._snapshot = unit_of_work, snapshot
        self._calendar, self._clock = calendar, clock

    async def raise_(self, citizen_id: str, raised: Raised, once: IdempotencyKey | None = None) -> Followed:
        """Send it. Raises IdempotencyMismatch. One without a name is found again by its code alone."""
        async with self._unit_of_work() as uow:
            followed = await self._raised(uow, citizen_id, raised, once)
            await uow.commit()
        return followed

    async def raise_by(
        self, citizen_id: str, channel: str, user: str, raised: Raised, once: IdempotencyKey | None
    ) -> Followed | None:
        """Send it for who signed in, else for the person whom a channel knows as ``user``; None for a stranger.

        Raises IdempotencyMismatch.
        """
        async with self._unit_of_work() as uow:
            known = citizen_id or await _known(uow, channel, user)
            if not known:
                return None
            followed = await self._raised(uow, known, raised, once)
            await uow.commit()
        return followed

    async def of_whom(self, citizen_id: str, channel: str, user: str, *, limit: int) -> Sequence[Followed] | None:
        """The latest of who signed in, else of the person whom a channel knows as ``user``; None for a stranger."""
        async with self._unit_of_work(read_only=True) as uow:
            known = citizen_id or await _known(uow, channel, user)
            if not known:
                return None
            mine = await uow.matters.of_citizen(known, limit=limit, before=None)
            return [Followed(each, (), await _holder(uow, each)) for each in mine]

    async def one(self, citizen_id: str, matter_id: str) -> Followed:
        """One's own. Raises NoSuchMatter."""
        async with self._unit_of_work(read_only=True) as uow:
            return await _followed(uow, await _own(uow, citizen_id, matter_id))

    async def by_code(self, matter_id: str, code: str) -> Followed:
        """One that was sent without a name. Raises NoSuchMatter."""
        async with self._unit_of_work(read_only=True) as uow:
            found = await uow.matters.by_code(matter_id, digest_of(code))
            if found is None:
                raise NoSuchMatter
            return await _followed(uow, found)

    async def listed(self, citizen_id: str, *, limit: int, before: str | None = None) -> Sequence[Matter]:
        """One's own, the latest first."""
        async with self._unit_of_work(read_only=True) as uow:
            return await uow.matters.of_citizen(citizen_id, limit=limit, before=before)

    async def _raised(self, uow: UnitOfWork, citizen_id: str, raised: Raised, once: IdempotencyKey | None) -> Followed:
        """The matter, stored; that of ``once`` where it is there already."""
        now, code = self._clock.now(), secrets.token_urlsafe(16) if raised.nameless else ""
        matter = self._opened(citizen_id, raised, now)
        if once is not None and not raised.nameless:
            known = await uow.idempotency.claim(
                citizen_id, "matter", once.key, digest=once.digest, reference=matter.id, now=now
            )
            if known is not None:
                return await _followed(uow, await _own(uow, citizen_id, known))
        await uow.matters.add(matter, digest_of(code) if code else b"")
        await uow.matters.step(Step(matter.id, now, StepAct.OPENED, matter.tier, matter.due))
        return replace(await _followed(uow, matter), code=code)

    def _opened(self, citizen_id: str, raised: Raised, now: datetime) -> Matter:
        calendar = self._calendar()
        return Matter(
            new_id(),
            raised.kind,
            MatterState.OPEN,
            Level.ORDINARY,
            Tier.CENTRE,
            now,
            ends(TIER_WITHIN[Tier.CENTRE], now, calendar),
            ends(ANSWERED_WITHIN[raised.kind], now, calendar),
            Written(
                fit_words(raised.title, TITLE), fit_words(raised.content, CONTENT), fit_words(raised.against, AGAINST)
            ),
            "" if raised.nameless else citizen_id,
            raised.region,
            self._department(raised.item_code),
            raised.item_code,
        )

    def _department(self, item_code: str) -> str:
        item = self._snapshot().catalogue.items_by_code.get(item_code)
        return item.department[:200] if item else ""


def digest_of(code: str) -> bytes:
    """What is kept of a code: 128 random bits need no salt."""
    return hashlib.sha256(code.encode("utf-8", "replace")).digest()


async def _known(uow: UnitOfWork, channel: str, user: str) -> str:
    citizen = await uow.citizens.of_login(Login(channel, user))
    return citizen.id if citizen else ""


async def _own(uow: UnitOfWork, citizen_id: str, matter_id: str) -> Matter:
    found = await uow.matters.get(matter_id)
    if found is None or not found.citizen_id or found.citizen_id != citizen_id:
        raise NoSuchMatter
    return found


async def _followed(uow: UnitOfWork, matter: Matter) -> Followed:
    return Followed(matter, await uow.matters.steps(matter.id), await _holder(uow, matter))


async def _holder(uow: UnitOfWork, matter: Matter) -> str:
    held = await uow.staff.find(matter.staff_id) if matter.staff_id else None
    return (held.profile.display_name if held else "") or matter.department
