"""The root of all domain errors, and what any use case may raise."""

__all__ = [
    "DomainError",
    "IdempotencyMismatch",
    "InvalidValue",
    "OutOfTime",
    "ServiceUnavailable",
    "StoreUnavailable",
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


class TooManyRequests(DomainError):
    """More calls than the rate limit allows."""

    code = "too-many-requests"


class StoreUnavailable(DomainError):
    """What we keep cannot be reached at the moment."""

    code = "store-unavailable"


class ServiceUnavailable(DomainError):
    """Another party's service (a platform, a verification service) cannot be reached at the moment."""

    code = "service-unavailable"


class IdempotencyMismatch(DomainError):
    """The idempotency key was used before, for another request."""

    code = "idempotency-mismatch"


class OutOfTime(DomainError):
    """A day that is over already, or too far away."""

    code = "out-of-time"
