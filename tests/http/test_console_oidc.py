"""Logging in by an identity provider: the flow as a browser goes it, and every token that is not good."""

from collections.abc import AsyncIterator
from dataclasses import replace
from html import escape
from urllib.parse import quote

import aiohttp
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from affairs.staff.permissions import OPERATOR, Role
from handlers.services import Services
from integrations.oidc import OidcProvider
from tests.http.staff import Browser, Page, browsing, hired, quick
from tests.oidc_server import CLIENT, SECRET, StandIn, provider

LEAVE, BACK = "/console/login/oidc", "/console/login/oidc/callback"


@pytest.fixture
async def stand_in() -> AsyncIterator[StandIn]:
    async with provider() as made:
        yield made


@pytest.fixture
async def browser(services: Services, stand_in: StandIn) -> AsyncIterator[Browser]:
    async with aiohttp.ClientSession() as session:
        known = OidcProvider(
            session,
            services.clock,
            issuer=stand_in.url,
            client_id=CLIENT,
            client_secret=SECRET,
            claim="preferred_username",
            redirect=f"http://desk.example{BACK}",
        )
        async with browsing(replace(quick(services), identity_provider=known)) as made:
            yield made


async def arrived(browser: Browser, stand_in: StandIn, name: str = "张敏") -> Page:
    left = await browser.get(LEAVE)
    assert left.status == 303
    assert left.location.startswith(f"{stand_in.url}/authorize?")
    return await browser.get(f"{BACK}?{stand_in.signed_in(left.location, name)}")


async def test_who_the_provider_names_is_logged_in(browser: Browser, stand_in: StandIn):
    await hired(browser.services, "张敏", Role.EDITOR, must_change=True)
    assert (await browser.get("/console/login")).says("用统一身份认证登录")
    page = await arrived(browser, stand_in)
    assert page.status == 200
    assert '<meta http-equiv="refresh" content="0;url=/console/">' in page.text
    assert (await browser.get("/console/")).status == 200, "a temporary password is no matter of the provider"
    assert browser.cookie("console_provider") == ""


async def test_the_cookie_of_the_visit_comes_back_from_the_provider_and_is_good_once(
    browser: Browser, stand_in: StandIn
):
    await hired(browser.services, "张敏")
    left = await browser.get(LEAVE)
    cookie = left.response.headers["Set-Cookie"]
    assert {"HttpOnly", "Path=/", "SameSite=Lax", "Max-Age=600"} <= {part.strip() for part in cookie.split(";")}
    answer = stand_in.signed_in(left.location, "张敏")
    other = answer.replace("state=", "state=x")
    assert (await browser.get(f"{BACK}?{other}")).status == 403
    assert (await browser.get(f"{BACK}?{answer}")).status == 403, "the visit is over"
    assert browser.cookie() == ""


async def test_a_stranger_to_the_centre_stays_one(browser: Browser, stand_in: StandIn):
    await hired(browser.services, "张敏")
    await hired(browser.services, "李强")
    staff = await browser.services.staff.accounts.by_login("李强")
    await browser.services.staff.accounts.disable(OPERATOR, staff.id)
    for name in ("nobody", "李强", "", "x" * 5000):
        page = await arrived(browser, stand_in, name)
        assert page.status == 401, name
        assert browser.cookie() == ""


WRONG: list[dict[str, object]] = [
    {"iss": "https://evil.example"},
    {"aud": "another client"},
    {"aud": [CLIENT, "another"]},
    {"aud": None},
    {"exp": 1},
    {"exp": None},
    {"iat": None},
    {"nonce": "of another visit"},
    {"nonce": None},
    {"sub": None},
    {"preferred_username": 7},
    {"preferred_username": None},
]


@pytest.mark.parametrize("changed", WRONG, ids=str)
async def test_claims_that_are_not_good(browser: Browser, stand_in: StandIn, changed: dict[str, object]):
    await hired(browser.services, "张敏")
    stand_in.changed = changed
    assert (await arrived(browser, stand_in)).status == 401
    assert browser.cookie() == ""


async def test_signatures_that_are_not_good(browser: Browser, stand_in: StandIn):
    await hired(browser.services, "张敏")
    for header in ({"alg": "none"}, {"alg": "HS256"}, {"kid": "two"}, {"alg": "RS999"}):
        stand_in.header = header
        assert (await arrived(browser, stand_in)).status == 401, header
    stand_in.header, stand_in.signing = {}, rsa.generate_private_key(65537, 2048)
    assert (await arrived(browser, stand_in)).status == 401
    assert stand_in.keys_read == 1, "unknown signatures do not make us read the keys again and again"


async def test_a_provider_that_answers_for_another_or_not_at_all(browser: Browser, stand_in: StandIn):
    stand_in.document = {"issuer": "https://evil.example"}
    page = await browser.get(LEAVE)
    assert page.status == 503
    assert page.says("暂时连不上")


async def test_without_a_provider_there_is_no_such_page(services: Services):
    async with browsing(quick(services)) as browser:
        assert (await browser.get(LEAVE)).status == 404
        assert (await browser.get(f"{BACK}?code=x&state=y")).status == 404
        assert not (await browser.get("/console/login")).says("统一身份认证")


@pytest.mark.parametrize(
    ("wanted", "where"),
    [
        ("/console/account?done=saved", "/console/account?done=saved"),
        ("https://evil.example/", "/console/"),
        ("//evil.example", "/console/"),
        ("/console/../api", "/console/"),
        ("/console/audit?q=张", "/console/audit?q=张"),
    ],
)
async def test_one_comes_back_to_where_one_wanted_to_go(browser: Browser, stand_in: StandIn, wanted: str, where: str):
    await hired(browser.services, "张敏")
    assert "/console/login/oidc?next=" in (await browser.get("/console/login?next=/console/account")).text
    left = await browser.get(f"{LEAVE}?next={quote(wanted, safe='')}")
    page = await browser.get(f"{BACK}?{stand_in.signed_in(left.location, '张敏')}")
    assert f'content="0;url={escape(where)}"' in page.text
    assert browser.cookie("console_onward") == ""
