"""Reading the audit log."""

from collections.abc import Sequence

from affairs.ports import UnitOfWorkFactory
from affairs.staff.audit import AuditEntry, AuditFilter
from affairs.staff.permissions import Actor, Permission

__all__ = ["AuditLog"]


class AuditLog:
    """The use case of reading the log; it needs :attr:`Permission.AUDIT`."""

    def __init__(self, unit_of_work: UnitOfWorkFactory) -> None:
        self._unit_of_work = unit_of_work

    async def page(
        self, actor: Actor, wanted: AuditFilter, limit: int, before: int | None = None
    ) -> Sequence[AuditEntry]:
        """The latest entries that agree with ``wanted``, ids below ``before``. Raises NotPermitted."""
        actor.require(Permission.AUDIT)
        async with self._unit_of_work(read_only=True) as uow:
            return await uow.audit.page(wanted, limit, before)
