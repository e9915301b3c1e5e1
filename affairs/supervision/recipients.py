"""To whose list a card goes: 承办人, 科室负责人, 分管领导, and whoever stands in for them. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from affairs.staff.model import Department, Staff
from affairs.staff.permissions import Role
from affairs.supervision.alerts import REFUSAL, UNDELIVERED, roles_of
from affairs.supervision.cards import Level

__all__ = ["Reach", "reaches"]

LEVELS = (*(level.value for level in Level), REFUSAL, UNDELIVERED)
ROLES = {"handler": Role.CLERK, "head": Role.HEAD, "leader": Role.SUPERVISOR}
"""Who a recipient is at the centre. Supervision stands for the leader: it reports to them."""


@dataclass(frozen=True, slots=True)
class Reach:
    """Cards of these levels, of one department; '' = of every one."""

    levels: frozenset[str]
    department: str = ""


def reaches(people: Iterable[Staff], departments: Iterable[Department]) -> tuple[Reach, ...]:
    """What reaches these people (somebody and those they stand in for), each reach once.

    Supervision sees the whole centre, the others their department; who is in none sees every one.
    """
    names = {each.id: each.name for each in departments}
    found: dict[Reach, None] = {}
    for person in people:
        for recipient, role in ROLES.items():
            if role in person.profile.roles:
                levels = frozenset(level for level in LEVELS if recipient in roles_of(level))
                own = "" if recipient == "leader" else names.get(person.profile.department_id, "")
                found[Reach(levels, own)] = None
    return tuple(found)
