"""What each role may do: one table. Use cases require a permission, and every route of the console declares one.

Administrators administer and do not see citizens' matters; who supervises does not handle
(三员分立, GB/T 22239-2019 8.1.5: system, security and audit administration apart).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from affairs.errors import NotPermitted

__all__ = ["OPERATOR", "PERMISSIONS", "Actor", "Permission", "Role", "permissions_of"]


class Role(StrEnum):
    """What somebody is at the centre. One may have several."""

    ADVISOR = "advisor"
    """审批咨询服务专员: talks with citizens, reads applications before they are submitted."""
    CLERK = "clerk"
    """窗口人员."""
    HEAD = "head"
    """窗口负责人, 科室负责人."""
    SUPERVISOR = "supervisor"
    """电子监察."""
    EDITOR = "editor"
    """知识库管理员: the catalogue and what the desk answers."""
    ADMIN = "admin"
    """系统管理员."""


class Permission(StrEnum):
    """One thing that may be allowed."""

    OWN_ACCOUNT = "own-account"
    """One's own home page, sessions, password and absences."""
    PRE_REVIEW = "pre-review"
    """Read applications before they are submitted, and add findings (提前审查)."""
    HANDOVER = "handover"
    """Talk with citizens whose conversations were handed over (转人工)."""
    MATTERS = "matters"
    """Have matters (诉求), send them up and down, answer them."""
    PROPOSALS = "proposals"
    """See what is major or systemic, and decide on proposals, as the 审管办 does."""
    CASES = "cases"
    """Read the progress of cases, and act at the window."""
    SUPERVISION = "supervision"
    """See cards, ratings and reports of the whole centre."""
    KNOWLEDGE = "knowledge"
    """Change what the catalogue says, and see what was asked."""
    WINDOW = "window"
    """Sit at a window of the hall: check in, give numbers, call (叫号)."""
    HALL_FIGURES = "hall-figures"
    """See how long people wait in the hall, and open its kiosks."""
    STAFF = "staff"
    """Add, change and disable staff, departments, absences; end their sessions."""
    SYSTEM = "system"
    """See settings and the state of the parts, change the working calendar."""
    CENTRES = "centres"
    """Change halls, windows, what is done at them, their hours and places, and the rules of booking."""
    ROSTERS = "rosters"
    """Close and open halls and windows on single days, and say who stands at them (排班)."""
    AUDIT = "audit"
    """Read who did what."""


_EVERYONE = frozenset({Permission.OWN_ACCOUNT})

PERMISSIONS: MappingProxyType[Role, frozenset[Permission]] = MappingProxyType(
    {
        Role.ADVISOR: _EVERYONE | {Permission.HANDOVER, Permission.MATTERS, Permission.PRE_REVIEW, Permission.CASES},
        Role.CLERK: _EVERYONE
        | {Permission.HANDOVER, Permission.MATTERS, Permission.PRE_REVIEW, Permission.CASES, Permission.WINDOW},
        Role.HEAD: _EVERYONE
        | {Permission.HANDOVER, Permission.MATTERS, Permission.PROPOSALS}
        | {Permission.PRE_REVIEW, Permission.CASES, Permission.SUPERVISION}
        | {Permission.WINDOW, Permission.HALL_FIGURES, Permission.ROSTERS},
        Role.SUPERVISOR: _EVERYONE | {Permission.SUPERVISION, Permission.AUDIT, Permission.HALL_FIGURES},
        Role.EDITOR: _EVERYONE | {Permission.KNOWLEDGE},
        Role.ADMIN: _EVERYONE
        | {Permission.STAFF, Permission.SYSTEM, Permission.AUDIT, Permission.HALL_FIGURES}
        | {Permission.CENTRES, Permission.ROSTERS},
    }
)
"""Role → what it may do."""


def permissions_of(roles: Iterable[Role]) -> frozenset[Permission]:
    """All that these roles may do together."""
    return frozenset().union(*(PERMISSIONS[role] for role in roles))


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, from where, and whose work they see beside their own.

    ``must_enrol``: a second factor is demanded of their role and they have none yet.
    ``network`` is the caller's network, never their address (see :func:`affairs.staff.places.network_of`).
    ``stands_in_for`` are the ids of those who are away now and whose work this person does (AB岗).
    """

    staff_id: str
    display_name: str
    permissions: frozenset[Permission]
    roles: frozenset[Role] = frozenset()
    session_id: str = ""
    network: str = ""
    stands_in_for: frozenset[str] = frozenset()
    must_change_password: bool = False
    must_enrol: bool = False
    login: str = ""

    @property
    def work_of(self) -> frozenset[str]:
        """The ids of those whose work this person sees: their own, and of those they stand in for."""
        return self.stands_in_for | {self.staff_id}

    def may(self, permission: Permission) -> bool:
        """Whether they are allowed it."""
        return permission in self.permissions

    def require(self, permission: Permission) -> None:
        """Return when it is allowed. Raises NotPermitted."""
        if permission not in self.permissions:
            raise NotPermitted

    def standing_in_for(self, owner_id: str) -> str:
        """For the audit log: the owner of the work when it is done in their stead, '' when it is one's own."""
        return owner_id if owner_id in self.stands_in_for else ""


OPERATOR = Actor("", "command line", frozenset(Permission))
"""Who has the server's command line: may do everything, and is in the audit log without an id."""
