"""The use cases of staff, put together."""

from dataclasses import dataclass
from typing import Self

from affairs.ports import Clock, UnitOfWorkFactory
from affairs.staff.absences import Absences
from affairs.staff.accounts import Accounts
from affairs.staff.departments import Departments
from affairs.staff.log import AuditLog
from affairs.staff.login import LogIn
from affairs.staff.own_password import OwnPassword
from affairs.staff.passwords import Passwords
from affairs.staff.samples import SampleStaff
from affairs.staff.sessions import Sessions

__all__ = ["StaffOffice"]


@dataclass(frozen=True, slots=True)
class StaffOffice:
    """Everything one can do with staff."""

    log_in: LogIn
    sessions: Sessions
    accounts: Accounts
    own_password: OwnPassword
    departments: Departments
    absences: Absences
    audit: AuditLog
    samples: SampleStaff

    @classmethod
    def over(
        cls, unit_of_work: UnitOfWorkFactory, clock: Clock, *, demo: bool = False, passwords: Passwords | None = None
    ) -> Self:
        """The use cases over a store. ``demo`` lets log-ins of a demonstration be used."""
        hashing = passwords or Passwords()
        return cls(
            LogIn(unit_of_work, clock, hashing, demo=demo),
            Sessions(unit_of_work, clock, demo=demo),
            Accounts(unit_of_work, clock, hashing, demo=demo),
            OwnPassword(unit_of_work, clock, hashing),
            Departments(unit_of_work, clock),
            Absences(unit_of_work, clock),
            AuditLog(unit_of_work),
            SampleStaff(unit_of_work, clock, hashing),
        )
