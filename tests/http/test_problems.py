"""Errors of the API: problem documents everywhere, with the right status and nothing of the inside."""

import asyncio
import gzip
import json

import pytest
from aiohttp.test_utils import TestClient
from structlog.testing import capture_logs

from affairs.errors import StoreUnavailable

ASK = "/api/v1/ask"
JSON = {"Content-Type": "application/json"}


async def problem_in(response, status: int, code: str) -> dict:
    body = await response.text()
    assert response.status == status, body
    assert response.content_type == "application/problem+json"
    document = json.loads(body)
    assert document["code"] == code
    assert document["status"] == status
    assert document["type"] == "about:blank"
    assert document["title"]
    assert document["detail"]
    assert "Traceback" not in body
    return document


@pytest.mark.parametrize(
    "path",
    [
        "/api",
        "/api/",
        "/api/v1",
        "/api/v1/",
        "/api/v1/nothing",
        "/api/v1/guides/",
        "/api/v1/ask/x",
        "/api/v1/guides/x/flowchart.svg/y",
        "/api/v2/guides",
        "/%61pi/v1/nothing",
        "/api/v1/%00",
        "/api/v1/..%2f..%2fetc%2fpasswd",
    ],
)
async def test_unknown_addresses_of_the_api(client: TestClient, path: str):
    response = await client.get(path, headers={"Accept": "text/html"})
    await problem_in(response, 404, "not-found")


async def test_method_not_allowed_says_what_is(client: TestClient):
    response = await client.get(ASK)
    await problem_in(response, 405, "method-not-allowed")
    assert response.headers["Allow"] == "POST"
    response = await client.delete("/api/v1/guides")
    await problem_in(response, 405, "method-not-allowed")
    assert set(response.headers["Allow"].split(",")) == {"GET", "HEAD"}


async def test_no_cors(client: TestClient):
    response = await client.options(
        ASK, headers={"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    )
    assert response.status == 405
    assert not [name for name in response.headers if name.startswith("Access-Control")]


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "application/json+x", ""])
async def test_other_media_types(client: TestClient, content_type: str):
    response = await client.post(ASK, data=b'{"text": "x"}', headers={"Content-Type": content_type})
    await problem_in(response, 415, "unsupported-media-type")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"{} x",
        b'{"text": "\xff\xfe"}',
        '{"text": "x"}'.encode("utf-16"),
        b"[" * 50_000,
        b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
        b"NaN",
    ],
)
async def test_bodies_that_are_no_json_object(client: TestClient, body: bytes):
    response = await client.post(ASK, data=body, headers=JSON)
    await problem_in(response, 400, "malformed-json")


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ([], {""}),
        ("身份证", {""}),
        ({}, {"text"}),
        ({"text": None}, {"text"}),
        ({"text": 1}, {"text"}),
        ({"text": "身份证" * 1000}, {"text"}),
        ({"text": "x", "region": ["a"], "explain": "true"}, {"region", "explain"}),
        ({"text": "x", "conversation_id": "../../x"}, {"conversation_id"}),
        ({"text": "x", "conversation_id": "x" * 65}, {"conversation_id"}),
        ({"text": "x", "conversation_id": "x\n"}, {"conversation_id"}),
        ({"text": "x", "txet": "y"}, {"txet"}),
    ],
)
async def test_every_wrong_field_is_named(client: TestClient, body: object, fields: set[str]):
    document = await problem_in(await client.post(ASK, json=body), 422, "invalid-request")
    assert {fault["field"] for fault in document["errors"]} == fields
    assert all(fault["message"] for fault in document["errors"])


async def test_lone_surrogates(client: TestClient):
    for body in (b'{"text": "\\ud800"}', b'{"\\ud800": 1, "text": "x"}'):
        await problem_in(await client.post(ASK, data=body, headers=JSON), 422, "invalid-request")


async def test_many_wrong_fields_give_a_short_answer(client: TestClient):
    response = await client.post(ASK, json={f"f{n}": n for n in range(3000)})
    document = await problem_in(response, 422, "invalid-request")
    assert len(document["errors"]) == 50


async def test_too_large_declared_or_streamed(client: TestClient):
    response = await client.post(ASK, data=b"x" * 70_000, headers=JSON)
    await problem_in(response, 413, "too-large")

    async def endless():
        for _ in range(100):
            yield b"x" * 1024
            await asyncio.sleep(0)

    response = await client.post(ASK, data=endless(), headers=JSON)
    await problem_in(response, 413, "too-large")


async def test_compressed_bomb_is_not_unpacked(client: TestClient):
    bomb = gzip.compress(b'{"text": "' + b"x" * 50_000_000)
    response = await client.post(ASK, data=bomb, headers={**JSON, "Content-Encoding": "gzip"}, compress=None)
    assert response.status in {400, 413}
    assert response.content_type == "application/problem+json"


async def test_broken_compression(client: TestClient):
    response = await client.post(
        ASK, data=b"no gzip at all", headers={**JSON, "Content-Encoding": "gzip"}, compress=None
    )
    await problem_in(response, 400, "unreadable-body")


async def test_broken_chunks(client: TestClient):
    reader, writer = await asyncio.open_connection(client.host, client.port)
    writer.write(
        b"POST /api/v1/ask HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        b"Transfer-Encoding: chunked\r\n\r\nZZ\r\nx\r\n0\r\n\r\n"
    )
    await writer.drain()
    status = await reader.readline()
    writer.close()
    assert b" 400 " in status


async def test_caller_that_goes_away_harms_nobody(client: TestClient):
    _, writer = await asyncio.open_connection(client.host, client.port)
    writer.write(
        b'POST /api/v1/ask HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{"t'
    )
    await writer.drain()
    writer.transport.abort()
    assert (await client.get("/healthz")).status == 200


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=101",
        "limit=x",
        "limit=1_0",
        "limit=5.0",
        "limit=%2B5",
        "limit=",
        "limit=-1",
        "limit=9999999999999",
    ],
)
async def test_wrong_limits(client: TestClient, query: str):
    document = await problem_in(await client.get(f"/api/v1/guides?{query}"), 422, "invalid-request")
    assert [fault["field"] for fault in document["errors"]] == ["limit"]


async def test_repeated_and_unknown_parameters(client: TestClient):
    await problem_in(await client.get("/api/v1/guides?q=a&q=b"), 422, "invalid-request")
    document = await problem_in(await client.get("/api/v1/guides?reigon=x"), 422, "invalid-request")
    assert document["errors"][0]["field"] == "reigon"


async def test_queries_that_are_no_text(client: TestClient):
    assert (await client.get("/api/v1/guides?q=%FF%FE%00")).status == 200
    await problem_in(await client.get("/api/v1/guides?q=" + "x" * 201), 422, "invalid-request")
    assert (await client.get("/guides?q=%FF%00&from=99999999999999999999&department=%ED%A0%80")).status == 200


async def test_error_inside_tells_nothing(client: TestClient, services, monkeypatch):
    async def broken(*_args, **_kwargs):
        raise RuntimeError("身份证号 11010119900307123X 王小明")

    monkeypatch.setattr(services.engine, "respond", broken)
    with capture_logs() as logs:
        await problem_in(await client.post(ASK, json={"text": "x"}), 500, "internal-error")
    told = json.dumps(logs, ensure_ascii=False)
    assert "11010119900307123X" not in told
    assert "王小明" not in told
    assert "RuntimeError" in told


async def test_store_away_is_503(client: TestClient, services, monkeypatch):
    async def away(*_args, **_kwargs):
        raise StoreUnavailable("postgresql://user:secret@host")

    monkeypatch.setattr(services.engine, "respond", away)
    response = await client.post(ASK, json={"text": "x"})
    assert "secret" not in await response.text()
    await problem_in(response, 503, "store-unavailable")


async def test_a_body_that_does_not_come(client: TestClient, monkeypatch):
    monkeypatch.setattr("handlers.reading.BODY_SECONDS", 0.05)
    reader, writer = await asyncio.open_connection(client.host, client.port)
    writer.write(
        b"POST /api/v1/ask HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{"
    )
    await writer.drain()
    assert b" 408 " in await reader.readline()
    writer.close()
