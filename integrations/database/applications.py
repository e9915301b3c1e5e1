"""Applications, what was done to them, and what advisors found."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Select, and_, delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from affairs.applications.application import (
    Application,
    ApplicationState,
    Attachment,
    Checked,
    Courier,
    Principal,
    PrincipalKind,
    Review,
)
from affairs.applications.ports import Act, AdvisorFinding
from affairs.precheck.finding import Finding
from integrations.database.application_tables import advisor_findings, application_acts, applications
from integrations.database.statements import AnyRow
from integrations.person_keys import PersonKeys, required

__all__ = ["DatabaseApplications"]


@dataclass(frozen=True, slots=True)
class Payload:
    """What is sealed of an application."""

    answers: dict[str, Any] = field(default_factory=dict)
    attachments: tuple[Attachment, ...] = ()
    courier: Courier | None = None
    checked: Checked | None = None
    brought: tuple[str, ...] = ()
    begun_from: str = ""


_payload = msgspec.json.Decoder(Payload)
_finding = msgspec.json.Decoder(Finding)
_details = msgspec.json.Decoder(dict[str, Any])


class DatabaseApplications:
    """:class:`affairs.applications.ports.ApplicationRepository` upon one connection."""

    def __init__(self, connection: AsyncConnection, keys: PersonKeys | None) -> None:
        self._connection, self._given_keys = connection, keys

    @property
    def _keys(self) -> PersonKeys:
        return required(self._given_keys)

    async def add(self, application: Application) -> None:
        """Store a new one."""
        await self._connection.execute(insert(applications).values(self._row(application)))

    async def get(self, application_no: str, *, lock: bool = False) -> Application | None:
        """One of them, or None."""
        query = select(applications).where(applications.c.application_no == application_no)
        row = (await self._connection.execute(query.with_for_update() if lock else query)).first()
        return self._application(row) if row else None

    async def several(self, numbers: Collection[str]) -> Mapping[str, Application]:
        """Those of them that are there."""
        found = await self._all(select(applications).where(applications.c.application_no.in_(numbers)))
        return {each.application_no: each for each in found}

    async def save(self, application: Application) -> None:
        """Store what changed; the caller holds the lock."""
        this = applications.c.application_no == application.application_no
        await self._connection.execute(update(applications).where(this).values(self._row(application)))

    async def remove(self, application_no: str) -> None:
        """Delete a draft with all that belongs to it."""
        for table in (application_acts, advisor_findings, applications):
            await self._connection.execute(delete(table).where(table.c.application_no == application_no))

    async def of_citizen(
        self, citizen_id: str, *, companies: Sequence[str], limit: int, before: str | None = None
    ) -> Sequence[Application]:
        """What a citizen made, the latest first; of companies only of these."""
        theirs = or_(applications.c.principal_kind != PrincipalKind.COMPANY, applications.c.principal_id.in_(companies))
        query = select(applications).where(applications.c.citizen_id == citizen_id, theirs)
        newest = query.order_by(applications.c.created_at.desc(), applications.c.application_no.desc()).limit(limit)
        return await self._all(newest if before is None else newest.where(await self._after(before)))

    async def visible(
        self,
        citizen_id: str,
        *,
        companies: Sequence[str],
        managed: Sequence[str],
        limit: int,
        before: str | None = None,
    ) -> Sequence[Application]:
        """Submitted ones that a citizen may see, begun last first."""
        company = applications.c.principal_kind == PrincipalKind.COMPANY
        theirs = or_(~company, applications.c.principal_id.in_(companies))
        seen = and_(applications.c.citizen_id == citizen_id, theirs)
        if managed:
            seen = or_(seen, and_(company, applications.c.principal_id.in_(managed)))
        query = select(applications).where(seen, applications.c.submitted_at.is_not(None))
        newest = query.order_by(applications.c.created_at.desc(), applications.c.application_no.desc()).limit(limit)
        return await self._all(newest if before is None else newest.where(await self._after(before)))

    async def drafts_of(self, citizen_id: str) -> Sequence[Application]:
        """All of a citizen that were never handed in."""
        theirs = and_(applications.c.citizen_id == citizen_id, applications.c.submitted_at.is_(None))
        return await self._all(select(applications).where(theirs))

    async def count_drafts(self, citizen_id: str) -> int:
        """How many drafts a citizen has."""
        theirs = and_(applications.c.citizen_id == citizen_id, applications.c.state == ApplicationState.DRAFT)
        return int((await self._connection.execute(select(func.count()).where(theirs))).scalar_one())

    async def earlier(self, citizen_id: str, item_code: str, principal: Principal) -> Application | None:
        """The latest submitted one of an item for the same person or company."""
        query = (
            select(applications)
            .where(
                applications.c.citizen_id == citizen_id,
                applications.c.item_code == item_code,
                applications.c.principal_kind == principal.kind,
                applications.c.principal_id == principal.id,
                applications.c.submitted_at.is_not(None),
            )
            .order_by(applications.c.created_at.desc())
            .limit(1)
        )
        return next(iter(await self._all(query)), None)

    async def applied_for(self, citizen_id: str, item_code: str, principal: Principal) -> bool:
        """Whether one of an item was submitted for the person; for a company, by whomever."""
        c = applications.c
        whose = [c.principal_kind == principal.kind, c.principal_id == principal.id]
        if principal.kind is not PrincipalKind.COMPANY:
            whose.append(c.citizen_id == citizen_id)
        found = select(c.application_no).where(c.item_code == item_code, c.submitted_at.is_not(None), *whose)
        return (await self._connection.execute(found.limit(1))).first() is not None

    async def quiet_drafts(self, changed_before: datetime, *, unreminded: bool, limit: int) -> Sequence[Application]:
        """Drafts not changed since, the oldest first."""
        states = [ApplicationState.DRAFT] if unreminded else [ApplicationState.DRAFT, ApplicationState.WITHDRAWN]
        never = and_(applications.c.state.in_(states), applications.c.submitted_at.is_(None))
        quiet = and_(never, applications.c.changed_at < changed_before)
        query = select(applications).where(quiet).order_by(applications.c.changed_at).limit(limit)
        if unreminded:
            query = query.where(applications.c.reminded_at.is_(None))
        return await self._all(query.with_for_update(skip_locked=True))

    async def to_review(self, staff_ids: Sequence[str], *, limit: int) -> Sequence[Application]:
        """Those to be read that nobody has taken, and those taken by one of these staff; the longest waiting first."""
        mine = and_(applications.c.review == Review.TAKEN, applications.c.advisor.in_(staff_ids))
        query = select(applications).where(or_(applications.c.review == Review.ASKED, mine))
        return await self._all(query.order_by(applications.c.review_at, applications.c.application_no).limit(limit))

    async def record(self, act: Act) -> None:
        """Append to what was done."""
        row = {
            "application_no": act.application_no,
            "at": act.at,
            "actor": act.actor,
            "act": act.act,
            "revision": act.revision,
            "details": self._sealed(act.details, act.application_no),
        }
        await self._connection.execute(insert(application_acts).values(row))

    async def acts(self, application_no: str) -> Sequence[Act]:
        """What was done, in order."""
        mine = application_acts.c.application_no == application_no
        rows = await self._connection.execute(select(application_acts).where(mine).order_by(application_acts.c.id))
        return [
            Act(no, row.at, row.actor, row.act, row.revision, _details.decode(self._opened(row.details, no)))
            for row in rows
            for no in [row.application_no]
        ]

    async def add_finding(self, application_no: str, staff_id: str, finding: Finding, *, now: datetime) -> int:
        """Keep an advisor's finding; its id."""
        row = {
            "application_no": application_no,
            "staff_id": staff_id,
            "made_at": now,
            "finding": self._sealed(finding, application_no),
        }
        statement = insert(advisor_findings).values(row).returning(advisor_findings.c.id)
        return int((await self._connection.execute(statement)).scalar_one())

    async def findings(self, application_no: str, *, open_only: bool = True) -> Sequence[AdvisorFinding]:
        """What advisors found, in order."""
        query = select(advisor_findings).where(advisor_findings.c.application_no == application_no)
        if open_only:
            query = query.where(advisor_findings.c.mended_at.is_(None))
        rows = await self._connection.execute(query.order_by(advisor_findings.c.id))
        return [
            AdvisorFinding(
                row.id, no, row.staff_id, row.made_at, _finding.decode(self._opened(row.finding, no)), row.mended_at
            )
            for row in rows
            for no in [row.application_no]
        ]

    async def settle_finding(self, finding_id: int, application_no: str, *, now: datetime) -> bool:
        """Mark as mended; False when there is none that is open."""
        this = and_(
            advisor_findings.c.id == finding_id,
            advisor_findings.c.application_no == application_no,
            advisor_findings.c.mended_at.is_(None),
        )
        return (
            await self._connection.execute(update(advisor_findings).where(this).values(mended_at=now))
        ).rowcount == 1

    async def _all(self, query: Select[*tuple[Any, ...]]) -> list[Application]:
        return [self._application(row) for row in await self._connection.execute(query)]

    async def _after(self, number: str) -> Any:
        """The condition for what comes after a number in the order of lists; a number that is gone is after nothing."""
        first = select(applications.c.created_at).where(applications.c.application_no == number).scalar_subquery()
        earlier = applications.c.created_at < first
        return or_(earlier, and_(applications.c.created_at == first, applications.c.application_no < number))

    def _sealed(self, value: Any, context: str) -> bytes:
        return self._keys.seal.seal(msgspec.json.encode(value).decode(), context)

    def _opened(self, sealed: bytes, context: str) -> str:
        return self._keys.seal.open(sealed, context)

    def _row(self, application: Application) -> Mapping[str, Any]:
        kept = Payload(
            dict(application.answers),
            application.attachments,
            application.courier,
            application.checked,
            application.brought,
            application.begun_from,
        )
        return {
            "application_no": application.application_no,
            "citizen_id": application.citizen_id,
            "principal_kind": application.principal.kind,
            "principal_id": application.principal.id,
            "item_code": application.item_code,
            "variant": application.variant,
            "region": application.region,
            "situation": application.situation,
            "state": application.state,
            "revision": application.revision,
            "form": application.form,
            "advisor": application.advisor,
            "created_at": application.created_at,
            "changed_at": application.changed_at,
            "submitted_at": application.submitted_at,
            "reminded_at": application.reminded_at,
            "review": application.review,
            "review_at": application.review_at,
            "payload": self._sealed(kept, application.application_no),
        }

    def _application(self, row: AnyRow) -> Application:
        kept = _payload.decode(self._opened(row.payload, row.application_no))
        return Application(
            application_no=row.application_no,
            item_code=row.item_code,
            citizen_id=row.citizen_id,
            form=row.form,
            created_at=row.created_at,
            changed_at=row.changed_at,
            variant=row.variant,
            region=row.region,
            situation=row.situation,
            principal=Principal(PrincipalKind(row.principal_kind), row.principal_id),
            state=ApplicationState(row.state),
            revision=row.revision,
            answers=kept.answers,
            attachments=kept.attachments,
            courier=kept.courier,
            checked=kept.checked,
            brought=kept.brought,
            advisor=row.advisor,
            submitted_at=row.submitted_at,
            reminded_at=row.reminded_at,
            review=Review(row.review),
            review_at=row.review_at,
            begun_from=kept.begun_from,
        )
