"""For whom a citizen acts in one request: oneself, a relative, a company; checked anew each time."""

from dataclasses import dataclass, field
from datetime import datetime

from affairs.people.citizens import Citizen
from affairs.people.companies import representing
from affairs.people.principals import Company, Relative
from affairs.people.relatives import own_relative
from affairs.ports import UnitOfWork

__all__ = ["SELF", "Acting", "acting_for"]

SELF = "self"


@dataclass(frozen=True, slots=True)
class Acting:
    """Who acts for whom: at most one of ``relative`` and ``company`` is there."""

    citizen: Citizen = field(repr=False)
    relative: Relative | None = None
    company: Company | None = None

    def known(self) -> dict[str, str]:
        """What is known of them, by the names of :mod:`knowledge.forms.sources`; nothing empty."""
        citizen = self.citizen
        known = {"citizen.name": citizen.name, "citizen.id_number": citizen.id_number, "citizen.mobile": citizen.phone}
        if self.relative:
            known |= {"principal.name": self.relative.name, "principal.id_number": self.relative.id_number}
            known["principal.relation"] = self.relative.relation
        if self.company:
            known |= {"company.name": self.company.name, "company.credit_code": self.company.credit_code}
            known |= {"company.legal_person": self.company.legal_person, "company.address": self.company.address}
        return {source: value for source, value in known.items() if value}


async def acting_for(uow: UnitOfWork, citizen: Citizen, whom: str, now: datetime) -> Acting:
    """``whom`` is ``self``, or the id of a relative or a company of theirs. Raises NoSuchPrincipal."""
    if whom in {"", SELF}:
        return Acting(citizen)
    company = await uow.principals.company(whom)
    if company is None:
        return Acting(citizen, relative=await own_relative(uow, citizen.id, whom))
    await representing(uow, citizen.id, company.id, now)
    return Acting(citizen, company=company)
