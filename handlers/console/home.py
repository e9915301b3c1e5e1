"""``/console/``: one's own open work."""

import structlog
from aiohttp import web

from affairs.errors import DomainError
from affairs.staff.permissions import Permission
from handlers.console.desk import Desk
from handlers.console.feature import Feature, Section, Work, WorkList, page

__all__ = ["FEATURE", "WORK_LISTS"]

WORK_LISTS: web.AppKey[tuple[WorkList, ...]] = web.AppKey("work_lists", tuple)
log = structlog.get_logger()


@page("GET", "/", Permission.OWN_ACCOUNT)
async def show(desk: Desk) -> web.StreamResponse:
    """What is open for this person and for those they stand in for."""
    roster = await desk.office.accounts.roster()
    now = desk.services.clock.now()
    lists = [each for each in desk.request.config_dict[WORK_LISTS] if desk.actor.may(each.permission)]
    return desk.render(
        "home.html",
        work=[(each, await _loaded(desk, each)) for each in lists],
        names={each.id: each.profile.display_name for each in roster.staff},
        standing_in=[
            each for each in roster.absences if each.staff_id in desk.actor.stands_in_for and each.covers(now)
        ],
        away=next((each for each in roster.absences if each.staff_id == desk.actor.staff_id), None),
    )


async def _loaded(desk: Desk, wanted: WorkList) -> Work | None:
    """The work of a list; None when it cannot be read: one list must not take the others along."""
    try:
        return await wanted.load(desk)
    except DomainError as error:
        log.warning("work list unreadable", list=wanted.key, code=error.code)
        return None


FEATURE = Feature(pages=(show,), sections=(Section("我的工作", "/console/", Permission.OWN_ACCOUNT),))
