"""The console as a matrix: every page × every role; every form with its token; no script, no style within."""

import re
from collections.abc import Iterator
from importlib.resources import files

import pytest
from aiohttp import web

from affairs.staff.audit import Act
from affairs.staff.model import Tier
from affairs.staff.permissions import PERMISSIONS, Permission, Role
from handlers.access import Access, access_of
from handlers.app import make_app
from handlers.console import FEATURES
from handlers.console.routing import permission_of
from handlers.console.words import ACTS, DONE, ROLES, TARGETS, TIERS
from tests.http.conftest import _filled, services, settings  # noqa: F401 - fixtures
from tests.http.staff import Browser, browsing, hired, quick

PREFIX = "/console"
OWN_SCRIPT = re.compile(r'<script type="module" src="/console/static/[a-z]+\.js"></script>')
"""A script is a file of our own, or none."""
OPEN = {
    "/console",
    "/console/login",
    "/console/login/code",
    "/console/login/oidc",
    "/console/login/oidc/callback",
    "/console/static/{name}",
}
ABSENT = {section.href for feature in FEATURES for section in feature.sections if section.demo}
"""Pages of a demonstration: outside of one they are not there."""
TEMPLATES = {each.name: each.read_text("utf-8") for each in files("handlers.console").joinpath("templates").iterdir()}


def console_routes(app: web.Application) -> Iterator[tuple[str, str, object]]:
    for route in app.router.routes():
        path = route.resource.canonical if route.resource else ""
        if path == PREFIX or path.startswith(PREFIX + "/"):
            yield route.method, path, route.handler


@pytest.fixture
async def browser(services):  # noqa: F811
    async with browsing(quick(services)) as made:
        yield made


def test_every_route_declares_who_may_call_it_and_what_for(services):  # noqa: F811
    found = list(console_routes(make_app(services)))
    assert len(found) > 30
    for method, path, handler in found:
        if path in OPEN:
            assert access_of(handler) is Access.ANYONE, path
            assert permission_of(handler) is None, path
        else:
            assert access_of(handler) is Access.STAFF, f"{method} {path}"
            assert isinstance(permission_of(handler), Permission), f"{method} {path}"


async def test_every_route_for_every_role(browser: Browser):
    """Who has the permission gets in, who has it not gets 403, a stranger the log-in page: the whole matrix."""
    routes = list(console_routes(make_app(browser.services)))
    for role in (None, *Role):
        if role is not None:
            await hired(browser.services, f"x-{role}", role)
            await browser.log_in(f"x-{role}")
        for method, pattern, handler in routes:
            permission = permission_of(handler)
            if permission is None:
                continue
            path = re.sub(r"\{\w+\}", "none", pattern)
            answer = await browser.client.request(method, path, allow_redirects=False)
            status, where = answer.status, f"{role} {method} {path}"
            if role is None:
                assert status == 303, where
                assert answer.headers["Location"].startswith("/console/login"), where
            elif permission not in PERMISSIONS[role]:
                assert status == 403, where
            elif method in {"GET", "HEAD"}:
                assert status in ({404} if "{" in pattern or pattern in ABSENT else {200}), where
            else:
                assert status in {403, 415}, f"{where}: without a form of ours nothing is done"
                assert answer.status != 403 or "过期" in await answer.text(), where
        if role is not None:
            await browser.post("/console/logout")


async def test_navigation_shows_each_role_what_it_may_open(browser: Browser):
    sections = [section for feature in FEATURES for section in feature.sections]
    for role in Role:
        await hired(browser.services, f"x-{role}", role)
        await browser.log_in(f"x-{role}")
        shown = set(re.findall(r'<a href="(/console/[^"]*)"', (await browser.get("/console/")).text.split("</nav>")[0]))
        allowed = {each.href for each in sections if each.permission in PERMISSIONS[role]} - ABSENT
        assert shown == allowed | {"/console/"}
        for href in allowed:
            assert (await browser.get(href)).status == 200, f"{role} {href}"
        await browser.post("/console/logout")


def test_sections_and_work_lists_lead_to_pages_of_the_same_permission():
    pages = {(page.method, PREFIX + page.path): page.permission for feature in FEATURES for page in feature.pages}
    listed = [each for feature in FEATURES for each in (*feature.sections, *feature.work_lists)]
    assert all(pages["GET", each.href] is each.permission for each in listed)
    keys = [each.key for feature in FEATURES for each in feature.work_lists]
    assert len(keys) == len(set(keys))


def test_a_route_without_a_declaration_is_noticed(services):  # noqa: F811
    app = make_app(services)

    async def undeclared(_request: web.Request) -> web.Response:
        return web.Response()

    app.router.add_get("/console/undeclared", undeclared)
    found = [path for _, path, handler in console_routes(app) if path not in OPEN and permission_of(handler) is None]
    assert set(found) == {"/console/undeclared"}


@pytest.mark.parametrize("name", TEMPLATES)
def test_no_template_holds_script_or_style_and_every_form_its_token(name: str):
    text = TEMPLATES[name]
    text = OWN_SCRIPT.sub("", text)
    assert not re.search(r"<script|<style|\sstyle=|\son[a-z]+=|javascript:|\|safe\b|autoescape", text)
    forms = re.findall(r"<form[^>]*method=\"post\"[^>]*>(.{0,60})", text, re.DOTALL)
    assert len(forms) == len(re.findall(r'method="post"', text))
    assert all(after.lstrip().startswith("{{ token(csrf) }}") for after in forms)


def test_every_code_has_its_words():
    assert set(ACTS) == set(Act)
    assert set(ROLES) == set(Role)
    assert set(TIERS) == set(Tier)
    assert {"staff", "session", "department", "handover"} <= set(TARGETS)
    sources = "".join(
        each.read_text("utf-8") for each in files("handlers.console").iterdir() if each.name.endswith(".py")
    )
    said = re.findall(r'done="(\w+)"|\?done=(\w+)', sources)
    assert {code for pair in said for code in pair if code} == set(DONE)
