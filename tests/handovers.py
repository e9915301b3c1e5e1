"""A citizen and some advisors around one desk, upon any store."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from affairs.clock import CHINA, NATIONAL
from affairs.handover.asking import Asking, Said
from affairs.handover.desk import AdvisorDesk
from affairs.handover.gathering import Subject
from affairs.handover.handover import Attached, Handover, Message, Reason
from affairs.handover.office import Office
from affairs.handover.sweep import HandoverSweep
from affairs.handover.telling import TellCitizen
from affairs.handover.viewing import HandoverViewing
from affairs.notifications.notice import Outcome, Sent
from affairs.people.citizens import Login
from affairs.ports import OutboxMessage, UnitOfWorkFactory
from affairs.staff.model import Profile, Staff, new_id
from affairs.staff.permissions import Actor, Role, permissions_of
from knowledge.catalogue import Catalogue
from knowledge.snapshot import Snapshot
from tests.clocks import HandClock

MONDAY = datetime(2026, 3, 2, 10, 0, tzinfo=CHINA)
"""A working day at ten in the morning."""


class Wakes:
    """Remembers what changed."""

    def __init__(self) -> None:
        self.changes: list[str] = []

    async def changed(self, handover_id: str, also: str = "") -> None:
        self.changes.append(handover_id)


@dataclass
class Platform:
    """A sender that does what it is told to, and remembers what it sent."""

    answers: list[Sent] = field(default_factory=list)
    sent: list[tuple[str, str]] = field(default_factory=list)

    async def say(self, user: str, text: str) -> Sent:
        answer = self.answers.pop(0) if self.answers else Sent(Outcome.SENT)
        if answer.outcome in {Outcome.SENT, Outcome.UNSURE}:
            self.sent.append((user, text))
        return answer

    async def show(self, user: str, picture: Attached) -> Sent:
        return await self.say(user, f"[{picture.name}]")


@dataclass
class Room:
    """Everything around the desk."""

    uow: UnitOfWorkFactory
    clock: HandClock
    platform: Platform = field(default_factory=Platform)
    wakes: Wakes = field(default_factory=Wakes)
    snapshot: Snapshot = field(default_factory=lambda: Snapshot.of(Catalogue()))

    def __post_init__(self) -> None:
        self.office = Office(lambda: self.snapshot, lambda: NATIONAL)
        self.asking = Asking(self.uow, lambda: self.snapshot, self.office, self.wakes, self.clock)
        self.viewing = HandoverViewing(self.uow, self.office, self.clock)
        self.desk = AdvisorDesk(self.uow, self.wakes, self.clock)
        self.sweep = HandoverSweep(self.uow, lambda: self.snapshot, self.office, self.wakes, self.clock)
        self.telling = TellCitizen(self.uow, self.platform, self.wakes, self.clock)

    async def citizen(self) -> str:
        """Somebody who follows the account."""
        fresh = secrets.token_hex(12)
        async with self.uow() as uow:
            await uow.citizens.register([Login("wechat", f"o-{fresh}")], fresh=fresh, now=self.clock.now())
            await uow.commit()
        return fresh

    async def advisor(self, name: str = "林晓", *roles: Role, present: bool = True, region: str = "") -> Actor:
        """Somebody at the desk."""
        held = frozenset(roles or {Role.ADVISOR})
        person = Staff(new_id(), f"x-{new_id()}", Profile(name, held, region=region), self.clock.now())
        async with self.uow() as uow:
            await uow.staff.add(person)
            if present:
                await uow.advisors.seen(person.id, now=self.clock.now())
            await uow.commit()
        return Actor(person.id, name, permissions_of(held), held)

    async def opened(self, citizen_id: str, words: str = "营业执照怎么变更地址", **more: Any) -> Handover:
        """A hand-over that waits."""
        subject = Subject(more.pop("channel", "wechat"), Reason.ASKED, words, **more)
        return (await self.asking.open(citizen_id, subject))[0]

    async def taken(self, citizen_id: str, actor: Actor) -> Handover:
        """One that the advisor has."""
        made = await self.opened(citizen_id)
        await self.desk.take(actor, made.id)
        return made

    async def say(self, citizen_id: str, handover: Handover, text: str, name: str = "") -> Message:
        """The citizen says something."""
        return (await self.asking.say(citizen_id, handover.id, Said(text, client_id=name)))[0]

    async def deliver(self, handover: Handover) -> None:
        """As a worker would."""
        row = OutboxMessage(1, self.telling.kind, "k", {"handover": handover.id}, 1, self.clock.now())
        await self.telling(row)

    async def messages(self, handover: Handover) -> Sequence[Message]:
        """All of them."""
        async with self.uow(read_only=True) as uow:
            return await uow.handovers.messages(handover.id)

    async def now(self, handover: Handover) -> Handover:
        """As it stands."""
        async with self.uow(read_only=True) as uow:
            found = await uow.handovers.get(handover.id)
        assert found is not None
        return found

    def later(self, **span: float) -> None:
        """Time goes by."""
        self.clock.advance(timedelta(**span).total_seconds())
