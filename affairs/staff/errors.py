"""Errors of the second factor."""

from affairs.errors import DomainError

__all__ = ["CodeRefused", "FactorConflict"]


class CodeRefused(DomainError):
    """Not the code of this moment, or one that was used before, or no log-in to add it to."""

    code = "code-refused"


class FactorConflict(DomainError):
    """A second factor is set up already, or none is: the page is old."""

    code = "second-factor-conflict"
