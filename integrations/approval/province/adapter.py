"""The province adapter: each stage a message of its own, each acknowledged message never sent again."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import aiohttp

from affairs.approval.errors import FieldFault, Rejected, Unavailable, Unknown
from affairs.approval.packet import CasePacket
from affairs.approval.system import Capability, Receipt
from affairs.privacy import scrub
from integrations.approval.base import Adapter, Answer, Tools
from integrations.approval.http import HttpAnswer, call, timeout_of
from integrations.approval.profile import Profile
from integrations.approval.province.config import ProvinceConfig
from integrations.approval.province.envelope import envelope_of
from integrations.approval.province.stages import Stage, gaps, stages

__all__ = ["ProvinceAdapter"]

SAID = 200


class ProvinceAdapter(Adapter):
    """Reports cases. It cannot be asked, but says what it has already: repeating is harmless."""

    kind: ClassVar[str] = "province"
    capabilities = frozenset({Capability.REPORT})

    def __init__(self, config: ProvinceConfig, profile: Profile, tools: Tools) -> None:
        super().__init__(config.name, profile, tools)
        self._base = config.base_url.rstrip("/")
        self._token = config.token.get_secret_value()
        self._settings = {"system_name": config.system_name, "system_level": config.system_level}
        self._envelope = envelope_of(config)
        self._timeout = timeout_of(config.timeout_s, config.connect_s)
        self._session: aiohttp.ClientSession | None = None

    def faults(self, packet: CasePacket) -> Sequence[FieldFault]:
        """Everything wrong with a packet, by the profile; and steps that are no procedure."""
        return [*gaps(packet), *(fault for stage in self._stages(packet) for fault in stage.rendered.faults)]

    async def close(self) -> None:
        """Close the connections."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def _submit(self, packet: CasePacket, key: str) -> Receipt:
        await self._report(packet, key)
        return Receipt(self.name, packet.application_no, packet.application_no)

    async def _report(self, packet: CasePacket, _key: str) -> None:
        """One after the other; the first that fails stops the rest, which the next attempt goes on with."""
        for stage in self._stages(packet):

            async def send(stage: Stage = stage) -> Answer:
                await self._send(stage)
                return {}

            await self._once(packet.application_no, stage.name, send)

    async def _send(self, stage: Stage) -> None:
        fields = {name: value for name, value in stage.rendered.fields.items() if value is not None}
        plain = json.dumps(fields, ensure_ascii=False).encode()
        sealed = await asyncio.to_thread(self._envelope.seal, plain)
        self._judge(await self._post(self.profile.messages[stage.message].target, {"data": sealed}))

    async def _check(self) -> str:
        try:
            await self._post("ping", {})
        except Unknown as error:
            raise Unavailable(str(error)) from None
        return ""

    async def _post(self, target: str, body: Mapping[str, Any]) -> HttpAnswer:
        if self._session is None:
            self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=16))
        headers = {"token": self._token, "Content-Type": "application/json"}
        data = json.dumps(body, ensure_ascii=False).encode()
        return await call(
            self._session, "POST", f"{self._base}/{target}", data=data, headers=headers, limits=self._timeout
        )

    def _judge(self, answer: HttpAnswer) -> None:
        """Success is the agreed code alone; a 200 with another one is what that code says."""
        answers = self.profile.answers
        code = str(answer.body.get(answers.code, ""))
        if code in answers.success or code in answers.repeated:
            return
        if code in answers.later:
            raise Unavailable(f"code {code}")
        if not code:
            raise Unknown(f"HTTP {answer.status} without a code")
        said = scrub(str(answer.body.get(answers.message, ""))[:SAID])
        raise Rejected(said or f"省平台不接收（代码{code}）")

    def _stages(self, packet: CasePacket) -> list[Stage]:
        return stages(self.profile, packet, self._settings)
