"""The audit log, filtered and by pages."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from aiohttp import web

from affairs.clock import CHINA
from affairs.staff.audit import Act, AuditFilter, ObjectRef
from affairs.staff.permissions import Permission
from handlers.console.desk import Desk
from handlers.console.feature import Feature, Section, page
from handlers.console.words import ACTS, DETAILS, ROLES, TARGETS

__all__ = ["FEATURE"]

PAGE = 50
ROLE_WORDS: Mapping[str, str] = {role.value: words for role, words in ROLES.items()}
ASKED = ("who", "act", "kind", "ref", "from", "to")


@page("GET", "/audit", Permission.AUDIT)
async def show(desk: Desk) -> web.StreamResponse:
    """Who did what: ``?who=&act=&kind=&ref=&from=&to=&before=``; what cannot be read is not asked for."""
    asked = {name: desk.asked(name) for name in ASKED}
    entries = await desk.office.audit.page(desk.actor, _filter(asked), PAGE + 1, _before(desk.asked("before")))
    roster = await desk.office.accounts.roster()
    shown = entries[:PAGE]
    following = urlencode({**asked, "before": shown[-1].id}) if len(entries) > PAGE else ""
    return desk.render(
        "audit.html",
        entries=shown,
        following=following,
        asked=asked,
        staff=roster.staff,
        names={each.id: each.profile.display_name for each in roster.staff},
        departments={each.id: each.name for each in roster.departments},
        act_words=ACTS,
        target_words=TARGETS,
        detail_words=_detail_words,
    )


def _detail_words(detail: str, names: Mapping[str, str]) -> str:
    """The codes of a detail in words; what has none stays a code."""
    return "、".join(_code_words(code, names) for code in detail.split(",") if code)


def _code_words(code: str, names: Mapping[str, str]) -> str:
    sign = {"+": "授予", "-": "收回"}.get(code[:1], "")
    bare = code[1:] if sign else code
    name, _, value = bare.partition("=")
    if value:
        return f"{DETAILS.get(name, name)} {names.get(value, value)}"
    return sign + (DETAILS.get(bare) or ROLE_WORDS.get(bare, bare))


def _filter(asked: dict[str, str]) -> AuditFilter:
    until = _day(asked["to"])
    return AuditFilter(
        asked["who"],
        Act(asked["act"]) if asked["act"] in set(Act) else None,
        _target(asked["kind"], asked["ref"]),
        _day(asked["from"]),
        until + timedelta(days=1) if until else None,
    )


def _target(kind: str, ref: str) -> ObjectRef:
    try:
        return ObjectRef(kind, ref)
    except ValueError:
        return ObjectRef("", "none")  # no object has such a reference


def _day(text: str) -> datetime | None:
    """The beginning of a day in China; None for what is none, or at the edge of the calendar."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return datetime.combine(day, time.min, CHINA) if date(1970, 1, 1) < day < date(9000, 1, 1) else None


def _before(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else None


FEATURE = Feature(pages=(show,), sections=(Section("操作日志", "/console/audit", Permission.AUDIT),))
