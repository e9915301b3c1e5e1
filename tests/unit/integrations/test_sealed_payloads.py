"""What a citizen wrote is not to be read in the outbox, and reaches whoever carries it out all the same."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from affairs.ports import OutboxMessage
from integrations.delivery.sealed import SealedPayloads
from integrations.sealing import Seal, SealBroken

PAYLOAD = {"openid": "o-someone", "text": "我叫王小云，11010519491231002X"}
PAYLOADS = SealedPayloads(Seal("secret"))


def row(payload: dict[str, object], key: str = "k") -> OutboxMessage:
    return OutboxMessage(1, "late", key, payload, 1, datetime.now(UTC))


async def opened(payloads: SealedPayloads, message: OutboxMessage) -> dict[str, object]:
    seen: list[OutboxMessage] = []

    async def keep(message: OutboxMessage) -> None:
        seen.append(message)

    await payloads.opening(keep)(message)
    return dict(seen[0].payload)


async def test_nothing_is_to_be_read_and_nothing_is_lost():
    closed = PAYLOADS.close("k", PAYLOAD)
    assert not any(str(value) in str(closed) for value in PAYLOAD.values())
    assert await opened(PAYLOADS, row(closed)) == PAYLOAD
    assert await opened(SealedPayloads(Seal("new", "secret")), row(closed)) == PAYLOAD


async def test_a_row_of_an_older_release_is_open_already():
    assert await opened(PAYLOADS, row(PAYLOAD)) == PAYLOAD


async def test_a_payload_opens_in_its_own_row_alone():
    with pytest.raises(SealBroken):
        await opened(PAYLOADS, replace(row(PAYLOADS.close("k", PAYLOAD)), key="other"))
