"""Correcting an application together: an advisor proposes, the citizen sees each change and says yes or no.

Nothing of an application is changed by staff alone: without the citizen's yes the proposal ends, and so it does when
the application was changed meanwhile.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from affairs.applications.application import Application
from affairs.applications.drafts import ANSWER_BYTES, size_of
from affairs.applications.opening import form_of
from affairs.applications.opening import own as own_application
from affairs.applications.ports import Act
from affairs.errors import InvalidValue, NoSuchApplication, NoSuchField, NotChangeable, TooLarge
from affairs.handover import words
from affairs.handover.desk import audited, held, seen_by
from affairs.handover.errors import NoSuchCorrection
from affairs.handover.handover import Change, Correction, Handover, Side
from affairs.handover.ports import Hints
from affairs.handover.speaking import spoken
from affairs.handover.viewing import own_handover
from affairs.ports import Clock, UnitOfWork, UnitOfWorkFactory
from affairs.staff import audit
from affairs.staff.model import new_id
from affairs.staff.permissions import Actor, Permission

__all__ = ["MOST_CHANGES", "Correcting", "Outcome"]

MOST_CHANGES = 8
"""As many as one message shows, each with what it was and what it shall be."""
SHOWN = 30
"""Characters of a label or an answer in that message."""
OPEN_FOR = timedelta(hours=24)

Outcome = str
"""``agreed``, ``declined``, or ``over``: it had ended, or the application was changed meanwhile."""


class Correcting:
    """Use cases on proposals to correct the application that a conversation is about."""

    def __init__(self, unit_of_work: UnitOfWorkFactory, hints: Hints, clock: Clock) -> None:
        self._unit_of_work, self._hints, self._clock = unit_of_work, hints, clock

    async def propose(self, actor: Actor, handover_id: str, changes: Sequence[Change], revision: int) -> Correction:
        """Show the citizen these changes of the application as ``revision`` had it; in place of a proposal before.

        Raises NotPermitted, NoSuchHandover, HandoverTaken, HandoverOver, NoSuchApplication, NotChangeable, NoSuchField,
        InvalidValue (nothing to change, too much at once, or changed meanwhile).
        """
        actor.require(Permission.PRE_REVIEW)
        if not 1 <= len(changes) <= MOST_CHANGES:
            raise InvalidValue(f"请填要修改的内容，一次最多 {MOST_CHANGES} 项。", field="correction")
        now = self._clock.now()
        async with self._unit_of_work() as uow:
            before = held(await seen_by(uow, actor, handover_id, lock=True), actor)
            application = await uow.applications.get(before.application_no) if before.application_no else None
            if application is None:
                raise NoSuchApplication
            if not application.state.changeable:
                raise NotChangeable
            if application.revision != revision:
                raise InvalidValue("申报刚刚有了改动，请看过最新内容再提。", field="correction")
            known = {field.key for field in (await form_of(uow, application)).fields()}
            if not {each.key for each in changes} <= known:
                raise NoSuchField(field="correction")
            made = Correction(new_id(), application.application_no, revision, tuple(changes), actor.staff_id, now)
            _, after = await spoken(uow, before, Side.SYSTEM, _told(made), now=now)
            await uow.handovers.save(replace(after, correction=made, unanswered_since=None))
            keys = ",".join(each.key for each in changes)
            await audited(uow, actor, audit.Act.CORRECTION_PROPOSED, before, now, detail=keys[:200])
            await uow.commit()
        await self._hints.changed(handover_id, after.staff_id)
        return made

    async def open_of(self, citizen_id: str, handover_id: str) -> Correction | None:
        """What the citizen has not answered yet. Raises NoSuchHandover."""
        async with self._unit_of_work(read_only=True) as uow:
            return standing(await own_handover(uow, citizen_id, handover_id), self._clock.now())

    async def decide(self, citizen_id: str, handover_id: str, *, agree: bool, correction_id: str = "") -> Outcome:
        """The citizen's word: ``agreed`` changes the application at once. ``correction_id``: of which proposal.

        Raises NoSuchHandover, NoSuchCorrection (there is none, or it is another by now).
        """
        now = self._clock.now()
        async with self._unit_of_work() as uow:
            before = await own_handover(uow, citizen_id, handover_id, lock=True)
            asked = before.correction
            if asked is None or correction_id not in {"", asked.id}:
                raise NoSuchCorrection
            outcome = "declined"
            if agree:
                changed = standing(before, now) is not None and await _apply(uow, citizen_id, asked, now)
                outcome = "agreed" if changed else "over"
            _, after = await spoken(uow, before, Side.SYSTEM, words.CORRECTIONS[outcome], now=now)
            await uow.handovers.save(replace(after, correction=None, unanswered_since=before.unanswered_since or now))
            await uow.commit()
        await self._hints.changed(handover_id, after.staff_id)
        return outcome


def standing(handover: Handover, now: datetime) -> Correction | None:
    """The proposal that may still be agreed to."""
    made = handover.correction
    return made if made and handover.is_open and now < made.made_at + OPEN_FOR else None


async def _apply(uow: UnitOfWork, citizen_id: str, asked: Correction, now: datetime) -> bool:
    """Change the application, if it is as it was shown; and write down who proposed it and who agreed."""
    try:
        before = await own_application(uow, citizen_id, asked.application_no, now=now, lock=True)
    except NoSuchApplication:
        return False
    if not before.state.changeable or before.revision != asked.revision:
        return False
    answers = _merged(before.answers, asked.changes)
    after = replace(before, answers=answers, revision=before.revision + 1, changed_at=now, reminded_at=None)
    await uow.applications.save(after)
    await uow.applications.record(_act(after, citizen_id, asked, now))
    return True


def _merged(answers: Mapping[str, Any], changes: Sequence[Change]) -> Mapping[str, Any]:
    merged = {**answers, **{each.key: each.value for each in changes}}
    if size_of(merged) > ANSWER_BYTES:
        raise TooLarge(field="correction")
    return merged


def _act(application: Application, citizen_id: str, asked: Correction, now: datetime) -> Act:
    details = {"with": f"staff:{asked.staff_id}", "answers": sorted(each.key for each in asked.changes)}
    return Act(application.application_no, now, f"citizen:{citizen_id}", "correct", application.revision, details)


def _told(made: Correction) -> str:
    lines = [
        words.CHANGE.format(
            n=n, label=each.label[:SHOWN], before=each.before[:SHOWN] or "（空）", after=each.after[:SHOWN]
        )
        for n, each in enumerate(made.changes, 1)
    ]
    return "\n".join((words.CORRECTION.format(number=made.application_no), *lines, words.CORRECTION_HOW))
