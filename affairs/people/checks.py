"""Numbers of people and companies that can be, before anybody is asked about them."""

from datetime import date, datetime, timedelta

from affairs.clock import CHINA
from affairs.errors import IdentityMismatch, NotSignedIn, OutOfTime
from affairs.people.citizens import Citizen
from affairs.ports import UnitOfWork
from affairs.precheck.credit_codes import read_credit_code
from affairs.precheck.flaw import Read
from affairs.precheck.id_numbers import read_id_number
from knowledge.forms import IdDocument

__all__ = ["LONGEST", "lasting_until", "present", "proper_credit_code", "proper_id_number"]

LONGEST = timedelta(days=366 * 3)
"""An authorisation for longer than three years is to be renewed."""


async def present(uow: UnitOfWork, citizen_id: str) -> Citizen:
    """The citizen, locked: who was erased since their request came in is given nothing new. Raises NotSignedIn."""
    citizen = await uow.citizens.get(citizen_id, lock=True)
    if citizen is None:
        raise NotSignedIn
    return citizen


def proper_id_number(text: str, now: datetime) -> str:
    """The number (GB 11643), also of residence permits that follow it. Raises IdentityMismatch with the reason."""
    return _proper(read_id_number(text, now.astimezone(CHINA).date(), tuple(IdDocument)), "id_number")


def proper_credit_code(text: str) -> str:
    """The code (GB 32100). Raises IdentityMismatch with the reason."""
    return _proper(read_credit_code(text), "credit_code")


def lasting_until(last_day: date, now: datetime) -> datetime:
    """The end of the last day, in China. Raises OutOfTime for one that is over, or more than three years away."""
    end = datetime.combine(last_day, datetime.min.time(), CHINA) + timedelta(days=1)
    if not now < end <= now + LONGEST:
        raise OutOfTime("授权期限应从今天起、不超过三年。", field="until")
    return end


def _proper(read: Read[str], field: str) -> str:
    if read.value is None:
        flaw = read.flaws[0]
        raise IdentityMismatch(f"{flaw.message}{flaw.remedy}", field=field)
    return read.value
