"""Departments that staff belong to."""

from affairs.errors import DepartmentTaken, NoSuchDepartment
from affairs.ports import Clock, UnitOfWorkFactory
from affairs.staff.audit import Act, ObjectRef, entry_of
from affairs.staff.model import Department, checked_department, new_id
from affairs.staff.permissions import Actor, Permission

__all__ = ["Departments"]


class Departments:
    """Use cases of departments; all need :attr:`Permission.STAFF`."""

    def __init__(self, unit_of_work: UnitOfWorkFactory, clock: Clock) -> None:
        self._unit_of_work, self._clock = unit_of_work, clock

    async def add(self, actor: Actor, name: str) -> Department:
        """Add a department. Raises NotPermitted, InvalidValue, DepartmentTaken."""
        actor.require(Permission.STAFF)
        made = Department(new_id(), checked_department(name))
        async with self._unit_of_work() as uow:
            if not await uow.staff.add_department(made):
                raise DepartmentTaken(field="name")
            target = ObjectRef("department", made.id)
            await uow.audit.append(entry_of(actor, Act.DEPARTMENT_ADDED, target, self._clock.now()))
            await uow.commit()
            return made

    async def rename(self, actor: Actor, department_id: str, name: str) -> None:
        """Rename a department. Raises NotPermitted, NoSuchDepartment, InvalidValue, DepartmentTaken."""
        actor.require(Permission.STAFF)
        async with self._unit_of_work() as uow:
            if department_id not in {each.id for each in await uow.staff.departments()}:
                raise NoSuchDepartment
            if not await uow.staff.rename_department(Department(department_id, checked_department(name))):
                raise DepartmentTaken(field="name")
            target = ObjectRef("department", department_id)
            await uow.audit.append(entry_of(actor, Act.DEPARTMENT_RENAMED, target, self._clock.now()))
            await uow.commit()
