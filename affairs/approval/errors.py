"""How a call to an approval system may fail. Texts hold nothing personal, and no secret."""

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = [
    "ApprovalError",
    "FieldFault",
    "NotSupported",
    "Rejected",
    "Unavailable",
    "Unknown",
    "Untrusted",
]


@dataclass(frozen=True, slots=True)
class FieldFault:
    """What is wrong with one field, in the citizen's words (``reason``).

    ``field`` names it in our packet (``applicant.id_number``, ``materials[2]``) or, when the system
    itself found it, as the system does. ``code`` is kebab-case: ``required``, ``too-long``,
    ``not-in-codes``, ``pair-not-allowed``, ``bad-format``, ``not-in-catalogue``, ``refused`` …
    """

    field: str
    code: str
    reason: str


class ApprovalError(Exception):
    """Base of all."""


class Unavailable(ApprovalError):
    """The call surely had no effect; it may be made again. ``retry_after`` in seconds is the least wait asked for."""

    def __init__(self, reason: str = "", *, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.retry_after = retry_after


class Unknown(ApprovalError):
    """No answer, or none that can be read: it may have had its effect. Ask ``find(key)`` before calling again."""


class Rejected(ApprovalError):
    """Refused for good: the same call would be refused again. ``faults`` say why."""

    def __init__(self, reason: str, faults: Sequence[FieldFault] = ()) -> None:
        super().__init__(reason)
        self.reason = reason
        self.faults = tuple(faults)


class NotSupported(ApprovalError):
    """This system cannot do that (see its ``capabilities``); people have to."""


class Untrusted(ApprovalError):
    """A push that is not to be believed: bad signature, too old, seen before, or not readable. ``code`` says which."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
