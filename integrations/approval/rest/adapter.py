"""The rest adapter: one signed call an act."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar
from urllib.parse import quote, urlencode

import structlog

from affairs.approval.errors import FieldFault, Unavailable, Untrusted
from affairs.approval.packet import CasePacket, ProvidedMaterial
from affairs.approval.system import AttachmentReceipt, Capability, Receipt
from affairs.approval.updates import ProgressUpdate, UpdateBatch
from integrations.approval.base import Adapter, Answer, Tools
from integrations.approval.mapping import Rendered, Scope, render
from integrations.approval.profile import Profile
from integrations.approval.reading import Unreadable, read_update
from integrations.approval.rest.attachments import Uploads
from integrations.approval.rest.client import RestClient
from integrations.approval.rest.config import RestConfig
from integrations.approval.signing import Verifier

__all__ = ["RestAdapter"]

PUSHED = 500
"""Events that one push may carry."""
log = structlog.get_logger(__name__)


class RestAdapter(Adapter):
    """A system that speaks JSON over HTTPS."""

    kind: ClassVar[str] = "rest"
    capabilities = frozenset(
        {
            Capability.FIND,
            Capability.PROGRESS,
            Capability.UPDATES,
            Capability.PUSH,
            Capability.SUPPLEMENT,
            Capability.WITHDRAW,
            Capability.ATTACHMENTS,
        }
    )

    def __init__(self, config: RestConfig, profile: Profile, tools: Tools) -> None:
        super().__init__(config.name, profile, tools)
        self._client = RestClient(config, profile, tools.clock)
        self._uploads = Uploads(self._client, tools.files, config.chunk_bytes, profile.paths["uploads"])
        keys = [config.secret.get_secret_value(), config.secret_previous.get_secret_value()]
        self._verifier = Verifier(config.name, keys, config.algorithm, tools.clock, tools.messages)

    def faults(self, packet: CasePacket) -> Sequence[FieldFault]:
        """Everything wrong with a packet, by the profile."""
        rendered = [self._case(packet), *(self._material(each, number) for number, each in enumerate(packet.materials))]
        return [fault for each in rendered for fault in each.faults]

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()

    async def _submit(self, packet: CasePacket, key: str) -> Receipt:
        files = await self._attachments(packet, packet.materials, key)
        body = _nested(self._case(packet).fields) | {
            "answers": dict(packet.answers),
            "materials": self._materials(packet.materials, files),
        }

        async def send() -> Answer:
            return _receipt(await self._client.post(self.profile.paths["submit"], body, key=key))

        async def ask() -> Answer | None:
            return await self._asked(key)

        answer = await self._once(packet.application_no, f"submit:{key}", send, ask=ask)
        return Receipt(self.name, packet.application_no, str(answer.get("receipt_no", "")))

    async def _find(self, key: str, application_no: str) -> Receipt | None:
        answer = await self._asked(key)
        return Receipt(self.name, application_no, str(answer["receipt_no"])) if answer else None

    async def _asked(self, key: str) -> Answer | None:
        data = await self._client.get(f"{self.profile.paths['find']}?{urlencode({'key': key})}", missing=None)
        return _receipt(data) if data is not None else None

    async def _progress(self, receipt_no: str, _application_no: str) -> Sequence[ProgressUpdate]:
        path = self.profile.paths["progress"].format(receipt_no=quote(receipt_no, safe=""))
        data = await self._client.get(path, missing={}) or {}
        return sorted(self._read(_list(data, "events")), key=lambda update: (update.sequence or 0, update.at))

    async def _supplement(self, packet: CasePacket, materials: Sequence[ProvidedMaterial], key: str) -> None:
        self._refuse([fault for number, each in enumerate(materials) for fault in self._material(each, number).faults])
        files = await self._attachments(packet, materials, key)
        body = {"applicationNo": packet.application_no, "materials": self._materials(materials, files)}
        await self._act(packet, "supplement", body, key)

    async def _withdraw(self, packet: CasePacket, reason: str, key: str) -> None:
        await self._act(packet, "withdraw", {"applicationNo": packet.application_no, "reason": reason}, key)

    async def _act(self, packet: CasePacket, act: str, body: Mapping[str, Any], key: str) -> None:
        """One act upon a case that the system has; repeating it with its key is harmless there."""
        path = self.profile.paths[act].format(receipt_no=quote(packet.receipt_no or packet.application_no, safe=""))

        async def send() -> Answer:
            await self._client.post(path, body, key=key)
            return {}

        await self._once(packet.application_no, f"{act}:{key}", send)

    async def _attachments(
        self, packet: CasePacket, materials: Sequence[ProvidedMaterial], _key: str
    ) -> Sequence[AttachmentReceipt]:
        receipts = []
        for material in materials:
            for file in material.files:

                async def send(material: ProvidedMaterial = material, file: Any = file) -> Answer:
                    return {"id": await self._uploads.bring(packet.application_no, material.key, file)}

                message = f"file:{material.key}:{file.sha256[:32]}"
                answer = await self._once(packet.application_no, message, send)
                receipts.append(AttachmentReceipt(material.key, file.reference, str(answer["id"])))
        return receipts

    async def _parse_update(self, headers: Mapping[str, str], body: bytes) -> Sequence[ProgressUpdate]:
        await self._verifier.verify(headers, body)
        try:
            data = json.loads(body)
            return [read_update(self.profile, "event", row, self.name) for row in _list(data, "events")[:PUSHED]]
        except (ValueError, RecursionError, Unreadable):
            raise Untrusted("not-readable") from None

    async def _updates(self, cursor: str, limit: int) -> UpdateBatch:
        query = urlencode({"after": cursor, "limit": limit})
        data = await self._client.get(f"{self.profile.paths['updates']}?{query}", missing={}) or {}
        following = data.get("next")
        return UpdateBatch(
            tuple(self._read(_list(data, "events"))),
            following if isinstance(following, str) and following else cursor,
            more=data.get("more") is True,
        )

    async def _check(self) -> str:
        if await self._client.get(self.profile.paths["health"], missing=None) is None:
            raise Unavailable("the address is there, the interface is not (HTTP 404)")
        return ""

    def _read(self, rows: Sequence[Any]) -> list[ProgressUpdate]:
        """What can be read; a record without the least that is needed is told of, and does not hold up the others."""
        found = []
        for row in rows:
            try:
                found.append(read_update(self.profile, "event", row, self.name))
            except Unreadable as fault:
                log.warning("approval.unreadable_record", system=self.name, lacks=str(fault))
        return found

    def _case(self, packet: CasePacket) -> Rendered:
        return render(self.profile, "case", Scope({"case": packet}, {"case": ""}))

    def _material(self, material: ProvidedMaterial, number: int) -> Rendered:
        return render(self.profile, "material", Scope({"material": material}, {"material": f"materials[{number}]"}))

    def _materials(
        self, materials: Sequence[ProvidedMaterial], files: Sequence[AttachmentReceipt]
    ) -> list[Mapping[str, Any]]:
        ids = {(file.material, file.reference): file.foreign_id for file in files}
        return [
            _nested(self._material(each, number).fields)
            | {
                "files": [
                    {"id": ids[each.key, file.reference], "name": file.name, "size": file.size, "sha256": file.sha256}
                    for file in each.files
                ]
            }
            for number, each in enumerate(materials)
        ]


def _nested(fields: Mapping[str, Any]) -> dict[str, Any]:
    """``a.b`` → ``{"a": {"b": …}}``; what has no value is left out."""
    nested: dict[str, Any] = {}
    for name, value in fields.items():
        if value is None:
            continue
        *parents, last = name.split(".")
        place = nested
        for parent in parents:
            place = place.setdefault(parent, {})
        place[last] = value
    return nested


def _receipt(data: Mapping[str, Any]) -> Answer:
    return {"receipt_no": str(data.get("receiptNo") or "")[:64]}


def _list(data: Any, name: str) -> list[Any]:
    found = data.get(name) if isinstance(data, Mapping) else None
    return [row for row in found if isinstance(row, Mapping)] if isinstance(found, list) else []
