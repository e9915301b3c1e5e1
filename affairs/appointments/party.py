"""For whom a place is booked: whose places they may take, and under what they are counted."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from affairs.appointments.appointment import Mark, MarkKind, Standing
from affairs.appointments.supply import Limit, Quota, Rules, Window
from affairs.clock import CHINA
from affairs.errors import AlreadyBooked, BookingBarred, BookingLimit, IdentityRequired
from affairs.people.acting import SELF, Acting
from affairs.people.principals import Capacity

__all__ = ["Party", "check_standing", "party_of"]


@dataclass(frozen=True, slots=True)
class Party:
    """Who books for whom. ``wants`` are the quotas they may take, the better first: of a window the first it has."""

    citizen_id: str
    whom: str
    wants: tuple[Quota, ...]
    marks: tuple[Mark, ...] = field(default=(), repr=False)

    def quota(self, window: Window) -> Quota:
        """Whose places they take at this window."""
        return next((each for each in self.wants if window.places.get(each, 0)), self.wants[0])


def party_of(acting: Acting, *, named: bool = True, verified: bool = False) -> Party:
    """The party of whoever acts.

    ``named``: only with name and ID number, since appointments are made by real name; ``verified``: only with
    confirmed ones. Raises IdentityRequired.

    An intermediary is counted by the licence and takes the intermediaries' places alone.
    """
    citizen, relative, company = acting.citizen, acting.relative, acting.company
    if (named and not (citizen.name and citizen.id_number)) or (verified and not citizen.verified):
        raise IdentityRequired
    whom = relative.id if relative else company.id if company else SELF
    served = [Mark(MarkKind.PERSON, relative.id_number)] if relative else []
    if citizen.capacity is Capacity.INTERMEDIARY:
        licence = Mark(MarkKind.LICENCE, citizen.licence or citizen.id)
        return Party(citizen.id, whom, (Quota.INTERMEDIARY,), (licence, *served))
    account = [Mark(MarkKind.ACCOUNT, citizen.id)]
    if citizen.phone:
        account.append(Mark(MarkKind.PHONE, citizen.phone))
    if company:
        firm = Mark(MarkKind.COMPANY, company.credit_code)
        return Party(citizen.id, whom, (Quota.COMPANY, Quota.PUBLIC), (firm, *account))
    served = served or [Mark(MarkKind.PERSON, citizen.id_number)]
    return Party(citizen.id, whom, (Quota.PUBLIC,), (*served, *account))


def check_standing(standings: Sequence[Standing], items: tuple[str, ...], rules: Rules) -> None:
    """Let through who may have one more. Raises BookingBarred, AlreadyBooked, BookingLimit."""
    barred = [each.barred_until for each in standings if each.barred_until]
    if barred:
        until = max(barred).astimezone(CHINA)
        raise BookingBarred(f"因多次预约后没有到场，{until:%Y-%m-%d %H:%M} 之前不能预约；有特殊情况可以申诉。")
    for each in standings:
        if each.items.intersection(items):
            raise AlreadyBooked
    for each in standings:
        limit = _limit(each.kind, rules)
        if each.on_day >= limit.per_day:
            raise BookingLimit(f"同一天最多预约 {limit.per_day} 个号，这一天已经约满了。")
        if each.ahead >= limit.ahead:
            raise BookingLimit(f"最多可以有 {limit.ahead} 个还没办的预约，请先办完或取消一些。")


def _limit(kind: MarkKind, rules: Rules) -> Limit:
    limits = {
        MarkKind.PERSON: rules.person,
        MarkKind.ACCOUNT: rules.account,
        MarkKind.PHONE: rules.phone,
        MarkKind.COMPANY: rules.company,
        MarkKind.LICENCE: rules.licence,
    }
    return limits[kind]
