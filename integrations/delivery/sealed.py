"""Outbox payloads of conversations, sealed like everything personal in the store."""

import base64
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from affairs.ports import OutboxMessage
from integrations.delivery.dispatcher import Handler
from integrations.sealing import Seal

__all__ = ["SealedPayloads"]

FIELD = "sealed"


class SealedPayloads:
    """Closes payloads before they are put into the outbox, and opens them for whoever carries them out."""

    def __init__(self, seal: Seal) -> None:
        self._seal = seal

    def close(self, key: str, payload: Mapping[str, Any]) -> dict[str, str]:
        """The payload sealed under the key of its row: in another row it does not open."""
        sealed = self._seal.seal(json.dumps(payload, ensure_ascii=False), key)
        return {FIELD: base64.b64encode(sealed).decode()}

    def opening(self, handler: Handler) -> Handler:
        """``handler``, given the payload as it was. One that was put in before payloads were sealed is open already."""

        async def handle(message: OutboxMessage) -> None:
            sealed = message.payload.get(FIELD)
            if isinstance(sealed, str):
                payload = json.loads(self._seal.open(base64.b64decode(sealed), message.key))
                message = replace(message, payload=payload)
            await handler(message)

        return handle
