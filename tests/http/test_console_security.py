"""The console attacked: every form without its token, every page's policy, paths that climb."""

import re
from collections.abc import AsyncIterator, Iterator

import pytest
from aiohttp import FormData, web
from yarl import URL

from affairs.staff.permissions import Role
from handlers.app import make_app
from handlers.console.routing import permission_of
from handlers.services import Services
from tests.http.staff import Browser, browsing, hired, quick

SECTIONS = (
    "",
    "handovers",
    "matters",
    "proposals",
    "canned",
    "reviews",
    "authorisations",
    "account",
    "centres",
    "openings",
    "rosters",
    "hall",
)


@pytest.fixture
async def head(services: Services) -> AsyncIterator[Browser]:
    """Somebody with every permission that there is about citizens."""
    async with browsing(quick(services)) as browser:
        await hired(browser.services, "chen", Role.HEAD, Role.ADMIN, Role.EDITOR, Role.SUPERVISOR)
        await browser.log_in("chen")
        yield browser


def posts(app: web.Application) -> Iterator[str]:
    """Every address of the console that changes something."""
    for route in app.router.routes():
        path = route.resource.canonical if route.resource else ""
        if route.method == "POST" and path.startswith("/console/") and permission_of(route.handler) is not None:
            yield re.sub(r"\{\w+\}", "0123456789abcdef", path)


async def test_no_form_works_without_its_token_or_from_another_site(head: Browser, services: Services):
    addresses = list(posts(make_app(head.services)))
    assert len(addresses) > 30
    own = (await head.get("/console/account")).csrf
    async with browsing(head.services) as other:
        await hired(other.services, "zhou", Role.CLERK)
        await other.log_in("zhou")
        foreign = (await other.get("/console/account")).csrf
    assert foreign != own
    for path in addresses:
        upload = path.endswith("/files")
        for token, headers in (("", {}), (foreign, {}), ("0" * 64, {}), (own, {"Sec-Fetch-Site": "cross-site"})):
            form = FormData({"csrf": token}, default_to_multipart=upload)
            if upload:
                form.add_field("file", b"x", filename="x.png")
            answer = await head.client.post(path, data=form, headers=headers, allow_redirects=False)
            assert answer.status == 403, f"{path} {token[:6]} {headers}"


async def test_every_page_carries_a_strict_policy(head: Browser):
    for section in SECTIONS:
        page = await head.get(f"/console/{section}")
        assert page.status == 200, section
        policy = dict(
            part.strip().split(" ", 1)
            for part in page.response.headers["Content-Security-Policy"].split(";")
            if part.strip()
        )
        assert policy["default-src"] == "'none'"
        assert policy["script-src"] == policy["style-src"] == "'self'"
        assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
        assert "unsafe" not in str(policy)
        assert page.response.headers["X-Content-Type-Options"] == "nosniff"
        assert page.response.headers["Cache-Control"] == "no-store"
        assert not re.search(r"\son\w+=|javascript:|<style|style=", page.text)
        assert re.findall(r"<script[^>]*>", page.text) in (
            [],
            ['<script type="module" src="/console/static/handovers.js">'],
        )


CLIMBING = (
    "/console/static/../templates/handover.html",
    "/console/static/..%2f..%2fdesk.py",
    "/console/static/%2e%2e/desk.py",
    "/console/static/....//desk.py",
    "/console/static/%00",
    "/console/handovers/..%2f..%2fetc/files/1",
    "/console/handovers/0123456789abcdef/files/..%2f..%2f1",
    "/console/handovers/%00/live",
    "/console/handovers/0123456789abcdef/application/..%2f1",
    "/console/matters/%27%20or%201=1--",
)


async def test_no_path_climbs(head: Browser):
    for path in CLIMBING:
        answer = await head.client.get(URL(path, encoded=True), allow_redirects=False)
        assert answer.status == 404, path
        assert "Traceback" not in await answer.text()
