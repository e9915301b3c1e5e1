"""Many applications at once, for companies: each line of a table becomes a draft, each is checked, faults by row."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from affairs.applications.application import Application, Checked
from affairs.applications.drafts import (
    ANSWER_BYTES,
    OPEN_DRAFTS,
    Beginning,
    begun,
    form_in_force,
    principal_of,
    size_of,
)
from affairs.applications.examiner import context_of
from affairs.applications.ports import Act
from affairs.errors import TooLarge, TooManyRequests
from affairs.people.acting import Acting, acting_for
from affairs.people.checks import present
from affairs.people.citizens import Citizen
from affairs.ports import Clock, IdempotencyKey, UnitOfWork, UnitOfWorkFactory
from affairs.precheck import Finding, Severity, check_fields, examine
from knowledge.forms import Form
from knowledge.forms.prefilling import prefilled
from knowledge.forms.sheet import FilledLine
from knowledge.snapshot import Snapshot

__all__ = ["Bulk", "BulkLine"]


@dataclass(frozen=True, slots=True)
class BulkLine:
    """What became of one line: its draft, and what is wrong with its answers (files are yet to come)."""

    row: int
    application_no: str
    findings: tuple[Finding, ...] = field(default=(), repr=False)


class Bulk:
    """The use case on tables of applications."""

    def __init__(self, unit_of_work: UnitOfWorkFactory, snapshot: Callable[[], Snapshot], clock: Clock) -> None:
        self._unit_of_work, self._snapshot, self._clock = unit_of_work, snapshot, clock

    async def begin(
        self, citizen: Citizen, beginning: Beginning, lines: Sequence[FilledLine], key: IdempotencyKey | None = None
    ) -> Sequence[BulkLine]:
        """A draft for every line, all or none of them; the same ones for the same key.

        Raises NoSuchItem, NotOnline, NoSuchPrincipal, TooManyRequests, TooLarge, IdempotencyMismatch.
        """
        now = self._clock.now()
        form = form_in_force(self._snapshot(), beginning, now)
        if any(size_of(line.answers) > ANSWER_BYTES for line in lines):
            raise TooLarge("有一行填写的内容太多了，请精简。")
        async with self._unit_of_work(read_only=True) as uow:
            acting = await acting_for(uow, citizen, beginning.whom, now)
        made = await asyncio.to_thread(self._checked, acting, beginning, form, lines, now)
        async with self._unit_of_work() as uow:
            await present(uow, citizen.id)
            await acting_for(uow, citizen, beginning.whom, now)
            told = [await self._keep(uow, draft, line, key, now) for draft, line in zip(made, lines, strict=True)]
            new = {draft.application_no for draft in made} & {each.application_no for each in told}
            if new and await uow.applications.count_drafts(citizen.id) > OPEN_DRAFTS:
                raise TooManyRequests(f"未提交的申报最多 {OPEN_DRAFTS} 份，请先提交或删除一些。")
            await uow.commit()
        return told

    async def _keep(
        self, uow: UnitOfWork, draft: Application, line: FilledLine, key: IdempotencyKey | None, now: datetime
    ) -> BulkLine:
        """Store one draft, unless the same request stored it before."""
        number, findings = draft.application_no, draft.checked.findings if draft.checked else ()
        if key is not None:
            first = await uow.idempotency.claim(
                draft.citizen_id, "bulk", f"{key.key}#{line.row}", digest=key.digest, reference=number, now=now
            )
            if first is not None:
                return BulkLine(line.row, first, findings)
        await uow.applications.add(replace(draft, checked=None))
        await uow.applications.record(Act(number, now, f"citizen:{draft.citizen_id}", "begin", 1, {"row": line.row}))
        return BulkLine(line.row, number, findings)

    def _checked(
        self, acting: Acting, beginning: Beginning, form: Form, lines: Sequence[FilledLine], now: datetime
    ) -> list[Application]:
        """The drafts, each with what is wrong with its answers."""
        context = context_of(self._snapshot(), self._clock, acting, {})
        known = prefilled(form, acting.known())
        drafts = []
        for line in lines:
            answers = {**known, **line.answers}
            draft = replace(
                begun(acting.citizen, beginning, form, now), principal=principal_of(acting), answers=answers
            )
            found = check_fields(examine(form, answers, context))
            findings = (*_lost(form, line), *(each for each in found if each.place not in line.lost))
            drafts.append(replace(draft, checked=Checked(1, draft.form, now, findings)))
        return drafts


def _lost(form: Form, line: FilledLine) -> list[Finding]:
    """What the workbook itself has lost, told at its place."""
    labels = {each.key: each.label for each in form.fields()}
    return [
        Finding(
            Severity.ERROR,
            key,
            f"「{labels[key]}」这一格是数字格式，Excel 只留前15位，后面的数字已经丢了。",
            "请把这一列设成“文本”格式，重新填写完整的号码。",
            "table.digits",
            "本表填写说明",
        )
        for key in line.lost
    ]
