"""The stand-in's interface for applications: JSON, signed (``profiles/local.yaml`` is its layout)."""

import hashlib
import json
import sqlite3
import uuid
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiohttp import web

from integrations.sandbox.approval.clerks import Refused, act, take
from integrations.sandbox.approval.config import SandboxConfig
from integrations.sandbox.approval.faults import Faults
from integrations.sandbox.approval.signatures import is_signed
from integrations.sandbox.approval.store import Store, arrived

__all__ = ["RestApi"]

Reply = Mapping[str, Any]
LARGEST = 4_000_000
REQUIRED = ("applicationNo", "item", "applicant", "contact", "appliedAt", "materials")


class _No(Exception):
    """An answer that says no."""

    def __init__(self, code: str, message: str, errors: list[dict[str, str]] | None = None, status: int = 200) -> None:
        super().__init__(message)
        self.code, self.message, self.errors, self.status = code, message, errors or [], status


class RestApi:
    """The interface over one store. ``taken`` is called with the receipt number of every new case."""

    def __init__(self, config: SandboxConfig, store: Store, faults: Faults, taken: Callable[[str], None]) -> None:
        self._config, self._store, self._faults, self._taken = config, store, faults, taken

    def routes(self) -> list[web.RouteDef]:
        """Every call."""
        return [
            web.get("/health", self._guarded(self._health)),
            web.post("/cases", self._guarded(self._submit)),
            web.get("/cases/by-key", self._guarded(self._by_key)),
            web.get("/cases/{receipt}/events", self._guarded(self._events)),
            web.post("/cases/{receipt}/supplements", self._guarded(self._supplement)),
            web.post("/cases/{receipt}/withdrawal", self._guarded(self._withdraw)),
            web.get("/events", self._guarded(self._all_events)),
            web.post("/uploads", self._guarded(self._begin_upload)),
            web.get("/uploads/{id}", self._guarded(self._upload_state)),
            web.put("/uploads/{id}", self._streamed),
        ]

    def _guarded(
        self, call: Callable[[web.Request, Reply], Awaitable[Reply]]
    ) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        """A call whose signature is verified, with injected faults around it."""

        async def run(request: web.Request) -> web.StreamResponse:
            raw = await request.read()
            if not self._is_genuine(request, raw):
                return web.json_response({"code": "401", "message": "签名不正确"}, status=401)
            try:
                data = await call(request, json.loads(raw) if raw else {})
            except _No as no:
                body = {"code": no.code, "message": no.message, "errors": no.errors}
                return web.json_response(body, status=no.status)
            return web.json_response({"code": "0", "message": "成功", "data": data})

        async def handle(request: web.Request) -> web.StreamResponse:
            return await self._faults.around(request, run)

        return handle

    def _is_genuine(self, request: web.Request, body: bytes | None) -> bool:
        target = f"{request.method} {request.raw_path}"
        return is_signed(request.headers, self._config.secret, self._config.app_id, target, body)

    async def _health(self, _request: web.Request, _body: Reply) -> Reply:
        return {}

    async def _submit(self, request: web.Request, body: Reply) -> Reply:
        key = request.headers.get("Idempotency-Key", "")
        missing = [name for name in REQUIRED if name not in body]
        if missing or not key:
            errors = [{"field": name, "message": "不能为空"} for name in missing]
            raise _No("422", "申请信息不完整", errors)

        def work(connection: sqlite3.Connection) -> tuple[str, bool]:
            arrived(connection, "submit", key)
            known = connection.execute("SELECT 1 FROM cases WHERE key = ?", (key,)).fetchone()
            for material in body["materials"]:
                for file in material.get("files", []):
                    held = connection.execute("SELECT complete FROM uploads WHERE id = ?", (file.get("id"),)).fetchone()
                    if held is None or not held["complete"]:
                        raise _No("422", "附件没有传完", [{"field": "materials", "message": "附件没有传完"}])
            return take(connection, key, body["applicationNo"], "rest", body)["receipt_no"], known is None

        receipt, fresh = await self._store.do(work)
        if fresh:
            self._taken(receipt)
        return {"receiptNo": receipt}

    async def _by_key(self, request: web.Request, _body: Reply) -> Reply:
        key = request.query.get("key", "")

        def work(connection: sqlite3.Connection) -> str | None:
            row = connection.execute("SELECT receipt_no FROM cases WHERE key = ?", (key,)).fetchone()
            return None if row is None else str(row["receipt_no"])

        receipt = await self._store.do(work)
        if receipt is None:
            raise _No("404", "没有这个办件", status=404)
        return {"receiptNo": receipt}

    async def _events(self, request: web.Request, _body: Reply) -> Reply:
        receipt = request.match_info["receipt"]

        def work(connection: sqlite3.Connection) -> list[Any]:
            query = (
                "SELECT e.body FROM events e JOIN cases c ON c.number = e.case_number "
                "WHERE c.receipt_no = ? ORDER BY e.id"
            )
            return [json.loads(row["body"]) for row in connection.execute(query, (receipt,))]

        return {"events": await self._store.do(work)}

    async def _all_events(self, request: web.Request, _body: Reply) -> Reply:
        after, limit = request.query.get("after", ""), request.query.get("limit", "100")
        start, count = int(after or 0) if (after or "0").isdigit() else 0, min(int(limit), 1000)

        def work(connection: sqlite3.Connection) -> list[tuple[int, Any]]:
            rows = connection.execute(
                "SELECT id, body FROM events WHERE id > ? ORDER BY id LIMIT ?", (start, count + 1)
            )
            return [(row["id"], json.loads(row["body"])) for row in rows]

        found = await self._store.do(work)
        shown = found[:count]
        following = str(shown[-1][0]) if shown else after
        return {"events": [body for _, body in shown], "next": following, "more": len(found) > count}

    async def _supplement(self, request: web.Request, body: Reply) -> Reply:
        return await self._act(request, "receive_correction", {}, body)

    async def _withdraw(self, request: web.Request, body: Reply) -> Reply:
        return await self._act(request, "withdraw", {"reason": str(body.get("reason", ""))}, body)

    async def _act(self, request: web.Request, action: str, said: Reply, _body: Reply) -> Reply:
        key, receipt = request.headers.get("Idempotency-Key", ""), request.match_info["receipt"]

        def work(connection: sqlite3.Connection) -> None:
            arrived(connection, action, key)
            if connection.execute("SELECT 1 FROM acts WHERE key = ?", (key,)).fetchone():
                return
            act(connection, receipt, action, said)
            connection.execute("INSERT INTO acts VALUES (?, '')", (key,))

        try:
            await self._store.do(work)
        except Refused as refused:
            raise _No("409", str(refused)) from None
        except KeyError:
            raise _No("404", "没有这个办件", status=404) from None
        return {}

    async def _begin_upload(self, _request: web.Request, body: Reply) -> Reply:
        about = (str(body["applicationNo"]), str(body["material"]), str(body["sha256"]))

        def work(connection: sqlite3.Connection) -> Reply:
            query = "SELECT * FROM uploads WHERE application_no = ? AND material = ? AND sha256 = ?"
            row = connection.execute(query, about).fetchone()
            if row is None:
                new_id = uuid.uuid4().hex
                values = (new_id, about[0], about[1], str(body["name"]), int(body["size"]), about[2], b"", 0)
                connection.execute("INSERT INTO uploads VALUES (?, ?, ?, ?, ?, ?, ?, ?)", values)
                row = connection.execute("SELECT * FROM uploads WHERE id = ?", (new_id,)).fetchone()
                _complete(connection, row)
                row = connection.execute("SELECT * FROM uploads WHERE id = ?", (new_id,)).fetchone()
            return _state(row)

        return await self._store.do(work)

    async def _upload_state(self, request: web.Request, _body: Reply) -> Reply:
        def work(connection: sqlite3.Connection) -> Reply:
            row = connection.execute("SELECT * FROM uploads WHERE id = ?", (request.match_info["id"],)).fetchone()
            if row is None:
                raise _No("404", "没有这个附件", status=404)
            return _state(row)

        return await self._store.do(work)

    async def _streamed(self, request: web.Request) -> web.StreamResponse:
        return await self._faults.around(request, self._receive)

    async def _receive(self, request: web.Request) -> web.StreamResponse:
        if not self._is_genuine(request, None):
            return web.json_response({"code": "401", "message": "签名不正确"}, status=401)
        offset, cut = int(request.query.get("offset", "0")), request.get("cut_bytes", 0)
        raw = await _read_until(request, cut)
        upload = request.match_info["id"]
        state = await self._store.do(lambda connection: _append(connection, upload, offset, raw))
        if cut and request.transport is not None:
            request.transport.abort()
        if state is None:
            return web.json_response({"code": "404", "message": "没有这个附件"}, status=404)
        return web.json_response({"code": "0", "message": "成功", "data": state})


async def _read_until(request: web.Request, cut: int) -> bytes:
    """The body; its first ``cut`` bytes alone when it is to break off there."""
    raw = bytearray()
    async for piece in request.content.iter_any():
        raw += piece
        if cut and len(raw) >= cut:
            return bytes(raw[:cut])
    return bytes(raw)


def _append(connection: sqlite3.Connection, upload: str, offset: int, piece: bytes) -> Reply | None:
    """Add a piece where it belongs; one that does not begin where the last one ended is left aside."""
    row = connection.execute("SELECT * FROM uploads WHERE id = ?", (upload,)).fetchone()
    if row is None:
        return None
    if offset == len(row["content"]) and not row["complete"]:
        content = (row["content"] + piece)[: row["size"]]
        connection.execute("UPDATE uploads SET content = ? WHERE id = ?", (content, upload))
        arrived(connection, "bytes", str(len(piece)))
        _complete(connection, connection.execute("SELECT * FROM uploads WHERE id = ?", (upload,)).fetchone())
    return _state(connection.execute("SELECT * FROM uploads WHERE id = ?", (upload,)).fetchone())


def _complete(connection: sqlite3.Connection, row: sqlite3.Row) -> None:
    """Whole and as announced: complete; whole and otherwise: begin again."""
    if len(row["content"]) < row["size"]:
        return
    if hashlib.sha256(row["content"]).hexdigest() == row["sha256"]:
        connection.execute("UPDATE uploads SET complete = 1 WHERE id = ?", (row["id"],))
    else:
        connection.execute("UPDATE uploads SET content = x'' WHERE id = ?", (row["id"],))


def _state(row: sqlite3.Row) -> Reply:
    return {"uploadId": row["id"], "offset": len(row["content"]), "complete": bool(row["complete"])}
