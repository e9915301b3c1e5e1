"""``/console/``: the desk of the staff, rendered here; two pages have a script, and work without it.

``FEATURES`` is all it consists of; :mod:`.feature` says how one is added.
"""

from aiohttp import web

from handlers.access import Access, access
from handlers.console import (
    account,
    appeals,
    articles,
    audit,
    authorisations,
    booking_rules,
    call_backs,
    canned,
    centres,
    departments,
    guides,
    hall,
    handovers,
    home,
    knowledge,
    login,
    matters,
    openings,
    practice,
    reviews,
    rosters,
    second_factor,
    staff,
    suggestions,
    supervision,
    system,
    windows,
)
from handlers.console.desk import PACKAGE, PREFIX, SECTIONS, see_other
from handlers.console.feature import Feature
from handlers.console.home import WORK_LISTS
from handlers.console.login import add_log_in
from handlers.console.provider import add_provider
from handlers.console.routing import add_page, render_errors
from handlers.console.second_step import add_second_step
from handlers.pages.rendering import environment, static_files, static_of

__all__ = ["FEATURES", "console_app"]

FEATURES: tuple[Feature, ...] = (
    home.FEATURE,
    handovers.FEATURE,
    matters.FEATURE,
    canned.FEATURE,
    suggestions.FEATURE,
    reviews.FEATURE,
    hall.FEATURE,
    supervision.FEATURE,
    call_backs.FEATURE,
    authorisations.FEATURE,
    knowledge.FEATURE,
    guides.FEATURE,
    articles.FEATURE,
    appeals.FEATURE,
    staff.FEATURE,
    departments.FEATURE,
    centres.FEATURE,
    windows.FEATURE,
    openings.FEATURE,
    rosters.FEATURE,
    booking_rules.FEATURE,
    system.FEATURE,
    audit.FEATURE,
    account.FEATURE,
    second_factor.FEATURE,
    login.FEATURE,
    practice.FEATURE,
)
"""In the order of the navigation."""


def console_app(app: web.Application, features: tuple[Feature, ...] = FEATURES) -> None:
    """Add the console to the application."""
    console = web.Application(middlewares=[render_errors])
    console[SECTIONS] = tuple(section for feature in features for section in feature.sections)
    console[WORK_LISTS] = tuple(each for feature in features for each in feature.work_lists)
    add_log_in(console)
    add_second_step(console)
    add_provider(console)
    for feature in features:
        for page in feature.pages:
            add_page(console, page)
    static_files(console, "/static", PACKAGE)
    app.router.add_get(PREFIX, _home)
    app.add_subapp(PREFIX, console)


@access(Access.ANYONE)
async def _home(_request: web.Request) -> web.StreamResponse:
    """The address without its stroke, as people type it."""
    return see_other(f"{PREFIX}/")


environment(PACKAGE)
static_of(PACKAGE)
