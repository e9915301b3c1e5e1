"""For the operator: liveness, readiness, metrics, the access log, headers."""

import json
from dataclasses import replace

import pytest
from aiohttp.test_utils import TestClient, TestServer
from structlog.testing import capture_logs

from handlers.app import make_app
from handlers.services import Health, Services, State
from tests.http.conftest import OVER_BOTH

pytestmark = OVER_BOTH

METHODS = [
    "ACL",
    "BIND",
    "CHECKOUT",
    "COPY",
    "POST",
    "GET",
    "LINK",
    "LOCK",
    "MERGE",
    "MKACTIVITY",
    "MKCALENDAR",
    "MKCOL",
    "MOVE",
    "NOTIFY",
    "PROPFIND",
    "PROPPATCH",
    "PURGE",
    "REBIND",
    "REPORT",
    "SEARCH",
    "SOURCE",
    "SUBSCRIBE",
    "TRACE",
    "UNBIND",
    "UNLINK",
    "UNLOCK",
    "UNSUBSCRIBE",
    "HEAD",
    "PUT",
    "DELETE",
]
PERSON = "11010119900307123X"


async def test_alive(client: TestClient):
    assert await (await client.get("/healthz")).json() == {"status": "ok"}


async def test_ready(client: TestClient):
    response = await client.get("/readyz")
    body = await response.json()
    assert response.status == 200
    assert body["catalogue_version"] == 1
    assert body["parts"]["database"]["status"] == "ok"
    assert body["status"] in {"ok", "degraded"}


@pytest.fixture
async def checked(services: Services):
    """A client of the application whose parts say what the test lets them say."""
    parts: dict[str, Health | Exception] = {}

    def check(name: str):
        async def answer() -> Health:
            said = parts[name]
            if isinstance(said, Exception):
                raise said
            return said

        return answer

    names = ("database", "redis")
    app = make_app(replace(services, checks={name: check(name) for name in names}))
    async with TestClient(TestServer(app)) as made:
        yield made, parts


@pytest.mark.parametrize(
    ("database", "redis", "status", "whole"),
    [
        (State.OK, State.OK, 200, "ok"),
        (State.OK, State.DOWN, 200, "degraded"),
        (State.OK, State.DEGRADED, 200, "degraded"),
        (State.DOWN, State.OK, 503, "down"),
        (State.DOWN, State.DOWN, 503, "down"),
    ],
)
async def test_only_the_database_is_indispensable(checked, database: State, redis: State, status: int, whole: str):
    client, parts = checked
    parts |= {"database": Health(database), "redis": Health(redis, "why")}
    response = await client.get("/readyz")
    body = await response.json()
    assert (response.status, body["status"]) == (status, whole)
    assert body["parts"]["redis"] == {"status": redis.value, "reason": "why"}


async def test_a_check_that_breaks_hides_nothing(checked):
    client, parts = checked
    parts |= {"database": Health(State.OK), "redis": RuntimeError("redis://:secret@host")}
    response = await client.get("/readyz")
    assert response.status == 200
    body = await response.text()
    assert "secret" not in body
    assert json.loads(body)["parts"]["redis"] == {"status": "down", "reason": "RuntimeError"}


async def test_metrics_have_bounded_labels_and_nothing_personal(client: TestClient):
    for number in range(30):
        await client.get(f"/guides/{PERSON}{number}?q={PERSON}")
        await client.get(f"/{PERSON}{number}")
        await client.request(METHODS[number], "/guides")
        await client.get(f"/api/v1/guides/{number}?region={PERSON}")
    await client.post("/api/v1/ask", json={"text": f"我的身份证号是{PERSON}"})
    response = await client.get("/metrics")
    text = await response.text()
    assert response.headers["Content-Type"].startswith("text/plain; version=")
    assert PERSON not in text
    assert "MKCALENDAR" not in text
    assert 'method="OTHER"' in text
    assert 'route="unmatched"' in text
    assert 'banshitong_replies_total{channel="api"' in text
    assert text.count("banshitong_http_requests_total{") < 20


async def test_the_access_log_has_nothing_personal(client: TestClient):
    with capture_logs() as logs:
        await client.get(f"/guides/{PERSON}?q={PERSON}", headers={"User-Agent": PERSON, "Referer": f"/{PERSON}"})
        await client.post("/api/v1/ask", json={"text": f"我的身份证号是{PERSON}"})
    requests = [entry for entry in logs if entry["event"] == "request"]
    assert [entry["route"] for entry in requests] == ["/guides/{code}", "/api/v1/ask"]
    assert set(requests[0]) == {"event", "log_level", "method", "route", "status", "ms"}
    assert PERSON not in json.dumps(logs, default=str)


async def test_probes_are_not_logged_while_all_is_well(client: TestClient):
    with capture_logs() as logs:
        await client.get("/healthz")
        await client.get("/metrics")
    assert not logs


PATHS = "/healthz /readyz /metrics /guides /static/page.css /nothing /api/v1/guides /api/docs /api/v1/x /wechat"


async def test_what_only_machines_call_says_what_matters_to_them(client: TestClient):
    headers = (await client.post("/wechat", data=b"<xml/>")).headers
    assert (headers["X-Content-Type-Options"], headers["Cache-Control"]) == ("nosniff", "no-store")
    assert "Content-Security-Policy" not in headers
    assert "Server" not in headers
    assert len(headers["X-Request-ID"]) == 16


@pytest.mark.parametrize("path", PATHS.split())
async def test_headers_on_everything(client: TestClient, path: str):
    headers = (await client.get(path)).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "Cache-Control" in headers
    assert "Server" not in headers
    assert len(headers["X-Request-ID"]) == 16
