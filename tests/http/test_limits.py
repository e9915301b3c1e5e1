"""Rate limits: by address, in bounded memory, with an honest Retry-After."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from aiohttp.test_utils import TestClient, TestServer, make_mocked_request
from hypothesis import given
from hypothesis import strategies as st
from multidict import CIMultiDict

from handlers.app import make_app
from handlers.limits import Buckets, is_limited
from handlers.origin import TrustedProxies, caller_of
from handlers.services import Services


class Seconds:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
async def narrow(services: Services, seconds: Seconds) -> AsyncIterator[TestClient]:
    """A client of an application that lets three calls through, and one more every two seconds."""
    buckets = Buckets(burst=3, per_second=0.5, clock=seconds)
    async with TestClient(TestServer(make_app(services, buckets=buckets))) as made:
        yield made


async def test_too_many_calls_are_told_when_to_come_back(narrow: TestClient, seconds: Seconds):
    for _ in range(3):
        assert (await narrow.get("/api/v1/guides")).status == 200
    response = await narrow.get("/api/v1/guides")
    assert response.status == 429
    assert response.content_type == "application/problem+json"
    assert (await response.json())["code"] == "too-many-requests"
    assert response.headers["Retry-After"] == "2"
    seconds.now += 2
    assert (await narrow.get("/api/v1/guides")).status == 200
    page = await narrow.get("/guides", headers={"Accept": "text/html"})
    assert page.status == 429
    assert page.headers["Retry-After"] == "2"
    assert "太频繁" in await page.text()


async def test_callbacks_and_probes_are_never_limited(narrow: TestClient):
    for _ in range(10):
        assert (await narrow.get("/healthz")).status == 200
        assert (await narrow.post("/wechat")).status == 403
        assert (await narrow.get("/static/page.css")).status == 200


async def test_citizens_behind_a_proxy_are_told_apart(narrow: TestClient):
    for number in range(10):
        response = await narrow.get("/guides", headers={"X-Forwarded-For": f"203.0.113.{number}"})
        assert response.status == 200
    for _ in range(3):
        response = await narrow.get("/guides", headers={"X-Forwarded-For": "198.51.100.7"})
    response = await narrow.get("/guides", headers={"X-Forwarded-For": "1.2.3.4, 198.51.100.7"})
    assert response.status == 429


async def test_a_word_nobody_trusts_changes_nothing(services: Services, seconds: Seconds):
    settings = services.settings.model_copy(update={"trusted_proxies": "none"})
    app = make_app(replace(services, settings=settings), buckets=Buckets(burst=3, per_second=1, clock=seconds))
    async with TestClient(TestServer(app)) as client:
        statuses = [
            (await client.get("/guides", headers={"X-Forwarded-For": f"203.0.113.{number}"})).status
            for number in range(5)
        ]
    assert statuses == [200, 200, 200, 429, 429]


async def test_off(services: Services):
    settings = services.settings.model_copy(update={"rate_limits": False})
    app = make_app(replace(services, settings=settings), buckets=Buckets(burst=1, per_second=0.001))
    async with TestClient(TestServer(app)) as client:
        assert {(await client.get("/guides")).status for _ in range(5)} == {200}


def test_memory_is_bounded(seconds: Seconds):
    buckets = Buckets(burst=1, per_second=1, addresses=100, clock=seconds)
    for number in range(10_000):
        buckets.take(str(number))
    assert len(buckets) == 100
    assert buckets.take("9999") > 0


@given(st.lists(st.floats(0, 5), max_size=60), st.integers(1, 10), st.floats(0.1, 20))
def test_never_more_than_burst_and_rate_allow(pauses: list[float], burst: int, rate: float):
    clock = Seconds()
    buckets = Buckets(burst=burst, per_second=rate, clock=clock)
    passed = 0
    for pause in pauses:
        clock.now += pause
        wait = buckets.take("a")
        passed += not wait
        assert wait >= 0
        assert passed <= burst + clock.now * rate + 1e-6
        if wait:
            clock.now += wait + 1e-6
            passed += not buckets.take("a")
    assert passed >= min(len(pauses), burst)


@pytest.mark.parametrize(
    ("peer", "forwarded", "trusted", "caller"),
    [
        ("203.0.113.9", (), "private", "203.0.113.9"),
        ("203.0.113.9", ("198.51.100.1",), "private", "203.0.113.9"),
        ("127.0.0.1", (), "private", "127.0.0.1"),
        ("127.0.0.1", ("198.51.100.1",), "private", "198.51.100.1"),
        ("127.0.0.1", ("6.6.6.6, 198.51.100.1",), "private", "198.51.100.1"),
        ("127.0.0.1", ("6.6.6.6", "198.51.100.1, 10.0.0.2"), "private", "198.51.100.1"),
        ("127.0.0.1", ("198.51.100.1:4711",), "private", "198.51.100.1"),
        ("127.0.0.1", ("[2001:db8:1:2:3::4]:4711",), "private", "2001:db8:1:2::/64"),
        ("127.0.0.1", ("2001:db8:1:2:ffff::1",), "private", "2001:db8:1:2::/64"),
        ("::ffff:10.1.2.3", ("198.51.100.1",), "private", "198.51.100.1"),
        ("127.0.0.1", ("nonsense, '; --",), "private", "127.0.0.1"),
        ("127.0.0.1", ("10.0.0.3, 10.0.0.4",), "private", "10.0.0.3"),
        ("127.0.0.1", ("",), "private", "127.0.0.1"),
        ("192.0.2.1", ("198.51.100.1",), "192.0.2.0/24", "198.51.100.1"),
        ("192.0.2.1", ("198.51.100.1",), "none", "192.0.2.1"),
        ("127.0.0.1", ("1.1.1.1," * 5000 + "198.51.100.1",), "private", "198.51.100.1"),
    ],
)
def test_who_calls(peer: str, forwarded: tuple[str, ...], trusted: str, caller: str):
    headers = CIMultiDict([("X-Forwarded-For", each) for each in forwarded])
    request = make_mocked_request("GET", "/", headers=headers).clone(remote=peer)
    assert caller_of(request, TrustedProxies.of(trusted)) == caller


@given(st.text())
def test_any_header_is_survived(text: str):
    headers = CIMultiDict([("X-Forwarded-For", text)])
    request = make_mocked_request("GET", "/", headers=headers).clone(remote="127.0.0.1")
    assert caller_of(request, TrustedProxies.of("private"))


def test_what_is_limited():
    assert all(is_limited(path) for path in ("/", "/api", "/api/v1/ask", "/guides", "/guides/x"))
    assert not any(
        is_limited(path) for path in ("/wechat", "/healthz", "/metrics", "/static/x", "/callbacks/approval/x")
    )
