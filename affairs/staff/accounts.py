"""Accounts of staff: add, change, disable, give another password."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from affairs.errors import LastAdmin, LoginTaken, NoSuchDepartment, NoSuchStaff, StaffConflict
from affairs.ports import Clock, UnitOfWork, UnitOfWorkFactory
from affairs.staff.audit import Act, ObjectRef, entry_of
from affairs.staff.model import (
    Absence,
    Department,
    Profile,
    Staff,
    checked_login,
    checked_profile,
    login_key,
    new_id,
)
from affairs.staff.passwords import Passwords, checked_password
from affairs.staff.permissions import Actor, Permission, Role
from affairs.staff.ports import Credential

__all__ = ["Accounts", "Roster"]


@dataclass(frozen=True, slots=True)
class Roster:
    """Everybody, all departments, and the absences under way or to come."""

    staff: tuple[Staff, ...]
    departments: tuple[Department, ...]
    absences: tuple[Absence, ...]


class Accounts:
    """Use cases of accounts; those that change anything need :attr:`Permission.STAFF`.

    ``demo``: log-ins of a demonstration count as people.
    """

    def __init__(
        self, unit_of_work: UnitOfWorkFactory, clock: Clock, passwords: Passwords, *, demo: bool = False
    ) -> None:
        self._unit_of_work, self._clock, self._passwords, self._demo = unit_of_work, clock, passwords, demo

    async def any_admin(self) -> bool:
        """Whether somebody can administer this installation; it tells nobody anything more."""
        async with self._unit_of_work(read_only=True) as uow:
            return any(self._is_admin(staff) for staff in await uow.staff.all())

    async def roster(self) -> Roster:
        """Who works here; names of colleagues are no secret among staff."""
        async with self._unit_of_work(read_only=True) as uow:
            staff, departments = await uow.staff.all(), await uow.staff.departments()
            absences = await uow.staff.absences(self._clock.now())
        return Roster(tuple(staff), tuple(departments), tuple(absences))

    async def by_login(self, login: str) -> Staff:
        """One by log-in name. Raises NoSuchStaff."""
        async with self._unit_of_work(read_only=True) as uow:
            found = await uow.staff.by_login(login_key(login))
        if found is None:
            raise NoSuchStaff
        return found

    async def add(
        self,
        actor: Actor,
        login: str,
        profile: Profile,
        password: str,
        *,
        must_change: bool = False,
        sample: bool = False,
    ) -> Staff:
        """Add a member of staff; ``must_change`` when somebody else knows the password.

        Raises NotPermitted, InvalidValue, LoginTaken, NoSuchDepartment.
        """
        actor.require(Permission.STAFF)
        name, wanted = checked_login(login), checked_profile(profile)
        hashed = await self._passwords.hash(checked_password(password, name))
        async with self._unit_of_work() as uow:
            now = self._clock.now()
            await _require_department(uow, wanted.department_id)
            made = Staff(new_id(), name, wanted, now, sample=sample)
            if not await uow.staff.add(made):
                raise LoginTaken(field="login")
            await uow.staff.put_credential(made.id, Credential(hashed, now, must_change))
            detail = [f"+{role}" for role in sorted(wanted.roles)]
            await uow.audit.append(entry_of(actor, Act.STAFF_ADDED, ObjectRef("staff", made.id), now, detail=detail))
            await uow.commit()
            return made

    async def change(self, actor: Actor, staff_id: str, revision: int, profile: Profile) -> Staff:
        """Change what is said of somebody, as it was at ``revision``.

        Raises NotPermitted, InvalidValue, NoSuchStaff, StaffConflict, LastAdmin, NoSuchDepartment.
        """
        actor.require(Permission.STAFF)
        wanted = checked_profile(profile)
        async with self._unit_of_work() as uow:
            active = await uow.staff.lock_active()
            found = await _found(uow, staff_id)
            if Role.ADMIN not in wanted.roles:
                self._require_admin_beside(found, active)
            await _require_department(uow, wanted.department_id)
            if not await uow.staff.change(replace(found, profile=wanted, revision=revision)):
                raise StaffConflict
            detail = _changed(found.profile, wanted)
            target = ObjectRef("staff", staff_id)
            await uow.audit.append(entry_of(actor, Act.STAFF_CHANGED, target, self._clock.now(), detail=detail))
            await uow.commit()
            return replace(found, profile=wanted, revision=revision + 1)

    async def disable(self, actor: Actor, staff_id: str) -> Staff:
        """Close an account and end its sessions; doing it twice changes nothing more.

        Raises NotPermitted, NoSuchStaff, LastAdmin.
        """
        actor.require(Permission.STAFF)
        async with self._unit_of_work() as uow:
            now = self._clock.now()
            active = await uow.staff.lock_active()
            found = await _found(uow, staff_id)
            if not found.active:
                return found
            self._require_admin_beside(found, active)
            disabled = replace(found, disabled_at=now)
            await _put(uow, disabled)
            await uow.staff_sessions.end_all(staff_id)
            await uow.staff.end_absences(staff_id, now)
            await uow.audit.append(entry_of(actor, Act.STAFF_DISABLED, ObjectRef("staff", staff_id), now))
            await uow.commit()
            return disabled

    async def enable(self, actor: Actor, staff_id: str) -> Staff:
        """Open a closed account again. Raises NotPermitted, NoSuchStaff."""
        actor.require(Permission.STAFF)
        async with self._unit_of_work() as uow:
            found = await _found(uow, staff_id)
            if found.active:
                return found
            enabled = replace(found, disabled_at=None)
            await _put(uow, enabled)
            target = ObjectRef("staff", staff_id)
            await uow.audit.append(entry_of(actor, Act.STAFF_ENABLED, target, self._clock.now()))
            await uow.commit()
            return enabled

    async def reset_password(self, actor: Actor, staff_id: str, password: str, *, must_change: bool = True) -> None:
        """Give somebody another password; all their sessions end. Raises NotPermitted, InvalidValue, NoSuchStaff."""
        actor.require(Permission.STAFF)
        hashed = await self._passwords.hash(checked_password(password, ""))
        async with self._unit_of_work() as uow:
            now = self._clock.now()
            found = await _found(uow, staff_id)
            checked_password(password, found.login)
            await uow.staff.put_credential(staff_id, Credential(hashed, now, must_change))
            await uow.staff_sessions.end_all(staff_id)
            await uow.audit.append(entry_of(actor, Act.PASSWORD_RESET, ObjectRef("staff", staff_id), now))
            await uow.commit()

    def _is_admin(self, staff: Staff) -> bool:
        """Whether they can administer: log-ins of a demonstration open nothing in a real installation."""
        return staff.active and Role.ADMIN in staff.profile.roles and (self._demo or not staff.sample)

    def _require_admin_beside(self, staff: Staff, active: Sequence[Staff]) -> None:
        """Nobody may be left without an administrator. Raises LastAdmin."""
        if self._is_admin(staff) and not any(self._is_admin(each) for each in active if each.id != staff.id):
            raise LastAdmin


def _changed(before: Profile, after: Profile) -> list[str]:
    names = ("display_name", "department_id", "region", "tier")
    changed = [name for name in names if getattr(before, name) != getattr(after, name)]
    given = [f"+{role}" for role in sorted(after.roles - before.roles)]
    return [*changed, *given, *(f"-{role}" for role in sorted(before.roles - after.roles))]


async def _found(uow: UnitOfWork, staff_id: str) -> Staff:
    found = await uow.staff.lock(staff_id)
    if found is None:
        raise NoSuchStaff
    return found


async def _put(uow: UnitOfWork, staff: Staff) -> None:
    if not await uow.staff.change(staff):
        raise StaffConflict


async def _require_department(uow: UnitOfWork, department_id: str) -> None:
    if department_id and department_id not in {each.id for each in await uow.staff.departments()}:
        raise NoSuchDepartment(field="department_id")
