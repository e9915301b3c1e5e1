"""提前审查: an advisor reads an application before it is submitted, adds what a machine does not see, and
is named to the applicant as the one who answers for it (首问责任).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from affairs.applications.application import Application, Review
from affairs.applications.opening import form_of, own
from affairs.applications.ports import Act, AdvisorFinding
from affairs.errors import InvalidValue, NoSuchApplication, NoSuchMaterial, NotChangeable, NotPermitted
from affairs.notifications.inbox import tell
from affairs.people.citizens import Citizen
from affairs.ports import Clock, UnitOfWork, UnitOfWorkFactory
from affairs.precheck.finding import Finding, Severity
from affairs.staff import audit
from affairs.staff.permissions import Actor, Permission
from knowledge.forms import Form

__all__ = ["ADVISOR", "PreReviews", "Reviewed"]

ADVISOR = "advisor"
"""The rule that findings made by hand go by."""
LONGEST = 500
SHORTEST = 2
UNFIT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Reviewed:
    """An application as an advisor reads it."""

    application: Application
    form: Form
    findings: Sequence[AdvisorFinding] = field(repr=False)
    acts: Sequence[Act] = field(repr=False)


class PreReviews:
    """Use cases of applicants (:meth:`ask`) and of staff with the permission PRE_REVIEW."""

    def __init__(self, unit_of_work: UnitOfWorkFactory, clock: Clock) -> None:
        self._unit_of_work, self._clock = unit_of_work, clock

    async def ask(self, citizen: Citizen, application_no: str) -> Application:
        """Have a draft read before it is submitted; asked twice is asked once.

        Raises NoSuchApplication, NotChangeable.
        """
        now = self._clock.now()
        async with self._unit_of_work() as uow:
            before = await own(uow, citizen.id, application_no, now=now, lock=True)
            if not before.state.changeable:
                raise NotChangeable
            if before.review in {Review.ASKED, Review.TAKEN}:
                return before
            # Whoever answered for it before goes on to do so.
            after = replace(before, review=Review.TAKEN if before.advisor else Review.ASKED, review_at=now)
            await uow.applications.save(after)
            await uow.applications.record(
                Act(application_no, now, f"citizen:{citizen.id}", "ask-review", before.revision)
            )
            await uow.commit()
        return after

    async def waiting(self, actor: Actor, *, limit: int = 100) -> Sequence[Application]:
        """Those nobody has taken, and those of the actor's own work, the longest waiting first."""
        actor.require(Permission.PRE_REVIEW)
        async with self._unit_of_work(read_only=True) as uow:
            return await uow.applications.to_review(sorted(actor.work_of), limit=limit)

    async def read(self, actor: Actor, application_no: str) -> Reviewed:
        """One of them, written down as read. Raises NoSuchApplication: what nobody had asked about is absent."""
        actor.require(Permission.PRE_REVIEW)
        now = self._clock.now()
        async with self._unit_of_work() as uow:
            application = await _under_review(uow, actor, application_no)
            form = await form_of(uow, application)
            findings = await uow.applications.findings(application_no, open_only=False)
            acts = await uow.applications.acts(application_no)
            await _audited(uow, actor, audit.Act.APPLICATION_READ, application, now)
            await uow.commit()
        return Reviewed(application, form, findings, acts)

    async def take(self, actor: Actor, application_no: str) -> None:
        """Answer for it from now on. Raises NoSuchApplication, NotPermitted (a colleague does)."""
        await self._change(actor, application_no, audit.Act.REVIEW_TAKEN, Review.TAKEN)

    async def finish(self, actor: Actor, application_no: str) -> None:
        """The reading is done; the applicant is told. Raises NoSuchApplication, NotPermitted."""
        await self._change(actor, application_no, audit.Act.REVIEW_DONE, Review.DONE)

    async def add(
        self, actor: Actor, application_no: str, place: str, severity: Severity, message: str, remedy: str
    ) -> None:
        """Add a finding by hand. Raises NoSuchApplication, NotPermitted, InvalidValue (``place``, empty words)."""
        actor.require(Permission.PRE_REVIEW)
        now = self._clock.now()
        async with self._unit_of_work() as uow:
            application = _answered_for(await _under_review(uow, actor, application_no, lock=True), actor)
            form = await form_of(uow, application)
            finding = Finding(
                severity, _place(form, place), _words(message, "message"), _words(remedy, "remedy"), ADVISOR, "窗口意见"
            )
            await uow.applications.add_finding(application_no, actor.staff_id, finding, now=now)
            # A check made before it no longer holds, and no submission that goes by that check.
            await uow.applications.save(replace(application, revision=application.revision + 1))
            await _audited(uow, actor, audit.Act.FINDING_ADDED, application, now)
            await uow.commit()

    async def settle(self, actor: Actor, application_no: str, finding_id: int) -> None:
        """A finding is mended. Raises NoSuchApplication, NotPermitted."""
        actor.require(Permission.PRE_REVIEW)
        now = self._clock.now()
        async with self._unit_of_work() as uow:
            application = _answered_for(await _under_review(uow, actor, application_no, lock=True), actor)
            if await uow.applications.settle_finding(finding_id, application_no, now=now):
                await uow.applications.save(replace(application, revision=application.revision + 1))
                await _audited(uow, actor, audit.Act.FINDING_SETTLED, application, now)
            await uow.commit()

    async def file_key(self, actor: Actor, application_no: str, file_id: str) -> tuple[Application, str]:
        """The application and the id of one of its files, written down as opened. Raises NoSuchMaterial."""
        actor.require(Permission.PRE_REVIEW)
        now = self._clock.now()
        async with self._unit_of_work() as uow:
            application = await _under_review(uow, actor, application_no)
            if not any(each.id == file_id for each in application.attachments):
                raise NoSuchMaterial
            await _audited(uow, actor, audit.Act.FILE_OPENED, application, now, detail=f"file={file_id}")
            await uow.commit()
        return application, file_id

    async def _change(self, actor: Actor, application_no: str, act: audit.Act, review: Review) -> None:
        actor.require(Permission.PRE_REVIEW)
        now = self._clock.now()
        async with self._unit_of_work() as uow:
            before = _answered_for(await _under_review(uow, actor, application_no, lock=True), actor)
            advisor = before.advisor or actor.staff_id
            await uow.applications.save(replace(before, review=review, advisor=advisor, review_at=now))
            who = f"staff:{actor.staff_id}"
            await uow.applications.record(Act(application_no, now, who, str(review), before.revision))
            await _audited(uow, actor, act, before, now)
            if review is Review.DONE:
                key = f"reviewed:{application_no}:{now.timestamp():.0f}"
                text = f"您的申报（{application_no}）已预审完毕，请重新检查一遍，按意见改好后提交。"
                await tell(uow, before.citizen_id, key, "预审完毕", text, now=now, application_no=application_no)
            await uow.commit()


async def _under_review(uow: UnitOfWork, actor: Actor, application_no: str, *, lock: bool = False) -> Application:
    """What an applicant had given to be read; nothing else of theirs is anybody's business."""
    application = await uow.applications.get(application_no, lock=lock)
    if application is None or application.review is Review.NONE:
        raise NoSuchApplication
    if application.advisor and application.advisor not in actor.work_of and application.review is not Review.ASKED:
        raise NoSuchApplication
    return application


def _answered_for(application: Application, actor: Actor) -> Application:
    if application.advisor and application.advisor not in actor.work_of:
        raise NotPermitted
    return application


def _place(form: Form, place: str) -> str:
    known = {field.key for field in form.fields()} | {f"materials.{slot.key}" for slot in form.materials}
    if place not in known:
        raise InvalidValue("请选择这条意见针对的栏目或材料。", field="place")
    return place


def _words(text: str, name: str) -> str:
    plain = UNFIT.sub(" ", text).strip()
    if not SHORTEST <= len(plain) <= LONGEST:
        raise InvalidValue(f"请写清楚，最多 {LONGEST} 字。", field=name)
    return plain


async def _audited(
    uow: UnitOfWork, actor: Actor, act: audit.Act, application: Application, now: datetime, *, detail: str = ""
) -> None:
    target = audit.ObjectRef("application", application.application_no)
    await uow.audit.append(audit.entry_of(actor, act, target, now, owner_id=application.advisor, detail=detail))
