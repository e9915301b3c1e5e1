"""Staff, departments, absences: values and the rules of their words."""

import re
import secrets
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from affairs.errors import InvalidValue
from affairs.staff.permissions import Role

__all__ = [
    "Absence",
    "Department",
    "Profile",
    "Staff",
    "Tier",
    "checked_department",
    "checked_login",
    "checked_profile",
    "login_key",
    "new_id",
    "stood_in_for",
]

LOGIN = re.compile(r"[\w.\-]{1,32}")
LONGEST_NAME = 32
LONGEST_DEPARTMENT = 64


class Tier(StrEnum):
    """Where in the four steps of service somebody sits: 村(社区) → 镇(街道) → 区中心 → 部门."""

    COMMUNITY = "community"
    STREET = "street"
    CENTRE = "centre"
    DEPARTMENT = "department"


@dataclass(frozen=True, slots=True)
class Department:
    """A department (部门, 科室). ``id`` is opaque."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Profile:
    """What an administrator says of a member of staff. ``region`` is a region's code, '' = the whole centre."""

    display_name: str
    roles: frozenset[Role]
    department_id: str = ""
    region: str = ""
    tier: Tier = Tier.CENTRE


@dataclass(frozen=True, slots=True)
class Staff:
    """A member of staff. ``id`` is opaque; ``login`` is as written, unique without regard to case and width.

    ``sample`` marks log-ins of a demonstration: outside of one they do not open. ``revision``
    grows with each change. Nobody is ever deleted, because the audit log names them.
    """

    id: str
    login: str
    profile: Profile
    created_at: datetime
    disabled_at: datetime | None = None
    last_login_at: datetime | None = None
    sample: bool = False
    revision: int = 1

    @property
    def active(self) -> bool:
        """Whether they may log in."""
        return self.disabled_at is None


@dataclass(frozen=True, slots=True)
class Absence:
    """``staff_id`` is away from ``starts_at`` until before ``ends_at``; ``stand_in_id`` does their work."""

    id: str
    staff_id: str
    stand_in_id: str
    starts_at: datetime
    ends_at: datetime

    def covers(self, moment: datetime) -> bool:
        """Whether they are away then."""
        return self.starts_at <= moment < self.ends_at


def new_id() -> str:
    """An id that cannot be guessed: 64 bits in hexadecimal digits."""
    return secrets.token_hex(8)


def login_key(login: str) -> str:
    """What log-in names are compared by: one width, one case; of an endless one only its beginning."""
    storable = login[: 4 * LONGEST_NAME].replace("\0", "").encode("utf-8", "replace").decode()
    return unicodedata.normalize("NFKC", storable.strip()).casefold()[: 2 * LONGEST_NAME]


def checked_login(text: str) -> str:
    """A log-in name: 1 to 32 letters (Chinese ones too), digits, dots, lines. Raises InvalidValue."""
    login = unicodedata.normalize("NFKC", text.strip())
    if not LOGIN.fullmatch(login):
        raise InvalidValue("登录名须为 1 至 32 个汉字、字母、数字、点或横线，不能有空格。", field="login")
    return login


def checked_department(text: str) -> str:
    """A department's name. Raises InvalidValue."""
    return _words(text, LONGEST_DEPARTMENT, "部门名称", "name")


def checked_profile(profile: Profile) -> Profile:
    """The profile with blanks taken off its name. Raises InvalidValue when a value breaks its rule."""
    name = _words(profile.display_name, LONGEST_NAME, "姓名", "display_name")
    if not profile.roles:
        raise InvalidValue("至少选择一个角色。", field="roles")
    if len(profile.region) > 64 or not profile.region.isprintable():
        raise InvalidValue("区划代码有误。", field="region")
    return Profile(name, frozenset(profile.roles), profile.department_id, profile.region.strip(), profile.tier)


def _words(text: str, longest: int, what: str, field: str) -> str:
    words = " ".join(unicodedata.normalize("NFC", text).split())
    if not words or len(words) > longest or not words.isprintable():
        raise InvalidValue(f"{what}须为 1 至 {longest} 个字，不能有控制字符。", field=field)
    return words


def stood_in_for(staff_id: str, absences: Iterable[Absence], at: datetime) -> frozenset[str]:
    """Whose work ``staff_id`` does at a moment (AB岗).

    When B stands in for A, and C for B who is away too, then C does the work of both.
    A circle of people who are all away ends where it began: nobody is asked twice.
    """
    stand_ins = [(each.stand_in_id, each.staff_id) for each in absences if each.covers(at)]
    found: set[str] = set()
    waiting = [staff_id]
    while waiting:
        present = waiting.pop()
        for absent in _absent_for(present, stand_ins, found):
            found.add(absent)
            waiting.append(absent)
    return frozenset(found - {staff_id})


def _absent_for(stand_in: str, pairs: list[tuple[str, str]], known: Collection[str]) -> list[str]:
    return [absent for who, absent in pairs if who == stand_in and absent not in known]
