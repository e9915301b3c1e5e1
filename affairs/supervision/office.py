"""Supervision at the desk: cards, bad ratings, call-backs, figures, and what could not be delivered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from affairs.applications.submission import SUBMIT, SUPPLEMENT, WITHDRAW
from affairs.cases.reporting import REPORT
from affairs.errors import InvalidValue, NoSuchCase
from affairs.ports import Clock, DeadMessage, UnitOfWorkFactory
from affairs.ratings.rating import Rating, Rectification, RectificationState
from affairs.staff import audit
from affairs.staff.permissions import Actor, Permission
from affairs.supervision.alerts import Alert
from affairs.supervision.drawn import CallBack
from affairs.supervision.recipients import reaches
from affairs.supervision.spans import Period, span_of

__all__ = ["MINE", "Called", "Complaint", "MyCards", "SupervisionOffice"]

SUPERVISION = Permission.SUPERVISION
KINDS = (SUBMIT, SUPPLEMENT, WITHDRAW, REPORT)
MINE, MOST = 50, 200
LONGEST = 1000
EACH = 100
"""Cases of a department that one sample has at most."""


@dataclass(frozen=True, slots=True)
class MyCards:
    """Cards of open cases that reach somebody: how many, and the latest of them."""

    count: int
    latest: tuple[Alert, ...] = ()


@dataclass(frozen=True, slots=True)
class Complaint:
    """A bad rating that waits to be set right. ``late``: its day is over."""

    rectification: Rectification
    rating: Rating
    late: bool


@dataclass(frozen=True, slots=True)
class Called:
    """One case of the sample with whom to call."""

    drawn: CallBack
    item_name: str
    phone: str = field(repr=False)


class SupervisionOffice:
    """Use cases of staff with :attr:`Permission.SUPERVISION`; one's own cards are anybody's."""

    def __init__(self, unit_of_work: UnitOfWorkFactory, clock: Clock) -> None:
        self._unit_of_work, self._clock = unit_of_work, clock

    async def my_cards(self, actor: Actor) -> MyCards:
        """What reaches this person or those they stand in for, of cases that are still open."""
        async with self._unit_of_work(read_only=True) as uow:
            people = [each for each in await uow.staff.all() if each.id in actor.work_of]
            reach = reaches(people, await uow.staff.departments())
            if not reach:
                return MyCards(0)
            count, latest = await uow.supervision.open_alerts(reach, MINE)
        return MyCards(count, tuple(latest))

    async def cards(self, actor: Actor, *, before: int | None = None) -> Sequence[Alert]:
        """What was told of the whole centre, the latest first. Raises NotPermitted."""
        actor.require(SUPERVISION)
        async with self._unit_of_work(read_only=True) as uow:
            return await uow.supervision.alerts(limit=MINE, before=before)

    async def complaints(self, actor: Actor, today: date) -> Sequence[Complaint]:
        """Bad ratings that are open, the first due first. Raises NotPermitted."""
        actor.require(SUPERVISION)
        async with self._unit_of_work(read_only=True) as uow:
            found = await uow.ratings.open_rectifications(MOST)
        return [Complaint(opened, rating, opened.due < today) for opened, rating in found]

    async def rectify(self, actor: Actor, rating_id: int, outcome: str) -> None:
        """Say what was done about a bad rating; once. Raises NotPermitted, NoSuchCase, InvalidValue."""
        actor.require(SUPERVISION)
        words = _words(outcome, "outcome")
        now = self._clock.now()
        async with self._unit_of_work() as uow:
            before = await uow.ratings.rectification(rating_id, lock=True)
            if before is None:
                raise NoSuchCase
            if before.state is RectificationState.DONE:
                return
            after = replace(before, state=RectificationState.DONE, done_at=now, outcome=words)
            await uow.ratings.save_rectification(after)
            target = audit.ObjectRef("rating", str(rating_id))
            await uow.audit.append(audit.entry_of(actor, audit.Act.RECTIFIED, target, now))
            await uow.commit()

    async def call_backs(self, actor: Actor, month: str) -> Sequence[CallBack]:
        """The sample of a month (``YYYY-MM``); empty before it is drawn. Raises NotPermitted."""
        actor.require(SUPERVISION)
        async with self._unit_of_work(read_only=True) as uow:
            return await uow.call_backs.of_month(month)

    async def draw(self, actor: Actor, month: str, each: int) -> None:
        """Draw the sample of a month (``YYYY-MM``), ``each`` cases a department, once for all.

        Raises NotPermitted, InvalidValue.
        """
        actor.require(SUPERVISION)
        now = self._clock.now()
        try:
            span = span_of(Period.MONTHLY, date.fromisoformat(f"{month}-01"))
        except ValueError:
            raise InvalidValue("请选月份。", field="month") from None
        if not 1 <= each <= EACH:
            raise InvalidValue(f"每个部门抽 1 到 {EACH} 件。", field="each")
        if span.since > now:
            raise InvalidValue("这个月还没有开始。", field="month")
        async with self._unit_of_work() as uow:
            if await uow.call_backs.of_month(month):
                return
            await uow.call_backs.draw(month, span.since, span.until, each, now=now)
            target = audit.ObjectRef("call-backs", month)
            await uow.audit.append(audit.entry_of(actor, audit.Act.CALL_BACKS_DRAWN, target, now))
            await uow.commit()

    async def called(self, actor: Actor, month: str, application_no: str) -> Called:
        """Whom to call about a case of the sample; that it was looked at is logged.

        Raises NotPermitted, NoSuchCase.
        """
        actor.require(SUPERVISION)
        now = self._clock.now()
        async with self._unit_of_work() as uow:
            sample = await uow.call_backs.of_month(month)
            drawn = next((each for each in sample if each.application_no == application_no), None)
            case = await uow.cases.get(application_no) if drawn else None
            if drawn is None or case is None:
                raise NoSuchCase
            citizen = await uow.citizens.get(case.citizen_id)
            target = audit.ObjectRef("application", application_no)
            await uow.audit.append(audit.entry_of(actor, audit.Act.CALL_BACK_READ, target, now))
            await uow.commit()
        return Called(drawn, case.item_name, citizen.phone if citizen else "")

    async def answered(self, actor: Actor, month: str, application_no: str, answers: Mapping[str, str]) -> None:
        """Keep what the applicant said. Raises NotPermitted, NoSuchCase (not of that sample), InvalidValue."""
        actor.require(SUPERVISION)
        said = {asked: _words(answer, "answer") for asked, answer in answers.items()}
        now = self._clock.now()
        async with self._unit_of_work() as uow:
            if not await uow.call_backs.answer(month, application_no, said, now=now):
                raise NoSuchCase
            target = audit.ObjectRef("application", application_no)
            await uow.audit.append(audit.entry_of(actor, audit.Act.CALL_BACK_ANSWERED, target, now))
            await uow.commit()

    async def dead(self, actor: Actor) -> Sequence[DeadMessage]:
        """What nobody tries to deliver any more, the last first. Raises NotPermitted."""
        actor.require(SUPERVISION)
        async with self._unit_of_work(read_only=True) as uow:
            return await uow.outbox.buried(KINDS, MOST)

    async def replay(self, actor: Actor, message_id: int) -> None:
        """Have a dead delivery tried again; what was acknowledged is not sent twice.

        Raises NotPermitted, NoSuchCase (it is not among the dead).
        """
        actor.require(SUPERVISION)
        now = self._clock.now()
        async with self._unit_of_work() as uow:
            dead = next(
                (each.message for each in await uow.outbox.buried(KINDS, MOST) if each.message.id == message_id), None
            )
            if dead is None or not await uow.outbox.revive([dead.kind], key=dead.key, now=now):
                raise NoSuchCase
            target = audit.ObjectRef("application", str(dead.payload.get("application_no", "")))
            await uow.audit.append(audit.entry_of(actor, audit.Act.DELIVERY_REPLAYED, target, now))
            await uow.commit()


def _words(said: str, name: str) -> str:
    words = said.strip()
    if not words or len(words) > LONGEST:
        raise InvalidValue(f"请填写，不超过 {LONGEST} 字。", field=name)
    return words
