"""Staff, their credentials and absences, departments."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from affairs.staff.model import Absence, Department, Profile, Staff, Tier, login_key
from affairs.staff.permissions import Role
from affairs.staff.ports import PASSWORD, Credential
from integrations.database.staff_tables import departments, staff, staff_absences, staff_credentials
from integrations.database.statements import AnyRow, upsert

__all__ = ["DatabaseStaff"]


class DatabaseStaff:
    """:class:`affairs.staff.ports.StaffRepository` upon one connection."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def find(self, staff_id: str) -> Staff | None:
        """One by id."""
        return await self._one(staff.c.id == staff_id)

    async def by_login(self, key: str) -> Staff | None:
        """One by the key of their log-in name."""
        return await self._one(staff.c.login_key == key)

    async def all(self) -> Sequence[Staff]:
        """Everybody, by log-in name."""
        return [_staff(row) for row in await self._connection.execute(select(staff).order_by(staff.c.login_key))]

    async def lock(self, staff_id: str) -> Staff | None:
        """One by id, held against changes and log-ins of others until this transaction ends."""
        query = select(staff).where(staff.c.id == staff_id).with_for_update(key_share=True)
        row = (await self._connection.execute(query)).first()
        return _staff(row) if row else None

    async def lock_active(self) -> Sequence[Staff]:
        """Everybody who may log in, held against changes of others until this transaction ends."""
        query = select(staff).where(staff.c.disabled_at.is_(None)).order_by(staff.c.id).with_for_update(key_share=True)
        return [_staff(row) for row in await self._connection.execute(query)]

    async def add(self, member: Staff) -> bool:
        """Add; False when the log-in name is taken."""
        row = _row(member) | {"id": member.id, "created_at": member.created_at, "sample": member.sample}
        statement = upsert(self._connection, staff).values(row).on_conflict_do_nothing(index_elements=["login_key"])
        return (await self._connection.execute(statement.returning(staff.c.id))).first() is not None

    async def change(self, member: Staff) -> bool:
        """Store what was changed, one revision on; False when it is no longer of ``member.revision``."""
        held = and_(staff.c.id == member.id, staff.c.revision == member.revision)
        values = _row(member) | {"revision": member.revision + 1}
        return (await self._connection.execute(update(staff).where(held).values(values))).rowcount == 1

    async def logged_in(self, staff_id: str, now: datetime) -> None:
        """Remember when they last logged in; no change of revision."""
        await self._connection.execute(update(staff).where(staff.c.id == staff_id).values(last_login_at=now))

    async def credential(self, staff_id: str, kind: str = PASSWORD) -> Credential | None:
        """What they prove themselves by."""
        table = staff_credentials
        query = select(table).where(table.c.staff_id == staff_id, table.c.kind == kind)
        row = (await self._connection.execute(query)).first()
        return Credential(row.secret, row.changed_at, row.must_change, row.kind) if row else None

    async def put_credential(self, staff_id: str, credential: Credential) -> None:
        """Set it, in place of the one before of the same kind."""
        values = {
            "secret": credential.secret,
            "must_change": credential.must_change,
            "changed_at": credential.changed_at,
        }
        row = {"staff_id": staff_id, "kind": credential.kind, **values}
        statement = upsert(self._connection, staff_credentials).values(row)
        await self._connection.execute(
            statement.on_conflict_do_update(index_elements=["staff_id", "kind"], set_=values)
        )

    async def replace_secret(self, staff_id: str, before: str, after: str) -> bool:
        """Store the same password hashed anew; False when it was changed meanwhile."""
        table = staff_credentials
        held = and_(table.c.staff_id == staff_id, table.c.kind == PASSWORD, table.c.secret == before)
        return (await self._connection.execute(update(table).where(held).values(secret=after))).rowcount == 1

    async def departments(self) -> Sequence[Department]:
        """All, by name."""
        rows = await self._connection.execute(select(departments).order_by(departments.c.name))
        return [Department(row.id, row.name) for row in rows]

    async def add_department(self, department: Department) -> bool:
        """Add; False when the name is taken."""
        row = {"id": department.id, "name": department.name}
        statement = upsert(self._connection, departments).values(row).on_conflict_do_nothing(index_elements=["name"])
        return (await self._connection.execute(statement.returning(departments.c.id))).first() is not None

    async def rename_department(self, department: Department) -> bool:
        """Rename; False when there is none of this id or the name is another's."""
        statement = update(departments).where(departments.c.id == department.id).values(name=department.name)
        try:
            async with self._connection.begin_nested():
                return (await self._connection.execute(statement)).rowcount == 1
        except IntegrityError:
            return False

    async def absences(self, after: datetime) -> Sequence[Absence]:
        """Those that end after a moment, the earliest first."""
        table = staff_absences
        query = select(table).where(table.c.ends_at > after).order_by(table.c.starts_at, table.c.id)
        return [Absence(*row) for row in await self._connection.execute(query)]

    async def add_absence(self, absence: Absence) -> None:
        """Add."""
        values = {name: getattr(absence, name) for name in ("id", "staff_id", "stand_in_id", "starts_at", "ends_at")}
        await self._connection.execute(upsert(self._connection, staff_absences).values(values))

    async def end_absences(self, staff_id: str, now: datetime) -> int:
        """End those under way and take back those to come; how many."""
        table = staff_absences
        to_come = delete(table).where(table.c.staff_id == staff_id, table.c.starts_at >= now)
        under_way = update(table).where(table.c.staff_id == staff_id, table.c.ends_at > now).values(ends_at=now)
        taken_back = (await self._connection.execute(to_come)).rowcount
        return taken_back + (await self._connection.execute(under_way)).rowcount

    async def _one(self, condition: Any) -> Staff | None:
        row = (await self._connection.execute(select(staff).where(condition))).first()
        return _staff(row) if row else None


def _row(member: Staff) -> dict[str, Any]:
    profile = member.profile
    return {
        "login": member.login,
        "login_key": login_key(member.login),
        "display_name": profile.display_name,
        "department_id": profile.department_id or None,
        "region": profile.region,
        "tier": profile.tier.value,
        "roles": sorted(role.value for role in profile.roles),
        "disabled_at": member.disabled_at,
        "revision": member.revision,
    }


def _staff(row: AnyRow) -> Staff:
    roles = frozenset(Role(name) for name in row.roles)
    profile = Profile(row.display_name, roles, row.department_id or "", row.region, Tier(row.tier))
    return Staff(
        row.id,
        row.login,
        profile,
        row.created_at,
        row.disabled_at,
        row.last_login_at,
        row.sample,
        row.revision,
    )
