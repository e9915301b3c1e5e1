"""The exchange adapter: rows in place of calls.

A row's identifier follows from what it stands for, so that none is there twice.
"""

import uuid
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, ClassVar

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from affairs.approval.errors import FieldFault, Rejected
from affairs.approval.packet import CasePacket, ProvidedMaterial
from affairs.approval.system import Capability, Receipt
from affairs.approval.updates import ProgressUpdate, UpdateBatch
from affairs.clock import CHINA
from integrations.approval.base import Adapter, Answer, Tools
from integrations.approval.exchange.config import Direction, ExchangeConfig
from integrations.approval.exchange.database import AlreadyThere, FrontDatabase
from integrations.approval.exchange.polling import Polling, RowReader
from integrations.approval.exchange.tables import Layout
from integrations.approval.mapping import Rendered, Scope, render
from integrations.approval.profile import Profile

__all__ = ["ExchangeAdapter"]

ROWS = uuid.UUID("5f0c3f1e-6a51-4c06-9b7c-0a1f5d9f2b11")
"""Name space of row identifiers."""
INSERT, UPDATE, DELETE = "I", "U", "D"
APPLYING = frozenset(
    {Capability.FIND, Capability.PROGRESS, Capability.UPDATES, Capability.SUPPLEMENT, Capability.WITHDRAW}
)
REPORTING = frozenset({Capability.FIND, Capability.REPORT})


class ExchangeAdapter(Adapter):
    """A front database. Only names of files go through it: their contents have no column there."""

    kind: ClassVar[str] = "exchange"

    def __init__(self, config: ExchangeConfig, profile: Profile, tools: Tools) -> None:
        super().__init__(config.name, profile, tools)
        self.capabilities = APPLYING if config.direction is Direction.APPLY else REPORTING
        self._source = config.data_source
        self._layout = Layout(profile)
        self._database = FrontDatabase(config, self._layout)
        self._reader = RowReader(config.name, profile)
        self._polling = Polling(self._database, self._reader, tools.clock, timedelta(seconds=config.overlap_s))

    def faults(self, packet: CasePacket) -> Sequence[FieldFault]:
        """Everything wrong with a packet, by the profile."""
        return [fault for _, _, rendered in self._rows(packet) for fault in rendered.faults]

    async def close(self) -> None:
        """Close the connections."""
        await self._database.close()

    async def _submit(self, packet: CasePacket, key: str) -> Receipt:
        first = [row for row in self._rows(packet) if row[0] in {"accept", "material"}]

        async def send() -> Answer:
            try:
                async with self._database.writing() as connection:
                    await self._insert(connection, packet.application_no, first)
            except AlreadyThere:
                # The identifier says whose it is: the case is there, from an attempt before.
                return {}
            return {}

        async def ask() -> Answer | None:
            return {} if await self._is_there(packet.application_no) else None

        await self._once(packet.application_no, f"submit:{key}", send, ask=ask)
        if self.capabilities is REPORTING:
            await self._report(packet, key)
        return Receipt(self.name, packet.application_no, packet.application_no)

    async def _find(self, _key: str, application_no: str) -> Receipt | None:
        there = await self._is_there(application_no)
        return Receipt(self.name, application_no, application_no) if there else None

    async def _is_there(self, application_no: str) -> bool:
        return await self._accept_row(application_no) is not None

    async def _accept_row(self, application_no: str) -> Mapping[str, Any] | None:
        table = self._layout.tables["accept"]
        wanted = table.c[self._layout.column("id")] == _row_id(application_no, "accept", "")
        async with self._database.reading() as connection:
            row = (await connection.execute(select(table).where(wanted))).mappings().first()
            return dict(row) if row else None

    async def _progress(self, _receipt_no: str, application_no: str) -> Sequence[ProgressUpdate]:
        found: list[ProgressUpdate] = []
        async with self._database.reading() as connection:
            for target in self._reader.targets:
                for row in await self._database.rows(connection, target, application_no):
                    found += self._reader.read(target, row)
        return sorted(found, key=lambda update: (update.at, update.event_id))

    async def _supplement(self, packet: CasePacket, materials: Sequence[ProvidedMaterial], key: str) -> None:
        rows = [self._material(packet, each, f"{key}/{each.key}", number) for number, each in enumerate(materials)]
        self._refuse([fault for _, _, rendered in rows for fault in rendered.faults])

        async def send() -> Answer:
            try:
                async with self._database.writing() as connection:
                    await self._insert(connection, packet.application_no, rows)
                    await self._touch(connection, packet.application_no, UPDATE)
            except AlreadyThere:
                return {}
            return {}

        await self._once(packet.application_no, f"supplement:{key}", send)

    async def _withdraw(self, packet: CasePacket, _reason: str, key: str) -> None:
        async def send() -> Answer:
            async with self._database.writing() as connection:
                target = self._layout.tables["result"].name
                if await self._database.rows(connection, target, packet.application_no):
                    raise Rejected("该办件已经办结，不能撤回")
                await self._touch(connection, packet.application_no, DELETE)
            return {}

        await self._once(packet.application_no, f"withdraw:{key}", send)

    async def _report(self, packet: CasePacket, _key: str) -> None:
        for message, number, rendered in self._rows(packet):
            if message == "material":
                continue

            async def send(row: tuple[str, str, Rendered] = (message, number, rendered)) -> Answer:
                try:
                    async with self._database.writing() as connection:
                        await self._insert(connection, packet.application_no, [row])
                except AlreadyThere:
                    return {}
                return {}

            if message == "accept":
                await self._update_accept(packet, rendered)
            else:
                await self._once(packet.application_no, f"{message}:{number}", send)

    async def _update_accept(self, packet: CasePacket, rendered: Rendered) -> None:
        """Times of acceptance and promise come later than the application; only a change is written."""
        before = await self._accept_row(packet.application_no)
        if before is None or all(before.get(name) == value for name, value in rendered.fields.items()):
            return
        async with self._database.writing() as connection:
            row_id = _row_id(packet.application_no, "accept", "")
            await self._database.change(connection, "accept", row_id, rendered.fields)
            await self._touch(connection, packet.application_no, UPDATE)

    async def _updates(self, cursor: str, limit: int) -> UpdateBatch:
        return await self._polling.updates(cursor, limit)

    async def _check(self) -> str:
        return "; ".join(await self._database.faults())

    async def _insert(
        self, connection: AsyncConnection, application_no: str, rows: Sequence[tuple[str, str, Rendered]]
    ) -> None:
        batch = uuid.uuid4().hex
        for message, number, rendered in rows:
            books = self._books(INSERT, batch) | {self._layout.column("id"): _row_id(application_no, message, number)}
            await connection.execute(insert(self._layout.tables[message]).values({**rendered.fields, **books}))

    async def _touch(self, connection: AsyncConnection, application_no: str, operation: str) -> None:
        """Have the collector look at the case again. What it never collected is still an insertion to it."""
        table = self._layout.tables["accept"]
        row_id = _row_id(application_no, "accept", "")
        wanted = select(table).where(table.c[self._layout.column("id")] == row_id).with_for_update()
        row = (await connection.execute(wanted)).mappings().first()
        if row is None:
            raise Rejected("前置库里没有这个办件")
        synced = self._layout.column("synced")
        if operation == UPDATE and synced and row[synced] == "0" and row[self._layout.column("operation")] == INSERT:
            operation = INSERT
        await self._database.change(connection, "accept", row_id, self._books(operation, uuid.uuid4().hex))

    def _books(self, operation: str, batch: str) -> dict[str, Any]:
        now = self._tools.clock.now().astimezone(CHINA).replace(tzinfo=None, microsecond=0)
        books = {"batch": batch, "operation": operation, "time": now, "source": self._source, "synced": "0"}
        return {self._layout.column(role): value for role, value in books.items() if self._layout.column(role)}

    def _rows(self, packet: CasePacket) -> list[tuple[str, str, Rendered]]:
        """Every row that a packet stands for: message, number within it, fields. Nothing that did not happen."""
        rows = [("accept", "", render(self.profile, "accept", Scope({"case": packet}, {"case": ""})))]
        rows += [self._material(packet, each, each.key, number) for number, each in enumerate(packet.materials)]
        for number, step in enumerate(packet.steps):
            scope = Scope({"case": packet, "step": step}, {"case": "", "step": f"steps[{number}]"})
            rows.append(("process", str(step.number), render(self.profile, "process", scope)))
        for number, special in enumerate(packet.specials):
            if special.ended_at is not None:  # the layout has no place for one that goes on
                scope = Scope({"case": packet, "special": special}, {"case": "", "special": f"specials[{number}]"})
                rows.append(("special", str(special.number), render(self.profile, "special", scope)))
        if packet.result is not None:
            rows.append(("result", "", render(self.profile, "result", Scope({"case": packet}, {"case": ""}))))
        return rows

    def _material(
        self, packet: CasePacket, material: ProvidedMaterial, row: str, number: int
    ) -> tuple[str, str, Rendered]:
        attached = "|".join(file.name for file in material.files)
        scope = Scope(
            {"case": packet, "material": material, "attached": attached},
            {"case": "", "material": f"materials[{number}]", "attached": f"materials[{number}].files"},
        )
        return ("material", row, render(self.profile, "material", scope))


def _row_id(application_no: str, message: str, number: str) -> str:
    return uuid.uuid5(ROWS, f"{application_no}/{message}/{number}").hex
