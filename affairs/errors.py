"""Errors of the domain: a code and what concerns it, never an HTTP status."""

__all__ = [
    "AlreadyBooked",
    "AlreadyRated",
    "AppointmentOver",
    "BookingBarred",
    "BookingLimit",
    "CatalogueConflict",
    "DepartmentTaken",
    "DomainError",
    "GateRefused",
    "HoldExpired",
    "IdempotencyMismatch",
    "IdentityMismatch",
    "IdentityRequired",
    "InvalidCode",
    "InvalidValue",
    "LastAdmin",
    "LogInBlocked",
    "LogInRefused",
    "LoginTaken",
    "NoSuchApplication",
    "NoSuchAppointment",
    "NoSuchCase",
    "NoSuchDepartment",
    "NoSuchField",
    "NoSuchFile",
    "NoSuchGuide",
    "NoSuchItem",
    "NoSuchMaterial",
    "NoSuchNotice",
    "NoSuchPreRegistration",
    "NoSuchPrincipal",
    "NoSuchRegion",
    "NoSuchSession",
    "NoSuchSituation",
    "NoSuchSlot",
    "NoSuchStaff",
    "NoSuchVersion",
    "NoSuchWaiting",
    "NotBookable",
    "NotChangeable",
    "NotChecked",
    "NotOnline",
    "NotPermitted",
    "NotReady",
    "NotSignedIn",
    "NothingToPublish",
    "OutOfTime",
    "RevisionConflict",
    "ServiceUnavailable",
    "SlotFull",
    "StaffConflict",
    "StoreUnavailable",
    "TooLarge",
    "TooLate",
    "TooManyRequests",
]


class DomainError(Exception):
    """Base of all domain errors.

    ``code`` is stable and kebab-case; the tables at the edges (HTTP status, sentence)
    are keyed by it. ``field`` names the value that is wrong, if one is.
    """

    code = "domain-error"

    def __init__(self, detail: str = "", *, field: str = "") -> None:
        super().__init__(detail or self.code)
        self.detail = detail
        self.field = field


class InvalidValue(DomainError):
    """A value breaks its rule."""

    code = "invalid-value"


class NoSuchItem(DomainError):
    """The item is not in the catalogue in force (未进入目录库)."""

    code = "no-such-item"


class NoSuchGuide(DomainError):
    """The item has no guide for that region or variant."""

    code = "no-such-guide"


class NoSuchRegion(DomainError):
    """No region of that code or name."""

    code = "no-such-region"


class NoSuchVersion(DomainError):
    """No catalogue version of that number."""

    code = "no-such-version"


class NothingToPublish(DomainError):
    """The import names no item at all."""

    code = "nothing-to-publish"


class CatalogueConflict(DomainError):
    """Another version was published meanwhile; read it and try again."""

    code = "catalogue-conflict"


class GateRefused(DomainError):
    """The new catalogue answers its regression set worse than the one in force.

    ``worse`` are the questions, as published in the regression set.
    """

    code = "regression-worse"

    def __init__(self, detail: str = "", *, worse: tuple[str, ...] = (), field: str = "") -> None:
        super().__init__(detail, field=field)
        self.worse = worse


class TooManyRequests(DomainError):
    """More calls than the rate limit allows."""

    code = "too-many-requests"


class StoreUnavailable(DomainError):
    """What we keep cannot be reached at the moment."""

    code = "store-unavailable"


class ServiceUnavailable(DomainError):
    """Another party's service (a platform, a verification service) cannot be reached at the moment."""

    code = "service-unavailable"


class NotSignedIn(DomainError):
    """No token, or one that is unknown, ended or of an erased citizen."""

    code = "not-signed-in"


class InvalidCode(DomainError):
    """The platform's one-time code is unknown, used or too old."""

    code = "invalid-code"


class IdentityMismatch(DomainError):
    """Name and ID number do not belong together, or not to the holder of this account."""

    code = "identity-mismatch"


class IdempotencyMismatch(DomainError):
    """The idempotency key was used before, for another request."""

    code = "idempotency-mismatch"


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


class RevisionConflict(DomainError):
    """The application was changed meanwhile, on another device or by an advisor; read it and try again."""

    code = "revision-conflict"


class NotChangeable(DomainError):
    """The application is not in a state in which this can be done."""

    code = "not-changeable"


class NotReady(DomainError):
    """The precheck found what must be mended before the application can be submitted."""

    code = "not-ready"


class IdentityRequired(DomainError):
    """The act needs a person whose name and ID number are known and, where that is possible, verified."""

    code = "identity-required"


class TooLarge(DomainError):
    """A file, or all that was given, is larger than allowed."""

    code = "too-large"


class NoSuchPrincipal(DomainError):
    """Nobody of that id for whom the caller may act, or do this."""

    code = "no-such-principal"


class NoSuchFile(DomainError):
    """No stored file of that key."""

    code = "no-such-file"


class OutOfTime(DomainError):
    """A day that is over already, or too far away."""

    code = "out-of-time"


class NoSuchCase(DomainError):
    """No case of that number, or none of the caller's."""

    code = "no-such-case"


class NoSuchNotice(DomainError):
    """No notice of that id in the caller's inbox."""

    code = "no-such-notice"


class AlreadyRated(DomainError):
    """This service event has its rating already (一事一评)."""

    code = "already-rated"


class NotChecked(DomainError):
    """There is no check of this application yet that a notice could be made of."""

    code = "not-checked"


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


class NoSuchField(DomainError):
    """The form has no field of that key."""

    code = "no-such-field"


class NoSuchSituation(DomainError):
    """The form has no situation (情形) of that name."""

    code = "no-such-situation"


class AlreadyBooked(DomainError):
    """This person has an open appointment for the item already."""

    code = "already-booked"


class AppointmentOver(DomainError):
    """The appointment was cancelled, has expired, or is over."""

    code = "appointment-over"


class BookingBarred(DomainError):
    """Too many appointments were missed: for some time none can be booked; an appeal can end that."""

    code = "booking-barred"


class BookingLimit(DomainError):
    """As many open appointments as one may have, on that day or altogether."""

    code = "booking-limit"


class HoldExpired(DomainError):
    """The place was not confirmed in time."""

    code = "hold-expired"


class NoSuchAppointment(DomainError):
    """No appointment of that number, or none of the caller's."""

    code = "no-such-appointment"


class NoSuchSlot(DomainError):
    """No slot has that name."""

    code = "no-such-slot"


class NoSuchWaiting(DomainError):
    """No entry of the waiting list of that number, or none of the caller's."""

    code = "no-such-waiting"


class NotBookable(DomainError):
    """No window has places for this item, or for these items together."""

    code = "not-bookable"


class SlotFull(DomainError):
    """No place is left in the slot, or it cannot be booked any more."""

    code = "slot-full"


class TooLate(DomainError):
    """It begins too soon to be changed or cancelled."""

    code = "too-late"
