"""What the people need from outside."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from affairs.people.citizens import Citizen, LoggedIn, Login
from affairs.people.principals import Company, Relative, Representation

__all__ = [
    "CitizenLogin",
    "CitizenRepository",
    "CompanyOutcome",
    "CompanyRegister",
    "IdentityCheck",
    "IdentityOutcome",
    "PrincipalRepository",
    "TokenRepository",
]


class CitizenLogin(Protocol):
    """The platform that citizens log in at (``wx.login``, ``getPhoneNumber``)."""

    async def log_in(self, code: str) -> LoggedIn:
        """Who brought the code. Raises InvalidCode, TooManyRequests, ServiceUnavailable."""

    async def phone(self, code: str) -> str:
        """The mobile number of a consent given moments ago. Raises as :meth:`log_in`."""


class IdentityOutcome(StrEnum):
    """What a verification service says of a name and an ID number."""

    MATCH = "match"
    MISMATCH = "mismatch"
    UNKNOWN = "unknown"
    """The number is in no register the service sees: a new-born, a residence permit."""


class IdentityCheck(Protocol):
    """A real-name verification service (实名核验)."""

    async def check(self, name: str, id_number: str) -> IdentityOutcome:
        """Whether they belong together. Raises ServiceUnavailable."""


class CitizenRepository(Protocol):
    """Citizens and the ways they are known. Personal values are sealed in the store."""

    async def register(self, logins: Sequence[Login], *, fresh: str, now: datetime) -> Citizen:
        """The citizen of the first login that is known, else a new one with the id ``fresh``.

        Logins not known yet are tied to the citizen. Two callers at once get the same citizen.
        """

    async def of_login(self, login: Login) -> Citizen | None:
        """The citizen of a login; None when it is not known."""

    async def get(self, citizen_id: str, *, lock: bool = False) -> Citizen | None:
        """The citizen; None when there is none, or an erased one. ``lock`` until the end of the transaction."""

    async def several(self, ids: Collection[str]) -> Mapping[str, Citizen]:
        """Those of them that are there, and not erased."""

    async def by_phone(self, phone: str) -> Citizen | None:
        """Whoever gave this mobile number; of several the one last created."""

    async def save(self, citizen: Citizen) -> None:
        """Store what changed."""

    async def logins(self, citizen_id: str) -> Sequence[Login]:
        """The ways this person is known."""

    async def erase(self, citizen_id: str, *, now: datetime) -> None:
        """Forget everything personal, the logins too; the bare id stays for what the law has us keep."""


class TokenRepository(Protocol):
    """Bearer tokens by their digest."""

    async def add(self, digest: bytes, citizen_id: str, *, now: datetime, expires_at: datetime) -> None:
        """Keep a token."""

    async def citizen_of(self, digest: bytes, *, now: datetime) -> Citizen | None:
        """Whose token it is, while it lasts."""

    async def revoke(self, digest: bytes) -> None:
        """End one."""

    async def revoke_all(self, citizen_id: str) -> None:
        """End all of a citizen's."""

    async def purge(self, now: datetime) -> int:
        """Delete those that have expired; how many."""


class CompanyOutcome(StrEnum):
    """What a company register says of a credit code, a name and a legal person."""

    MATCH = "match"
    MISMATCH = "mismatch"
    UNKNOWN = "unknown"


class CompanyRegister(Protocol):
    """The register of companies (国家企业信用信息公示系统, or the region's own)."""

    async def check(self, credit_code: str, name: str, legal_person: str) -> CompanyOutcome:
        """Whether they belong together. Raises ServiceUnavailable."""


class PrincipalRepository(Protocol):
    """Relatives, companies, and who may act for them."""

    async def add_relative(self, relative: Relative) -> None:
        """Keep a relative."""

    async def relatives(self, citizen_id: str) -> Sequence[Relative]:
        """A citizen's, in the order they were added."""

    async def relative(self, relative_id: str) -> Relative | None:
        """One that was not removed."""

    async def several_relatives(self, ids: Collection[str]) -> Mapping[str, Relative]:
        """Those of them that were not removed."""

    async def save_relative(self, relative: Relative) -> None:
        """Store what changed."""

    async def company(self, company_id: str) -> Company | None:
        """One company."""

    async def several_companies(self, ids: Collection[str]) -> Mapping[str, Company]:
        """Those of them that are there."""

    async def settle_company(self, company: Company) -> Company:
        """The company of this credit code as it is stored: this one, where there was none."""

    async def save_company(self, company: Company) -> None:
        """Store what changed."""

    async def add_representation(self, representation: Representation, *, code: bytes = b"") -> None:
        """Keep one; ``code`` is the digest of an invitation's code."""

    async def representation(self, representation_id: str, *, lock: bool = False) -> Representation | None:
        """One of them."""

    async def invitation(self, code: bytes) -> Representation | None:
        """The open invitation of a code, locked."""

    async def save_representation(self, representation: Representation) -> None:
        """Store what changed."""

    async def representations(self, *, citizen_id: str = "", company_id: str = "") -> Sequence[Representation]:
        """Those of a citizen, or of a company, that did not end."""

    async def pending(self, limit: int) -> Sequence[Representation]:
        """Those that wait for staff to look at the authorisation, the oldest first."""
