"""The stand-in as a province's platform: staged messages, strict about their order and their codes.

It answers HTTP 200 to everything; only ``code`` "200" means yes.
"""

import asyncio
import json
import sqlite3
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from integrations.sandbox.approval.clerks import take
from integrations.sandbox.approval.config import SandboxConfig
from integrations.sandbox.approval.envelopes import CannotOpen, opened
from integrations.sandbox.approval.faults import Faults
from integrations.sandbox.approval.store import Store, arrived

__all__ = ["ProvinceApi"]

NUMBERED = {"receiveProc": "sn", "receiveSpecialnode": "sn", "receiveApplyFile": "unid"}
TARGETS = {"receiveBasicInfo", "receiveProc", "receiveSpecialnode", "receiveApplyFile", "receiveDone"}
PAIRS = {"1": {"4", "5", "6"}, "2": {"0", "1", "5", "6", "7"}, "3": {"0", "1"}, "4": {"1", "2", "3", "4"}}
ENDS = {"3", "4"}


class _No(Exception):
    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


class ProvinceApi:
    """``POST /province/{target}`` with ``{"data": …}`` and the header ``token``."""

    def __init__(self, config: SandboxConfig, store: Store, faults: Faults) -> None:
        self._config, self._store, self._faults = config, store, faults

    def routes(self) -> list[web.RouteDef]:
        """Every call."""
        return [web.post("/province/{target}", self._handle)]

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        return await self._faults.around(request, self._receive)

    async def _receive(self, request: web.Request) -> web.StreamResponse:
        try:
            await self._take(request.match_info["target"], request)
        except _No as no:
            return web.json_response({"code": no.code, "message": no.message})
        except (CannotOpen, ValueError) as error:
            return web.json_response({"code": "400", "message": f"报文无法解密或解析：{error}"})
        return web.json_response({"code": "200", "message": "成功"})

    async def _take(self, target: str, request: web.Request) -> None:
        if request.headers.get("token") != self._config.token:
            raise _No("401", "token 无效")
        if target == "ping":
            return
        if target not in TARGETS:
            raise _No("404", "没有这个接口")
        body = json.loads(await request.read())
        message = await asyncio.to_thread(opened, self._config, body.get("data"))
        await self._store.do(lambda connection: _keep(connection, target, message))


def _keep(connection: sqlite3.Connection, target: str, message: Mapping[str, Any]) -> None:
    projid = str(message.get("projid") or "")
    number = str(message.get(NUMBERED.get(target, ""), ""))
    if target == "receiveSpecialnode":
        number += f"/{message.get('specialnodetype')}"
    arrived(connection, target, f"{projid}/{number}")
    rows = connection.execute("SELECT target, number, body FROM messages WHERE projid = ?", (projid,)).fetchall()
    if any(row["target"] == target and row["number"] == number for row in rows):
        raise _No("208", "重复上报")
    _check(target, message, [(row["target"], json.loads(row["body"])) for row in rows])
    body = json.dumps(message, ensure_ascii=False)
    connection.execute("INSERT INTO messages VALUES (?, ?, ?, ?)", (projid, target, number, body))
    if target == "receiveBasicInfo":
        take(connection, f"province:{projid}", projid, "province", message)


def _check(target: str, message: Mapping[str, Any], before: list[tuple[str, Mapping[str, Any]]]) -> None:
    kinds = [kind for kind, _ in before]
    if target != "receiveBasicInfo" and "receiveBasicInfo" not in kinds:
        raise _No("601", "办件基本信息尚未上报")
    if "receiveDone" in kinds:
        raise _No("602", "办件已经办结")
    if target == "receiveProc":
        if message.get("sn") != kinds.count("receiveProc") + 1:
            raise _No("603", "环节序号不连续")
        if str(message.get("noderesult")) not in PAIRS.get(str(message.get("nodetype")), set()):
            raise _No("604", "环节类型与处理结果不符")
    steps = [body for kind, body in before if kind == "receiveProc"]
    if target == "receiveDone" and not any(str(step.get("nodetype")) in ENDS for step in steps):
        raise _No("605", "没有办结环节")
    specials = [body for kind, body in before if kind == "receiveSpecialnode"]
    started = {body.get("sn") for body in specials if body.get("specialnodetype") == "0"}
    if target == "receiveSpecialnode" and message.get("specialnodetype") == "1" and message.get("sn") not in started:
        raise _No("606", "特别程序尚未开始")
