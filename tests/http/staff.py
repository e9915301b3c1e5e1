"""Members of staff as browsers: cookies kept, forms filled from the pages they came with."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from html import unescape

from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient, TestServer

from affairs.staff.model import Profile, Staff
from affairs.staff.office import StaffOffice
from affairs.staff.passwords import Passwords
from affairs.staff.permissions import OPERATOR, Role
from handlers.app import make_app
from handlers.services import Services
from handlers.settings import Settings

WORD = "Correct-Horse-7"
TOKEN = re.compile(r'name="csrf" value="([0-9a-f]{64})"')


def quick(services: Services, **changed: object) -> Services:
    """The services with passwords hashed quickly, reached at a plain address or the one given."""
    settings = Settings.model_validate(services.settings.model_dump() | {"base_url": ""} | changed)
    office = StaffOffice.over(services.uow, services.clock, passwords=Passwords(passes=1, memory_kib=8))
    return replace(services, settings=settings, staff=office)


@dataclass(slots=True)
class Page:
    """An answer, read."""

    status: int
    text: str
    response: ClientResponse

    @property
    def location(self) -> str:
        return self.response.headers.get("Location", "")

    @property
    def csrf(self) -> str:
        found = TOKEN.search(self.text)
        return found[1] if found else ""

    def says(self, words: str) -> bool:
        return words in unescape(re.sub(r"<[^>]+>", " ", self.text))


class Browser:
    """One browser of one person; redirections are told, not followed."""

    def __init__(self, client: TestClient, services: Services) -> None:
        self.client, self.services = client, services

    async def get(self, path: str, **headers: str) -> Page:
        return await self._page(await self.client.get(path, allow_redirects=False, headers=headers))

    async def send(self, path: str, fields: dict[str, object], **headers: str) -> Page:
        """Post exactly these fields."""
        return await self._page(await self.client.post(path, data=fields, allow_redirects=False, headers=headers))

    async def post(self, path: str, page: str = "/console/account", **fields: object) -> Page:
        """Post with the token of the form on ``page``."""
        return await self.send(path, {"csrf": (await self.get(page)).csrf, **fields})

    async def log_in(self, name: str, word: str = WORD, **fields: object) -> Page:
        return await self.post("/console/login", "/console/login", name=name, password=word, **fields)

    def cookie(self, name: str = "console") -> str:
        return next((each.value for each in self.client.session.cookie_jar if each.key == name), "")

    async def _page(self, response: ClientResponse) -> Page:
        return Page(response.status, await response.text(), response)


@asynccontextmanager
async def browsing(services: Services) -> AsyncIterator[Browser]:
    """A browser with empty hands."""
    async with TestClient(TestServer(make_app(services))) as client:
        yield Browser(client, services)


async def hired(services: Services, login: str, *roles: Role, name: str = "", must_change: bool = False) -> Staff:
    """A member of staff whose password is ``WORD``."""
    profile = Profile(name or login, frozenset(roles or {Role.CLERK}))
    return await services.staff.accounts.add(OPERATOR, login, profile, WORD, must_change=must_change)
