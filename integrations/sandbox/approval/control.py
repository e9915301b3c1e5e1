"""The control API: what the page, tests and fault runs do with the stand-in.

| call | what |
|---|---|
| ``GET /`` | the page for driving cases by hand |
| ``GET /_config`` / ``POST /_config`` | its settings (no secrets); change them |
| ``GET /_cases?q=`` | the latest cases, each with its state and what may be done |
| ``GET /_cases/{receipt}`` | one case, its events and files |
| ``POST /_cases/{receipt}/actions {action, …}`` | a clerk does something → the event |
| ``GET /_cases/{receipt}/file/{id}`` | a file as it arrived |
| ``GET /_messages/{projid}`` | what a province was told of a case |
| ``POST /_faults`` | inject a :class:`Fault`, or ``{"down_s": n}``, ``{"twice": chance}``, ``{"shuffled": true}`` |
| ``DELETE /_faults`` | clear |
| ``GET /_stats`` | counts: cases, applications, duplicates, by state, arrivals, pushes |
| ``GET /_applications`` | every application number with its count of cases, a line each: for counting on two sides |
"""

import json
import sqlite3
from dataclasses import asdict, fields
from importlib import resources
from typing import Any

from aiohttp import web

from integrations.sandbox.approval.automatic import Automatic
from integrations.sandbox.approval.clerks import ACTIONS, Refused, act
from integrations.sandbox.approval.config import SandboxConfig
from integrations.sandbox.approval.faults import Faults, fault_of
from integrations.sandbox.approval.pusher import Pusher
from integrations.sandbox.approval.store import Store, loaded

__all__ = ["Control"]

HIDDEN = frozenset({"secret", "token", "sm2_private", "sm4_key", "exchange", "database"})
SHOWN = 100


class Control:
    """The control API over one store."""

    def __init__(
        self, config: SandboxConfig, store: Store, faults: Faults, pusher: Pusher, automatic: Automatic
    ) -> None:
        self._config, self._store, self._faults, self._pusher, self._automatic = (
            config,
            store,
            faults,
            pusher,
            automatic,
        )

    def routes(self) -> list[web.RouteDef]:
        """Every call."""
        return [
            web.get("/", self._page),
            web.get("/_config", self._show_config),
            web.post("/_config", self._change_config),
            web.get("/_cases", self._cases),
            web.get("/_cases/{receipt}", self._case),
            web.post("/_cases/{receipt}/actions", self._act),
            web.get("/_cases/{receipt}/file/{id}", self._file),
            web.get("/_messages/{projid}", self._messages),
            web.post("/_faults", self._add_fault),
            web.delete("/_faults", self._clear_faults),
            web.get("/_stats", self._stats),
            web.get("/_applications", self._applications),
        ]

    async def _page(self, _request: web.Request) -> web.Response:
        page = resources.files(__package__).joinpath("desk.html").read_text("utf-8")
        return web.Response(text=page, content_type="text/html")

    async def _show_config(self, _request: web.Request) -> web.Response:
        return web.json_response({name: value for name, value in asdict(self._config).items() if name not in HIDDEN})

    async def _change_config(self, request: web.Request) -> web.Response:
        changes = await _body(request)
        known = {each.name for each in fields(self._config)}
        if not set(changes) <= known:
            raise web.HTTPBadRequest(text=f"known: {', '.join(sorted(known))}")
        for name, value in changes.items():
            setattr(self._config, name, value)
        return await self._show_config(request)

    async def _cases(self, request: web.Request) -> web.Response:
        sought = f"%{request.query.get('q', '')}%"

        def work(connection: sqlite3.Connection) -> list[dict[str, Any]]:
            query = "SELECT * FROM cases WHERE receipt_no LIKE ? OR application_no LIKE ? ORDER BY number DESC LIMIT ?"
            return [_shown(row) for row in connection.execute(query, (sought, sought, SHOWN))]

        return web.json_response(await self._store.do(work))

    async def _case(self, request: web.Request) -> web.Response:
        receipt = request.match_info["receipt"]

        def work(connection: sqlite3.Connection) -> dict[str, Any] | None:
            row = connection.execute("SELECT * FROM cases WHERE receipt_no = ?", (receipt,)).fetchone()
            if row is None:
                return None
            events = connection.execute("SELECT body FROM events WHERE case_number = ? ORDER BY id", (row["number"],))
            files = connection.execute(
                "SELECT id, material, name, size, sha256, complete FROM uploads WHERE application_no = ?",
                (row["application_no"],),
            )
            return _shown(row) | {
                "body": loaded(row),
                "events": [loaded(event) for event in events],
                "files": [dict(file) for file in files],
            }

        found = await self._store.do(work)
        if found is None:
            raise web.HTTPNotFound(text="no such case")
        return web.json_response(found)

    async def _act(self, request: web.Request) -> web.Response:
        body = await _body(request)
        receipt, action = request.match_info["receipt"], str(body.pop("action", ""))
        try:
            event = await self._store.do(lambda connection: act(connection, receipt, action, body))
        except Refused as refused:
            raise web.HTTPConflict(text=str(refused)) from None
        except KeyError as missing:
            raise web.HTTPNotFound(text=f"no such case or action: {missing}") from None
        return web.json_response(event)

    async def _file(self, request: web.Request) -> web.Response:
        wanted = request.match_info["id"]

        def work(connection: sqlite3.Connection) -> bytes | None:
            row = connection.execute("SELECT content FROM uploads WHERE id = ?", (wanted,)).fetchone()
            return None if row is None else bytes(row["content"])

        content = await self._store.do(work)
        if content is None:
            raise web.HTTPNotFound(text="no such file")
        return web.Response(
            body=content, headers={"Content-Disposition": "attachment", "X-Content-Type-Options": "nosniff"}
        )

    async def _messages(self, request: web.Request) -> web.Response:
        projid = request.match_info["projid"]

        def work(connection: sqlite3.Connection) -> list[Any]:
            rows = connection.execute("SELECT * FROM messages WHERE projid = ? ORDER BY rowid", (projid,))
            return [{"target": row["target"], "body": loaded(row)} for row in rows]

        return web.json_response(await self._store.do(work))

    async def _add_fault(self, request: web.Request) -> web.Response:
        raw = await _body(request)
        self._faults.twice = float(raw.pop("twice", self._faults.twice))
        self._faults.shuffled = bool(raw.pop("shuffled", self._faults.shuffled))
        if "down_s" in raw:
            self._faults.down(float(raw.pop("down_s")))
        if raw:
            try:
                self._faults.add(fault_of(raw))
            except ValueError as error:
                raise web.HTTPBadRequest(text=str(error)) from None
        return web.json_response({"ok": True})

    async def _clear_faults(self, _request: web.Request) -> web.Response:
        self._faults.clear()
        return web.json_response({"ok": True})

    async def _stats(self, _request: web.Request) -> web.Response:
        def work(connection: sqlite3.Connection) -> dict[str, Any]:
            cases, applications = connection.execute(
                "SELECT count(*), count(DISTINCT application_no) FROM cases"
            ).fetchone()
            states = connection.execute("SELECT state, count(*) FROM cases GROUP BY state").fetchall()
            arrivals = connection.execute("SELECT what, count(*) FROM arrivals GROUP BY what").fetchall()
            waiting = connection.execute("SELECT count(*) FROM events WHERE pushed = 0").fetchone()[0]
            return {
                "cases": cases,
                "applications": applications,
                "duplicates": cases - applications,
                "states": {row[0]: row[1] for row in states},
                "arrivals": {row[0]: row[1] for row in arrivals},
                "unpushed": waiting,
            }

        counted = await self._store.do(work)
        return web.json_response(counted | {"pushes": self._pusher.sent, "pushes_refused": self._pusher.refused})

    async def _applications(self, _request: web.Request) -> web.Response:
        def work(connection: sqlite3.Connection) -> list[str]:
            rows = connection.execute("SELECT application_no, count(*) FROM cases GROUP BY application_no")
            return [f"{row[0]} {row[1]}" for row in rows]

        return web.Response(text="\n".join(await self._store.do(work)) + "\n")


def _shown(row: sqlite3.Row) -> dict[str, Any]:
    body = loaded(row)
    item = body.get("item")
    name = item.get("name", "") if isinstance(item, dict) else body.get("itemname") or body.get("task_name") or ""
    allowed = {
        key: {"label": each.label, "needs": each.needs} for key, each in ACTIONS.items() if row["state"] in each.sources
    }
    return {
        "receipt_no": row["receipt_no"],
        "application_no": row["application_no"],
        "via": row["via"],
        "state": row["state"],
        "taken_at": row["taken_at"],
        "item": name,
        "actions": allowed,
    }


async def _body(request: web.Request) -> dict[str, Any]:
    try:
        body = json.loads(await request.read() or b"{}")
    except ValueError:
        raise web.HTTPBadRequest(text="not JSON") from None
    if not isinstance(body, dict):
        raise web.HTTPBadRequest(text="not a JSON object")
    return body
