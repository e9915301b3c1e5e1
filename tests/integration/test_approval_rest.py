"""The rest adapter where it is special: files that break off, pushes that are not to be believed, rotated keys."""

import json
import secrets
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from affairs.approval.errors import Rejected, Unavailable, Untrusted
from affairs.approval.updates import UpdateKind
from affairs.clock import SystemClock
from integrations.approval.signing import Algorithm, Signer
from tests.approval import SECRET, Desk, Sandbox, desk, material, packet

ROW = {
    "name": "centre",
    "adapter": "rest",
    "profile": "local",
    "app_id": "banshitong",
    "secret": {"env": "SECRET"},
    "secret_previous": {"env": "BEFORE"},
    "chunk_bytes": 100_000,
}
BEFORE = "the-secret-that-was-used-before"


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    made = Sandbox(tmp_path_factory.mktemp("sandbox"))
    yield made
    made.close()


@pytest.fixture
async def at(sandbox: Sandbox, sqlite_url: str, tmp_path: Path) -> AsyncIterator[Desk]:
    async with desk(tmp_path, sqlite_url, [ROW | {"base_url": sandbox.url}], BEFORE=BEFORE) as made:
        yield made
    sandbox.well()


@pytest.fixture
def number() -> str:
    return f"YJ2026{secrets.token_hex(6)}"


async def test_a_file_goes_on_where_it_broke_off(at: Desk, sandbox: Sandbox, number: str) -> None:
    content = secrets.token_bytes(350_000)
    file = at.files.add("图纸.pdf", content)
    for cut in (1, 90_000, 100_000):
        sandbox.fault(path="/uploads/", method="PUT", cut_bytes=cut)
    (system,) = at.systems.all()
    (receipt,) = await system.attachments(packet(number), [material("m1", file)], "k")
    stored = sandbox.stats()["arrivals"]
    read_from = [offset for reference, offset in at.files.opened if reference == file.reference]
    assert read_from[:4] == [0, 1, 90_001, 190_001]
    await system.submit(packet(number, materials=(material("m1", file),)), number)
    assert [offset for reference, offset in at.files.opened if reference == file.reference] == read_from, "sent again"
    assert stored["bytes"] >= 1
    (case,) = sandbox.cases(number)
    (kept,) = sandbox.call(f"/_cases/{case['receipt_no']}")["files"]
    assert (kept["id"], kept["size"], kept["complete"]) == (receipt.foreign_id, len(content), 1)


async def test_a_file_that_cannot_get_on_waits(at: Desk, sandbox: Sandbox, number: str) -> None:
    file = at.files.add("图纸.pdf", secrets.token_bytes(5000))
    sandbox.fault(path="/uploads/", status=500, times=50)
    (system,) = at.systems.all()
    whole = packet(number, materials=(material("m1", file),))
    with pytest.raises(Unavailable):
        await system.submit(whole, number)
    assert not sandbox.cases(number), "no case arrives without its files"
    sandbox.well()
    await system.submit(whole, number)
    assert len(sandbox.cases(number)) == 1


async def test_a_file_that_is_gone_is_refused_in_words(at: Desk, number: str) -> None:
    file = replace(at.files.add("照片.jpg", b"x" * 10), reference="nowhere")
    (system,) = at.systems.all()
    with pytest.raises(Rejected, match=r"照片\.jpg"):
        await system.submit(packet(number, materials=(material("m1", file),)), number)


async def test_an_empty_file_and_two_of_one_material(at: Desk, sandbox: Sandbox, number: str) -> None:
    files = (at.files.add("空.txt", b""), at.files.add("二.txt", b"2"))
    (system,) = at.systems.all()
    await system.submit(packet(number, materials=(material("m1", *files),)), number)
    (case,) = sandbox.cases(number)
    assert [file["complete"] for file in sandbox.call(f"/_cases/{case['receipt_no']}")["files"]] == [1, 1]


EVENT: dict[str, Any] = {
    "eventId": "e1",
    "sequence": 2,
    "at": "2026-03-02T10:00:00+08:00",
    "applicationNo": "YJ1",
    "receiptNo": "SL1",
    "state": "correction_asked",
    "stage": "补正",
    "corrections": [{"place": "营业场所照片", "reason": "不清楚", "rule": "许可规程第三条"}],
    "until": "2026-03-09T17:00:00+08:00",
    "someday": {"a field": "of a newer release"},
}


def pushed(*events: dict[str, Any], secret: str = SECRET, name: str = "centre", algorithm: str = "hmac-sm3") -> Any:
    body = json.dumps({"events": list(events)}).encode()
    signer = Signer("banshitong", secret, Algorithm(algorithm), SystemClock())
    return signer.headers(f"PUSH {name}", body), body


async def test_a_push_is_read_whole(at: Desk) -> None:
    (system,) = at.systems.all()
    (update,) = await system.parse_update(*pushed(EVENT))
    assert (update.system, update.event_id, update.kind) == ("centre", "e1", UpdateKind.CORRECTION_ASKED)
    assert update.corrections[0].rule == "许可规程第三条"
    assert update.until is not None
    (strange,) = await system.parse_update(*pushed(EVENT | {"state": "zz-会签"}))
    assert (strange.kind, strange.foreign) == (UpdateKind.UNKNOWN, "zz-会签")


async def test_the_key_before_is_believed_while_keys_are_rotated(at: Desk) -> None:
    (system,) = at.systems.all()
    assert await system.parse_update(*pushed(EVENT, secret=BEFORE))


async def test_a_push_is_believed_once(at: Desk) -> None:
    (system,) = at.systems.all()
    push = pushed(EVENT)
    assert await system.parse_update(*push)
    with pytest.raises(Untrusted, match="seen-before"):
        await system.parse_update(*push)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"X-Signature": "0" * 64}, "bad-signature"),
        ({"X-Signature": "签"}, "bad-signature"),
        ({"X-Signature-Method": "hmac-sha256"}, "bad-signature"),
        ({"X-Signature-Method": "none"}, "bad-signature"),
        ({"X-Nonce": "another-nonce"}, "bad-signature"),
        ({"X-Timestamp": "1"}, "bad-signature"),
    ],
)
async def test_a_push_that_was_changed_is_not_believed(at: Desk, change: dict[str, str], code: str) -> None:
    (system,) = at.systems.all()
    headers, body = pushed(EVENT)
    with pytest.raises(Untrusted, match=code):
        await system.parse_update(headers | change, body)
    with pytest.raises(Untrusted, match="bad-signature"):
        await system.parse_update(headers, body + b" ")
    with pytest.raises(Untrusted, match="bad-signature"):
        await system.parse_update({}, body)
    # Nobody without the key has used up its nonce.
    assert await system.parse_update(headers, body)


async def test_a_push_for_another_system_or_with_another_key_is_not_believed(at: Desk) -> None:
    (system,) = at.systems.all()
    for push in (pushed(EVENT, name="other"), pushed(EVENT, secret="x" * 30)):
        with pytest.raises(Untrusted, match="bad-signature"):
            await system.parse_update(*push)


async def test_an_old_push_is_not_believed(at: Desk) -> None:
    from tests.clocks import HandClock

    clock = HandClock(SystemClock().now())
    clock.advance(-301)
    body = json.dumps({"events": [EVENT]}).encode()
    headers = Signer("banshitong", SECRET, Algorithm.HMAC_SM3, clock).headers("PUSH centre", body)
    (system,) = at.systems.all()
    with pytest.raises(Untrusted, match="too-old"):
        await system.parse_update(headers, body)


@pytest.mark.parametrize("lacking", ["eventId", "at", "applicationNo"])
async def test_a_push_that_cannot_be_read_is_refused(at: Desk, lacking: str) -> None:
    (system,) = at.systems.all()
    event = {name: value for name, value in EVENT.items() if name not in {lacking, "receiptNo"}}
    with pytest.raises(Untrusted, match="not-readable"):
        await system.parse_update(*pushed(event))
    signer = Signer("banshitong", SECRET, Algorithm.HMAC_SM3, SystemClock())
    for body in (b"[" * 100_000, b"\xff", b"null"):
        if body == b"null":
            assert not await system.parse_update(signer.headers("PUSH centre", body), body)
            continue
        with pytest.raises(Untrusted, match="not-readable"):
            await system.parse_update(signer.headers("PUSH centre", body), body)
