"""Drafts: begun, filled in, thrown away."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from affairs.applications.again import Carried, carried
from affairs.applications.application import Application, Courier, Principal, PrincipalKind
from affairs.applications.licences import Licences
from affairs.applications.numbers import new_number
from affairs.applications.opening import changeable, form_of, own
from affairs.applications.ports import Act
from affairs.clock import CHINA
from affairs.directory import guide_of
from affairs.errors import (
    NoSuchField,
    NoSuchItem,
    NoSuchSituation,
    NotChangeable,
    NotOnline,
    ServiceUnavailable,
    TooLarge,
    TooManyRequests,
)
from affairs.people.acting import SELF, Acting, acting_for
from affairs.people.checks import present
from affairs.people.citizens import Citizen
from affairs.ports import Clock, IdempotencyKey, UnitOfWorkFactory
from knowledge.codec import digest
from knowledge.forms import Form
from knowledge.forms.prefilling import prefilled, situated, sources_wanted
from knowledge.guide import ItemState
from knowledge.snapshot import Snapshot

__all__ = ["ANSWER_BYTES", "OPEN_DRAFTS", "Beginning", "Drafts", "begun", "form_in_force", "principal_of", "size_of"]

OPEN_DRAFTS = 200
"""Drafts that one citizen may have at once."""
ANSWER_BYTES = 64 * 1024
"""Bytes of JSON that the answers of one application may have."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """What is to be applied for. ``region`` is a code; '' = not said; ``whom`` as in :func:`acting_for`."""

    item_code: str
    variant: str = ""
    region: str = ""
    situation: str = ""
    whom: str = SELF


class Drafts:
    """Use cases on applications that are not submitted yet."""

    def __init__(
        self,
        unit_of_work: UnitOfWorkFactory,
        snapshot: Callable[[], Snapshot],
        clock: Clock,
        licences: Licences | None = None,
    ) -> None:
        self._unit_of_work, self._snapshot, self._clock, self._licences = unit_of_work, snapshot, clock, licences

    async def begin(
        self, citizen: Citizen, beginning: Beginning, key: IdempotencyKey | None = None
    ) -> tuple[Application, Form]:
        """A new draft, filled in as far as the applicant is known; the same one for the same key.

        After one of the same item that was refused or withdrawn it starts from that.

        Raises NoSuchItem, NoSuchGuide, NotOnline, NoSuchSituation, NoSuchPrincipal, TooManyRequests,
        IdempotencyMismatch.
        """
        now, snapshot = self._clock.now(), self._snapshot()
        form = form_in_force(snapshot, beginning, now)
        guide_of(snapshot, beginning.item_code, region=beginning.region, variant=beginning.variant)
        _check_situation(form, beginning.situation)
        application = begun(citizen, beginning, form, now)
        licensed = await self._licensed(citizen, beginning, form, now)
        async with self._unit_of_work() as uow:
            await present(uow, citizen.id)
            acting = await acting_for(uow, citizen, beginning.whom, now)
            if key is not None:
                first = await uow.idempotency.claim(
                    citizen.id,
                    "applications",
                    key.key,
                    digest=key.digest,
                    reference=application.application_no,
                    now=now,
                )
                if first is not None:
                    known = await own(uow, citizen.id, first, now=now)
                    return known, await uow.catalogues.form(known.form) or form
            if await uow.applications.count_drafts(citizen.id) >= OPEN_DRAFTS:
                raise TooManyRequests(f"未提交的申报已有 {OPEN_DRAFTS} 份，请先提交或删除一些。")
            earlier = await uow.applications.earlier(citizen.id, beginning.item_code, principal_of(acting))
            facts = {**licensed, **acting.known(), **_earlier(earlier)}
            first_one = await carried(uow, earlier, beginning.variant, form, now)
            application = replace(application, principal=principal_of(acting))
            application = _filled(application, form, prefilled(form, facts), first_one)
            await uow.applications.add(application)
            details = {"from": first_one.application_no} if first_one.application_no else {}
            await uow.applications.record(_act(application, citizen.id, "begin", now, **details))
            await uow.commit()
        return application, form

    async def _licensed(self, citizen: Citizen, beginning: Beginning, form: Form, now: datetime) -> Mapping[str, str]:
        """What electronic licences tell of what the form wants to know; nothing where nobody can be asked."""
        parts = [source.split(".") for source in sources_wanted(form) if source.startswith("licence.")]
        if self._licences is None or not parts:
            return {}
        async with self._unit_of_work(read_only=True) as uow:
            acting = await acting_for(uow, citizen, beginning.whom, now)
        try:
            found = await self._licences.find(sorted({part[1] for part in parts}), acting)
        except ServiceUnavailable:
            return {}
        return {source: value for licence in found.values() for source, value in licence.known()}

    async def change(
        self,
        citizen_id: str,
        application_no: str,
        *,
        revision: int,
        answers: Mapping[str, Any] | None = None,
        situation: str | None = None,
        courier: Courier | None = None,
    ) -> tuple[Application, Form]:
        """Take answers (None for a key = not answered any more), the situation, the courier.

        Raises NoSuchApplication, NotChangeable, RevisionConflict, NoSuchField, NoSuchSituation, TooLarge.
        """
        now = self._clock.now()
        async with self._unit_of_work() as uow:
            before = changeable(await own(uow, citizen_id, application_no, now=now, lock=True), revision)
            form = await form_of(uow, before)
            after = before
            if answers is not None:
                after = replace(after, answers=_merged(form, before.answers, answers))
            if situation is not None:
                _check_situation(form, situation)
                after = replace(after, situation=situation)
            if courier is not None:
                after = replace(after, courier=courier)
            after = replace(after, revision=before.revision + 1, changed_at=now, reminded_at=None)
            await uow.applications.save(after)
            await uow.applications.record(_act(after, citizen_id, "change", now, answers=sorted(answers or ())))
            await uow.commit()
        return after, form

    async def discard(self, citizen_id: str, application_no: str) -> None:
        """Throw a draft away, with its files. Raises NoSuchApplication, NotChangeable."""
        now = self._clock.now()
        async with self._unit_of_work() as uow:
            application = await own(uow, citizen_id, application_no, now=now, lock=True)
            if not application.handed_in_never:
                raise NotChangeable
            await uow.files.drop([each.file_key for each in application.attachments], now=now)
            await uow.applications.remove(application_no)
            await uow.commit()


def form_in_force(snapshot: Snapshot, beginning: Beginning, now: datetime) -> Form:
    """The form of today for what is to be begun. Raises NoSuchItem, NotOnline."""
    item = snapshot.catalogue.items_by_code.get(beginning.item_code)
    if item is None or item.state is not ItemState.IN_FORCE:
        raise NoSuchItem
    form = snapshot.catalogue.form_for(beginning.item_code, now.astimezone(CHINA).date(), beginning.variant)
    if form is None:
        raise NotOnline
    return form


def begun(citizen: Citizen, beginning: Beginning, form: Form, now: datetime) -> Application:
    """A new draft without answers, for the citizen themself."""
    return Application(
        application_no=new_number(now.astimezone(CHINA).date()),
        item_code=beginning.item_code,
        citizen_id=citizen.id,
        form=digest(form).hex(),
        created_at=now,
        changed_at=now,
        variant=beginning.variant,
        region=beginning.region,
        situation=beginning.situation,
    )


def principal_of(acting: Acting) -> Principal:
    """For whom, as an application keeps it."""
    if acting.company:
        return Principal(PrincipalKind.COMPANY, acting.company.id)
    return Principal(PrincipalKind.RELATIVE, acting.relative.id) if acting.relative else Principal()


def _filled(application: Application, form: Form, known: Mapping[str, Any], first: Carried) -> Application:
    """With what is known; what was said in one before goes first, and what is said now before that."""
    situation = application.situation or first.situation
    return replace(
        application,
        situation=situation,
        answers={**known, **first.answers, **situated(form, situation)},
        attachments=first.attachments,
        courier=first.courier,
        begun_from=first.application_no,
    )


def _earlier(application: Application | None) -> dict[str, Any]:
    """The answers of an application before, as sources of this one's."""
    return {f"earlier.{key}": value for key, value in application.answers.items()} if application else {}


def _check_situation(form: Form, situation: str) -> None:
    names = [decision.situation for decision in form.decisions]
    if situation and situation not in names:
        choices = "、".join(names) or "无"
        raise NoSuchSituation(f"没有这个情形，可选：{choices}。", field="situation")


def _merged(form: Form, before: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    known = {field.key for field in form.fields()}
    for key in changes:
        if key not in known:
            raise NoSuchField(field=f"answers.{key[:60]}")
    merged = {key: value for key, value in {**before, **changes}.items() if value is not None}
    if size_of(merged) > ANSWER_BYTES:
        raise TooLarge("填写的内容太多了，请精简。", field="answers")
    return merged


def _act(application: Application, citizen_id: str, act: str, now: datetime, **details: Any) -> Act:
    return Act(application.application_no, now, f"citizen:{citizen_id}", act, application.revision, details)


def size_of(answers: Mapping[str, Any]) -> int:
    """Bytes of answers as JSON."""
    return len(json.dumps(answers, ensure_ascii=False).encode("utf-8", "replace"))
