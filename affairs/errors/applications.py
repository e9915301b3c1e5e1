"""Errors of an application, its form, its files and its check."""

from affairs.errors.base import DomainError

__all__ = [
    "NoSuchApplication",
    "NoSuchField",
    "NoSuchFile",
    "NoSuchMaterial",
    "NoSuchPreRegistration",
    "NoSuchSituation",
    "NotChangeable",
    "NotChecked",
    "NotOnline",
    "NotReady",
    "RevisionConflict",
    "TooLarge",
]


class NotOnline(DomainError):
    """The item cannot be applied for here; the guide says where it can."""

    code = "not-online"


class NoSuchApplication(DomainError):
    """No application of that number, or none of the caller's."""

    code = "no-such-application"


class NoSuchMaterial(DomainError):
    """The application has no material slot of that key, or nothing in it."""

    code = "no-such-material"


class NoSuchPreRegistration(DomainError):
    """No pre-registration of that code that the caller may open: unknown, over, or another's."""

    code = "no-such-preregistration"


class NoSuchField(DomainError):
    """The form has no field of that key."""

    code = "no-such-field"


class NoSuchSituation(DomainError):
    """The form has no situation (情形) of that name."""

    code = "no-such-situation"


class NoSuchFile(DomainError):
    """No stored file of that key."""

    code = "no-such-file"


class RevisionConflict(DomainError):
    """The application was changed meanwhile, on another device or by an advisor; read it and try again."""

    code = "revision-conflict"


class NotChangeable(DomainError):
    """The application is not in a state in which this can be done."""

    code = "not-changeable"


class NotChecked(DomainError):
    """There is no check of this application yet that a notice could be made of."""

    code = "not-checked"


class NotReady(DomainError):
    """The precheck found what must be mended before the application can be submitted."""

    code = "not-ready"


class TooLarge(DomainError):
    """A file, or all that was given, is larger than allowed."""

    code = "too-large"
