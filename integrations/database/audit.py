"""The audit log: entries are added and read, and nothing else."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from affairs.staff.audit import Act, AuditEntry, AuditFilter, ObjectRef
from integrations.database.staff_tables import audit_entries as table
from integrations.database.statements import AnyRow

__all__ = ["DatabaseAudit"]


class DatabaseAudit:
    """:class:`affairs.staff.ports.AuditRepository` upon one connection."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def append(self, entry: AuditEntry) -> None:
        """Add one."""
        row = {
            "at": entry.at,
            "actor_id": entry.actor_id,
            "act": entry.act.value,
            "target_kind": entry.target.kind,
            "target_ref": entry.target.ref,
            "network": entry.network,
            "standing_for": entry.standing_for,
            "session_id": entry.session_id,
            "detail": entry.detail,
        }
        await self._connection.execute(insert(table).values(row))

    async def page(self, wanted: AuditFilter, limit: int, before: int | None = None) -> Sequence[AuditEntry]:
        """The latest first, ids below ``before``."""
        query = select(table).where(*_conditions(wanted)).order_by(table.c.id.desc()).limit(limit)
        if before is not None:
            query = query.where(table.c.id < before)
        return [_entry(row) for row in await self._connection.execute(query)]


def _conditions(wanted: AuditFilter) -> list[ColumnElement[bool]]:
    equal = {
        table.c.actor_id: wanted.actor_id,
        table.c.act: wanted.act.value if wanted.act else "",
        table.c.target_kind: wanted.target.kind,
        table.c.target_ref: wanted.target.ref,
    }
    conditions: list[ColumnElement[bool]] = [column == value for column, value in equal.items() if value]
    if wanted.since:
        conditions.append(table.c.at >= wanted.since)
    if wanted.until:
        conditions.append(table.c.at < wanted.until)
    return conditions


def _entry(row: AnyRow) -> AuditEntry:
    return AuditEntry(
        row.at,
        row.actor_id,
        Act(row.act),
        ObjectRef(row.target_kind, row.target_ref),
        row.network,
        row.standing_for,
        row.session_id,
        row.detail,
        row.id,
    )
