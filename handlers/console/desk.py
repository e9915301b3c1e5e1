"""What a page of the console works with: who acts, what was sent, how to answer."""

import hashlib
import hmac
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from aiohttp import web

from affairs.errors import DomainError
from affairs.receiving import Received
from affairs.staff.office import StaffOffice
from affairs.staff.permissions import Actor
from handlers.console.forms import EMPTY, Form
from handlers.console.words import DONE, ROLES, moment
from handlers.keys import services_of
from handlers.pages.rendering import environment
from handlers.pages.rendering import page as rendered
from handlers.problems import DETAILS, STATUS
from handlers.services import Services

if TYPE_CHECKING:
    from handlers.console.feature import Section

__all__ = ["FORM_TOKEN", "PACKAGE", "PREFIX", "Desk", "form_token", "is_form_token", "see_other", "words_of"]

PACKAGE = "handlers.console"
PREFIX = "/console"
FORM_TOKEN = "csrf"  # noqa: S105 - the name of a field
SECTIONS: web.AppKey[tuple["Section", ...]] = web.AppKey("sections", tuple)


def form_token(secret: str) -> str:
    """The token that a form of this session carries: only who knows the session's secret can know it."""
    return hashlib.blake2b(secret.encode(), person=b"console form", digest_size=32).hexdigest()


def is_form_token(given: str, secret: str) -> bool:
    """Whether the form was made for this session, told in constant time."""
    return hmac.compare_digest(given.encode("utf-8", "replace"), form_token(secret).encode())


def see_other(path: str) -> web.Response:
    """After an act: look there. A reload then repeats nothing."""
    return web.Response(status=HTTPStatus.SEE_OTHER, headers={"Location": path})


def words_of(error: DomainError) -> str:
    """What is told of an error; of our own faults nothing but that there was one."""
    ours = STATUS[error.code] >= HTTPStatus.INTERNAL_SERVER_ERROR
    return DETAILS[error.code] if ours or error.detail in {"", error.code} else error.detail


@dataclass(frozen=True, slots=True)
class Desk:
    """One request of a member of staff. ``form`` and ``file`` are what they sent, checked to come from our own page."""

    request: web.Request
    actor: Actor
    secret: str
    form: Form = EMPTY
    file: Received | None = None

    @property
    def services(self) -> Services:
        """Everything behind the application."""
        return services_of(self.request)

    @property
    def office(self) -> StaffOffice:
        """The use cases of staff."""
        return self.services.staff

    def part(self, name: str) -> str:
        """A part of the path."""
        return self.request.match_info[name].replace("\0", "")

    def asked(self, name: str, longest: int = 100) -> str:
        """A parameter of the query, or ''; of an endless one only its beginning."""
        return self.request.query.get(name, "")[:longest].replace("\0", "").strip()

    def render(self, template: str, *, status: int = HTTPStatus.OK, **values: object) -> web.Response:
        """A page in the frame of the console."""
        sections = self.request.config_dict[SECTIONS]
        here = self.request.path
        return rendered(
            PACKAGE,
            template,
            status=status,
            actor=self.actor,
            roles=[ROLES[role] for role in sorted(self.actor.roles)],
            csrf=form_token(self.secret),
            sections=[(each, _is_here(each.href, here)) for each in sections if self._sees(each)],
            done=DONE.get(self.asked("done"), ""),
            moment=moment,
            **values,
        )

    def _sees(self, section: "Section") -> bool:
        return self.actor.may(section.permission) and (not section.demo or self.services.practice is not None)

    def refuse(self, template: str, error: DomainError, **values: object) -> web.Response:
        """The page of a form again, with what is wrong and where (``error``, ``fault``)."""
        return self.render(template, status=STATUS[error.code], error=words_of(error), fault=error.field, **values)

    async def names(self) -> dict[str, str]:
        """The names of staff by their ids."""
        roster = await self.office.accounts.roster()
        return {each.id: each.profile.display_name for each in roster.staff}

    def fragment(self, template: str, **values: object) -> str:
        """A piece of a page."""
        given = {"csrf": form_token(self.secret), "moment": moment, "actor": self.actor}
        return environment(PACKAGE).get_template(template).render(**given, **values)

    def redirect(self, path: str, *, done: str = "") -> web.Response:
        """Look at another page of the console, which says that it is done (a key of ``words.DONE``)."""
        return see_other(PREFIX + path + ("?" + urlencode({"done": done}) if done else ""))


def _is_here(href: str, path: str) -> bool:
    return path == href or (href != f"{PREFIX}/" and path.startswith(href + "/"))
