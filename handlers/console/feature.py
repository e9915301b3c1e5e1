"""How a feature of the console is added.

A feature is a module with one value::

    FEATURE = Feature(
        pages=(show, save),                      # declared with @page
        sections=(Section("预审", "/console/reviews", Permission.PRE_REVIEW),),
        work_lists=(WorkList("reviews", "待预审的申报", "/console/reviews", Permission.PRE_REVIEW, open_reviews),),
    )

named in ``handlers.console.FEATURES``. Each page declares the permission it needs; the use
case it calls requires the same (``actor.require``). A test walks every page with every role.
Templates lie in ``handlers/console/templates``, extend ``frame.html`` and fill its blocks
``title`` and ``main``; each form that posts begins with ``{{ token(csrf) }}`` of ``parts.html``.

A *page* takes a :class:`~handlers.console.desk.Desk` (who acts, what they sent, how to answer)::

    @page("POST", "/reviews/{no}/findings", Permission.PRE_REVIEW)
    async def add_finding(desk: Desk) -> web.StreamResponse:
        await desk.services.reviews.add_finding(desk.actor, desk.part("no"), desk.form.text("words"))
        return desk.redirect(f"/reviews/{desk.part('no')}", done="saved")

A *section* is a link of the navigation, shown to whoever has its permission. A *work list* is
what the home page shows as one's own open work: ``load`` gets the desk and looks for what
belongs to ``desk.actor.work_of``, the person and those they stand in for.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from affairs.staff.permissions import Permission
from handlers.console.desk import Desk

__all__ = ["Feature", "Page", "Section", "Work", "WorkList", "WorkRow", "page"]

PageHandler = Callable[[Desk], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Page:
    """One route of the console, below ``/console``. ``upload``: its form is multipart, the token and then a file."""

    method: str
    path: str
    permission: Permission
    handler: PageHandler
    upload: bool = False


def page(method: str, path: str, permission: Permission, *, upload: bool = False) -> Callable[[PageHandler], Page]:
    """Declare a page: who has not the permission gets 403, who is not logged in the log-in page."""

    def declare(handler: PageHandler) -> Page:
        return Page(method, path, permission, handler, upload)

    return declare


@dataclass(frozen=True, slots=True)
class Section:
    """A link of the navigation: its words, the whole path, who sees it, and whether in a demonstration alone."""

    title: str
    href: str
    permission: Permission
    demo: bool = False


@dataclass(frozen=True, slots=True)
class WorkRow:
    """One open matter. ``owner_id`` is whose it is, so that a stand-in sees for whom they work."""

    title: str
    href: str
    note: str = ""
    due: datetime | None = None
    owner_id: str = ""


@dataclass(frozen=True, slots=True)
class Work:
    """What is open: how many matters in all, and the first few of them, the most urgent first."""

    count: int
    rows: tuple[WorkRow, ...] = ()


@dataclass(frozen=True, slots=True)
class WorkList:
    """One kind of open work. ``href`` shows all of it; ``load`` may raise DomainError, the home page then says so."""

    key: str
    title: str
    href: str
    permission: Permission
    load: Callable[[Desk], Awaitable[Work]]


@dataclass(frozen=True, slots=True)
class Feature:
    """Pages, links of the navigation and work lists that belong together."""

    pages: tuple[Page, ...] = ()
    sections: tuple[Section, ...] = ()
    work_lists: tuple[WorkList, ...] = ()
