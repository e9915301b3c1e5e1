"""``/kiosk/{venue}``: check in by phone number or by the ticket's QR code, or take a number.

Staff open ``/kiosk/{venue}/{key}`` once on the machine in the hall, which keeps the key as a cookie and goes on to the
address without it: who has no business in the hall can neither check others in from afar nor ask by phone number who
has an appointment. What it answers is a number, never a name.
"""

import hashlib
import hmac
from http import HTTPStatus

from aiohttp import web

from affairs.errors import DomainError, NoSuchHall
from affairs.hall.checking_in import WalkIn
from affairs.hall.ticket import Ticket
from handlers.access import Access, access
from handlers.console.desk import words_of
from handlers.console.forms import read_form
from handlers.keys import services_of
from handlers.pages.rendering import page
from handlers.problems import STATUS
from handlers.services import Services

__all__ = ["add_kiosk", "kiosk_key", "kiosk_path"]

PACKAGE = "handlers.display"
KEY_LENGTH = 24
COOKIE = "kiosk"
KEPT = 365 * 86_400
"""Seconds that a machine keeps the key."""
PHONE = 11


def kiosk_key(services: Services, venue: str) -> str:
    """The key of a hall's kiosks, under this installation's secret."""
    secret = services.settings.secret_key.get_secret_value().encode()
    named = hashlib.blake2b(venue.encode(), key=hashlib.sha256(secret).digest(), person=b"bst kiosk", digest_size=16)
    return named.hexdigest()[:KEY_LENGTH]


def kiosk_path(services: Services, venue: str) -> str:
    """What is opened once on the machine of a hall."""
    return f"/kiosk/{venue}/{kiosk_key(services, venue)}"


def _venue(request: web.Request) -> str:
    """The hall whose key this machine keeps. Raises NoSuchHall."""
    return _known(request, request.cookies.get(COOKIE, ""))


def _known(request: web.Request, key: str) -> str:
    services, venue = services_of(request), request.match_info["venue"]
    right = hmac.compare_digest(key.encode("utf-8", "replace"), kiosk_key(services, venue).encode())
    if not right or venue not in services.appointments.supply.venues_by_code:
        raise NoSuchHall
    return venue


@access(Access.ANYONE)
async def set_up(request: web.Request) -> web.Response:
    """Have this machine keep the key, and go on without it in the address."""
    key = request.match_info["key"]
    here = f"/kiosk/{_known(request, key)}"
    answer = web.Response(status=HTTPStatus.SEE_OTHER, headers={"Location": here})
    secure = services_of(request).settings.public_url.startswith("https:")
    answer.set_cookie(COOKIE, key, path=here, max_age=KEPT, httponly=True, samesite="Strict", secure=secure)
    return answer


@access(Access.ANYONE)
async def show(request: web.Request) -> web.Response:
    """The form."""
    return _page(request, _venue(request))


@access(Access.ANYONE)
async def act(request: web.Request) -> web.Response:
    """Check in or take a number; the page says the number."""
    venue, services = _venue(request), services_of(request)
    form = await read_form(request)
    code, item = form.text("code")[:64], form.text("item")[:64]
    try:
        if item:
            ticket = await services.hall.checking_in.walk_in(WalkIn(venue, (item,), first=bool(form.text("first"))))
        elif code.isascii() and code.isdecimal() and len(code) == PHONE:
            ticket = await services.hall.checking_in.by_phone(venue, code)
        else:
            ticket = await services.hall.checking_in.at_kiosk(venue, code)
    except DomainError as error:
        return _page(request, venue, error=words_of(error), status=STATUS[error.code])
    place = await services.hall.watching.ticket(venue, ticket)
    return _page(request, venue, ticket=ticket, ahead=place.ahead, minutes=place.minutes)


def _page(
    request: web.Request,
    venue: str,
    *,
    ticket: Ticket | None = None,
    ahead: int = 0,
    minutes: int | None = None,
    error: str = "",
    status: int = 200,
) -> web.Response:
    services = services_of(request)
    supply, items = services.appointments.supply, services.snapshot().catalogue.items_by_code
    codes = {code for window in supply.windows if window.venue == venue for code in window.serves}
    offered = sorted((items[code].name, code) for code in codes if code in items)
    return page(
        PACKAGE, "kiosk.html", status=status, here=request.path, name=supply.venues_by_code[venue].name, items=offered,
        ticket=ticket, ahead=ahead, minutes=minutes, error=error,
    )  # fmt: skip


def add_kiosk(app: web.Application) -> None:
    """Add the kiosks."""
    app.router.add_get("/kiosk/{venue}/{key}", set_up)
    app.router.add_get("/kiosk/{venue}", show)
    app.router.add_post("/kiosk/{venue}", act)
