"""Errors of staff: log-in, accounts, departments."""

from affairs.errors.base import DomainError

__all__ = [
    "DepartmentTaken",
    "LastAdmin",
    "LogInBlocked",
    "LogInRefused",
    "LoginTaken",
    "NoSuchDepartment",
    "NoSuchSession",
    "NoSuchStaff",
    "NotPermitted",
    "StaffConflict",
]


class NotPermitted(DomainError):
    """None of the caller's roles may do this."""

    code = "not-permitted"


class LogInRefused(DomainError):
    """Not this name with this password; which of the two is wrong is not told."""

    code = "log-in-refused"


class LogInBlocked(DomainError):
    """Too many wrong passwords; ``seconds`` is how long to wait."""

    code = "log-in-blocked"

    def __init__(self, seconds: float = 0.0) -> None:
        super().__init__()
        self.seconds = seconds


class NoSuchStaff(DomainError):
    """No member of staff of that id or name, or none who may log in."""

    code = "no-such-staff"


class NoSuchDepartment(DomainError):
    """No department of that id."""

    code = "no-such-department"


class NoSuchSession(DomainError):
    """The caller has no session of that id."""

    code = "no-such-session"


class LoginTaken(DomainError):
    """Somebody has this log-in name."""

    code = "login-taken"


class DepartmentTaken(DomainError):
    """There is a department of this name."""

    code = "department-taken"


class StaffConflict(DomainError):
    """Somebody else changed this account meanwhile; read it and try again."""

    code = "staff-conflict"


class LastAdmin(DomainError):
    """Nobody would be left to administer."""

    code = "last-admin"
