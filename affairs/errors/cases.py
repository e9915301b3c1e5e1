"""Errors of cases, of the inbox and of ratings."""

from affairs.errors.base import DomainError

__all__ = [
    "AlreadyRated",
    "NoSuchCase",
    "NoSuchNotice",
]


class NoSuchCase(DomainError):
    """No case of that number, or none of the caller's."""

    code = "no-such-case"


class NoSuchNotice(DomainError):
    """No notice of that id in the caller's inbox."""

    code = "no-such-notice"


class AlreadyRated(DomainError):
    """This service event has its rating already (一事一评)."""

    code = "already-rated"
