"""Consultations and complaints as GB/T 39046-2020 table 10 (互动信息) has them."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

from affairs.clock import CHINA
from affairs.handover.handover import Handover
from affairs.matters.matter import Matter, MatterKind
from affairs.matters.words import TIER_WORDS
from affairs.ports import UnitOfWork, UnitOfWorkFactory

__all__ = ["COMPLAINT_COLUMNS", "CONSULTATION_COLUMNS", "MatterExport"]

CONSULTATION_COLUMNS = (
    "咨询编码",
    "咨询人",
    "咨询标题",
    "咨询内容",
    "咨询时间",
    "处理时间",
    "处理人",
    "处理意见",
    "延期时限",
    "延期原因",
    "超期天数",
    "行政区划",
)
COMPLAINT_COLUMNS = (
    "投诉编码",
    "投诉标题",
    "投诉人",
    "被投诉单位或人",
    "投诉内容",
    "投诉来源",
    "投诉时间",
    "承办单位",
    "承办人",
    "承办时间",
    "反馈信息",
    "反馈时间",
    "承诺时限",
    "延期时限",
    "延期原因",
    "超期天数",
    "行政区划",
)
MOST = 20_000
SOURCES = {MatterKind.COMPLAINT: "移动服务端", MatterKind.SUGGESTION: "移动服务端（意见建议）"}


class MatterExport:
    """Reads those opened in a span. Whoever sent one without a name, or asked to be forgotten, has none here."""

    def __init__(self, unit_of_work: UnitOfWorkFactory) -> None:
        self._unit_of_work = unit_of_work

    async def rows(
        self, since: datetime, until: datetime, now: datetime, *, complaints: bool
    ) -> AsyncIterator[tuple[str, ...]]:
        """One row each, in the order they were opened. Times are ``YYYYMMDDThhmmss`` in China.

        Consultations are those that went up, and then the conversations with advisors that did not.
        """
        async with self._unit_of_work(read_only=True) as uow:
            for each in await uow.matters.between(since, until, limit=MOST):
                if (each.kind is MatterKind.CONSULTATION) is not complaints:
                    yield await (_complaint(uow, each, now) if complaints else _consultation(uow, each, now))
            if not complaints:
                for talk in await uow.handovers.between(since, until, limit=MOST):
                    if await uow.matters.of_handover(talk.id) is None:
                        yield await _talk(uow, talk, now)


async def _consultation(uow: UnitOfWork, matter: Matter, now: datetime) -> tuple[str, ...]:
    written = matter.written
    return (
        matter.id,
        await _citizen(uow, matter.citizen_id),
        written.title,
        written.content,
        _time(matter.opened_at),
        _time(matter.answered_at),
        await _staff(uow, matter.answered_by),
        written.answer,
        _time(matter.extended_to),
        written.extension,
        _late(matter, now),
        matter.region,
    )


async def _talk(uow: UnitOfWork, handover: Handover, now: datetime) -> tuple[str, ...]:
    """A conversation with an advisor; it is late from the day after the answer time that the citizen was told."""
    ended = handover.closed_at or now
    promised = handover.promised_by or ended
    late = (ended.astimezone(CHINA).date() - promised.astimezone(CHINA).date()).days
    return (
        handover.id,
        await _citizen(uow, handover.citizen_id),
        handover.brief.item or "咨询",
        handover.brief.summary,
        _time(handover.opened_at),
        _time(handover.closed_at),
        await _staff(uow, handover.staff_id),
        handover.outcome,
        "",
        "",
        str(max(late, 0)),
        handover.region,
    )


async def _complaint(uow: UnitOfWork, matter: Matter, now: datetime) -> tuple[str, ...]:
    written = matter.written
    return (
        matter.id,
        written.title,
        await _citizen(uow, matter.citizen_id),
        written.against,
        written.content,
        SOURCES[matter.kind],
        _time(matter.opened_at),
        matter.department or TIER_WORDS[matter.tier],
        await _staff(uow, matter.answered_by or matter.staff_id),
        _time(matter.taken_at),
        written.answer,
        _time(matter.answered_at),
        _time(matter.promised),
        _time(matter.extended_to),
        written.extension,
        _late(matter, now),
        matter.region,
    )


async def _citizen(uow: UnitOfWork, citizen_id: str) -> str:
    person = await uow.citizens.get(citizen_id) if citizen_id else None
    return person.name if person else ""


async def _staff(uow: UnitOfWork, staff_id: str) -> str:
    person = await uow.staff.find(staff_id) if staff_id else None
    return person.profile.display_name if person else ""


def _time(at: datetime | None) -> str:
    return f"{at.astimezone(CHINA):%Y%m%dT%H%M%S}" if at else ""


def _late(matter: Matter, now: datetime) -> str:
    """Days beyond the answer time that was told; a day that has begun counts."""
    over = (matter.answered_at or now) - (matter.extended_to or matter.promised)
    return str(0 if over <= timedelta() else -(-over // timedelta(days=1)))
