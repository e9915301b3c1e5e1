"""Errors of citizens and of those they act for."""

from affairs.errors.base import DomainError

__all__ = [
    "IdentityMismatch",
    "IdentityRequired",
    "InvalidCode",
    "NoSuchPrincipal",
    "NotSignedIn",
]


class NotSignedIn(DomainError):
    """No token, or one that is unknown, ended or of an erased citizen."""

    code = "not-signed-in"


class InvalidCode(DomainError):
    """The platform's one-time code is unknown, used or too old."""

    code = "invalid-code"


class IdentityMismatch(DomainError):
    """Name and ID number do not belong together, or not to the holder of this account."""

    code = "identity-mismatch"


class IdentityRequired(DomainError):
    """The act needs a person whose name and ID number are known and, where that is possible, verified."""

    code = "identity-required"


class NoSuchPrincipal(DomainError):
    """Nobody of that id for whom the caller may act, or do this."""

    code = "no-such-principal"
