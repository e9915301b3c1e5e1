"""The use cases of staff, put together."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Self

from affairs.ports import Clock, UnitOfWorkFactory
from affairs.staff.absences import Absences
from affairs.staff.accounts import Accounts
from affairs.staff.arriving import Arriving
from affairs.staff.departments import Departments
from affairs.staff.log import AuditLog
from affairs.staff.login import LogIn
from affairs.staff.own_password import OwnPassword
from affairs.staff.passwords import Passwords
from affairs.staff.permissions import Role
from affairs.staff.samples import SampleStaff
from affairs.staff.second_factor import SecondFactor
from affairs.staff.sessions import Sessions

__all__ = ["StaffOffice"]


@dataclass(frozen=True, slots=True)
class StaffOffice:
    """Everything one can do with staff."""

    log_in: LogIn
    arriving: Arriving
    second_factor: SecondFactor
    sessions: Sessions
    accounts: Accounts
    own_password: OwnPassword
    departments: Departments
    absences: Absences
    audit: AuditLog
    samples: SampleStaff

    @classmethod
    def over(
        cls,
        unit_of_work: UnitOfWorkFactory,
        clock: Clock,
        *,
        demo: bool = False,
        passwords: Passwords | None = None,
        factor_of: Collection[Role] = (),
    ) -> Self:
        """The use cases over a store. ``demo`` lets log-ins of a demonstration be used.

        Who has one of the roles ``factor_of`` must have a second factor.
        """
        hashing = passwords or Passwords()
        return cls(
            LogIn(unit_of_work, clock, hashing, demo=demo),
            Arriving(unit_of_work, clock, demo=demo),
            SecondFactor(unit_of_work, clock, hashing, factor_of),
            Sessions(unit_of_work, clock, demo=demo, factor_of=factor_of),
            Accounts(unit_of_work, clock, hashing, demo=demo),
            OwnPassword(unit_of_work, clock, hashing),
            Departments(unit_of_work, clock),
            Absences(unit_of_work, clock),
            AuditLog(unit_of_work),
            SampleStaff(unit_of_work, clock, hashing),
        )
