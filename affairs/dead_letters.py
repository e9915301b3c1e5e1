"""Messages to the outside that nobody tries any more, as administrators see them: never what they say, nor to whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from affairs.errors import InvalidValue
from affairs.ports import Clock, DeadMessage, UnitOfWorkFactory
from affairs.staff.audit import Act, ObjectRef, entry_of
from affairs.staff.permissions import Actor, Permission

__all__ = ["DeadLetter", "DeadLetters", "Post"]

SHOWN = 100
FOR_SUPERVISORS = ("case-",)
"""Beginnings of kinds whose errors speak of citizens' applications: 电子监察 shows them."""
OF_THE_MOMENT = ("wechat.",)
"""Beginnings of kinds that answer what somebody has just said: later nobody wants them."""


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """One of them. ``reason`` is '' where it may speak of a citizen; ``again``: it is worth another try."""

    id: int
    kind: str
    attempts: int
    reason: str
    died_at: datetime
    again: bool


@dataclass(frozen=True, slots=True)
class Post:
    """How many messages stand where (pending, leased, done, dead), and the last that died."""

    counts: Mapping[str, int]
    dead: Sequence[DeadLetter]


class DeadLetters:
    """Use cases of administrators; all need :attr:`Permission.SYSTEM`."""

    def __init__(self, unit_of_work: UnitOfWorkFactory, clock: Clock) -> None:
        self._unit_of_work, self._clock = unit_of_work, clock

    async def post(self, actor: Actor) -> Post:
        """What stands where. Raises NotPermitted."""
        actor.require(Permission.SYSTEM)
        async with self._unit_of_work(read_only=True) as uow:
            return Post(await uow.outbox.counts(), [_letter(each) for each in await uow.outbox.buried((), SHOWN)])

    async def again(self, actor: Actor, message_id: int) -> None:
        """Have one tried again. Raises NotPermitted, InvalidValue (it is not there any more, or its time is over)."""
        actor.require(Permission.SYSTEM)
        now = self._clock.now()
        async with self._unit_of_work() as uow:
            dead = next((each for each in await uow.outbox.buried((), SHOWN) if each.message.id == message_id), None)
            if dead is None or not _letter(dead).again:
                raise InvalidValue("这一条不能再推送了。")
            if not await uow.outbox.revive([dead.message.kind], key=dead.message.key, now=now):
                raise InvalidValue("这一条不能再推送了。")
            target = ObjectRef("outbox", str(message_id))
            await uow.audit.append(entry_of(actor, Act.DELIVERY_REPLAYED, target, now, detail=dead.message.kind))
            await uow.commit()


def _letter(dead: DeadMessage) -> DeadLetter:
    message = dead.message
    reason = "" if message.kind.startswith(FOR_SUPERVISORS) else dead.error
    again = not message.kind.startswith(OF_THE_MOMENT)
    return DeadLetter(message.id, message.kind, message.attempts, reason, dead.died_at, again)
