"""Sending a notice: one way after the other, as consents and quotas allow; never twice, never at night.

Before a message leaves, its attempt is kept as UNSURE, in a transaction of its own. A worker that dies in between
leaves that mark, and nobody sends it again: the citizen has the notice in their inbox anyway.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from affairs.notifications.notice import NOTICE, Attempt, Consent, Notice, Outcome, Sent, Way, waking
from affairs.notifications.ports import Messenger
from affairs.outbox import PermanentFailure, TransientFailure
from affairs.ports import Clock, OutboxMessage, UnitOfWorkFactory

__all__ = ["SendNotice"]

GIVE_UP_AFTER = timedelta(days=3)
"""What is older is no news: the inbox has it."""
_OVER = frozenset({Outcome.SENT, Outcome.UNSURE})
_SHUT = frozenset({Outcome.CLOSED, Outcome.FAILED})


class SendNotice:
    """Carries out outbox rows of kind ``notice``. ``messengers`` are tried in their order."""

    kind = NOTICE

    def __init__(self, unit_of_work: UnitOfWorkFactory, messengers: Sequence[Messenger], clock: Clock) -> None:
        self._unit_of_work, self._messengers, self._clock = unit_of_work, tuple(messengers), clock

    async def __call__(self, message: OutboxMessage) -> None:
        """Send, or leave it at the inbox. Raises TransientFailure (with when to come again), PermanentFailure."""
        notice_id = message.payload.get("notice")
        if not isinstance(notice_id, str):
            raise PermanentFailure("payload without a notice")
        now = self._clock.now()
        async with self._unit_of_work(read_only=True) as uow:
            notice = await uow.notices.get(notice_id)
            if notice is None or notice.settled_at or notice.read_at:
                return
            made = {attempt.way: attempt for attempt in await uow.notices.attempts(notice.id)}
            consent = await uow.notices.consent(notice.citizen_id)
            people = {login.channel: login.user for login in await uow.citizens.logins(notice.citizen_id)}
        due = waking(now, urgent=notice.urgent)
        if due > now:
            raise TransientFailure("night", due=due)
        if not any(attempt.outcome in _OVER for attempt in made.values()) and now - notice.created_at < GIVE_UP_AFTER:
            await self._along(notice, made, consent, people)
        await self._settle(notice)

    async def _along(self, notice: Notice, made: dict[Way, Attempt], consent: Consent, people: dict[str, str]) -> None:
        """Try the ways that are open, until one took it. Raises TransientFailure when one is to be tried again."""
        for messenger in self._messengers:
            before = made.get(messenger.way)
            user = people.get(messenger.channel)
            shut = before is not None and before.outcome in _SHUT
            if shut or user is None or (messenger.way is Way.SUBSCRIPTION and not consent.given):
                continue
            number = before.number + 1 if before else 1
            await self._record(Attempt(notice.id, messenger.way, Outcome.UNSURE, self._clock.now(), number=number))
            sent = await messenger.send(user, notice, number)
            await self._came(notice, messenger.way, sent, number)
            if sent.outcome in _OVER:
                return
            if sent.outcome is Outcome.LATER:
                raise TransientFailure(f"{messenger.way} {sent.code}", due=sent.due)

    async def _record(self, attempt: Attempt) -> None:
        async with self._unit_of_work() as uow:
            await uow.notices.record(attempt)
            await uow.commit()

    async def _came(self, notice: Notice, way: Way, sent: Sent, number: int) -> None:
        """Keep what became of it; a consent that was used, or that WeChat does not know of, is gone."""
        now = self._clock.now()
        async with self._unit_of_work() as uow:
            await uow.notices.record(Attempt(notice.id, way, sent.outcome, now, sent.code, number))
            if way is Way.SUBSCRIPTION and sent.outcome is not Outcome.LATER:
                held = await uow.notices.consent(notice.citizen_id, lock=True)
                await uow.notices.set_consent(notice.citizen_id, _after(held, sent.outcome), now=now)
            await uow.commit()

    async def _settle(self, notice: Notice) -> None:
        async with self._unit_of_work() as uow:
            await uow.notices.settle(notice.id, now=self._clock.now())
            await uow.commit()


def _after(consent: Consent, outcome: Outcome) -> Consent:
    if outcome is Outcome.CLOSED:
        return Consent()
    return consent if consent.lasting else replace(consent, left=max(0, consent.left - 1))
