"""Approval systems under test: the stand-in in a process of its own, adapters made from a file, a packet to submit."""

import asyncio
import json
import subprocess
import sys
import urllib.request
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml

from affairs.approval.messages import MessageLedger
from affairs.approval.packet import (
    CasePacket,
    Contact,
    Department,
    FileReference,
    GetType,
    IdType,
    ItemReference,
    Outcome,
    Party,
    ProvidedMaterial,
    Result,
    SpecialKind,
    SpecialProcedure,
    Step,
    StepOutcome,
    StepPlace,
)
from affairs.clock import CHINA, SystemClock
from integrations.approval.base import NoCounts, Tools
from integrations.approval.config import load_systems
from integrations.approval.systems import Systems
from integrations.database import Database
from knowledge.guide import Applicant, CaseType, TimeLimit

ROOT = Path(__file__).parents[1]
SECRET = "a-secret-of-this-test-run"
TOKEN = "a-token-of-this-test-run"
# A pair made for tests; its public key begins with a 4, which careless code takes for a part of the prefix 04.
SM2_PRIVATE = "3a20376515ec5d94f94521a1f5037feb9b992ba25e6b830dc6b8a6db3f034069"
SM2_PUBLIC = (
    "47bce183d6f601dba54a2e23c9984c6e20354606eb709a77c7d0aeef26f53f45"
    "9d966cc49bab5125597837ed91598b589e1c2f16f8732c2c5775ec51c0f33900"
)
SM4_KEY = "0123456789abcdeffedcba9876543210"
ITEM = "11220100MB1A2B3C4D2000131001000"
UNLISTED = "99999999"
NAME, ID_NUMBER, MOBILE = "欧阳测试", "11010519491231002X", "13800138000"


class Sandbox:
    """The stand-in approval system in a process of its own."""

    def __init__(self, folder: Path, **options: str) -> None:
        given = {"database": str(folder / "sandbox.db"), "secret": SECRET, "token": TOKEN, **options}
        command = [sys.executable, "-m", "integrations.sandbox.approval", "--exit-on-eof"]
        for name, value in given.items():
            command += [f"--{name.replace('_', '-')}", value]
        self.process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self.process.stdout is not None
        self.url = str(json.loads(self.process.stdout.readline())["url"])

    def call(self, path: str, body: Any = None, method: str = "") -> Any:
        """A call of the control API."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, method=method or ("POST" if data else "GET"))
        with urllib.request.urlopen(request, timeout=10) as answer:
            raw = answer.read()
        return json.loads(raw) if raw[:1] in {b"{", b"["} else raw.decode()

    def cases(self, application_no: str) -> list[Any]:
        return self.call(f"/_cases?q={application_no}")

    def act(self, application_no: str, action: str, **said: Any) -> Any:
        (case,) = self.cases(application_no)
        return self.call(f"/_cases/{case['receipt_no']}/actions", {"action": action, **said})

    def fault(self, **fault: Any) -> None:
        self.call("/_faults", fault)

    def well(self) -> None:
        self.call("/_faults", method="DELETE")

    def stats(self) -> Any:
        return self.call("/_stats")

    def close(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                stream.close()


class Files:
    """Files by reference; ``opened`` lists every offset that one was read from."""

    def __init__(self) -> None:
        self.contents: dict[str, bytes] = {}
        self.opened: list[tuple[str, int]] = []

    def add(self, name: str, content: bytes) -> FileReference:
        reference = f"ref-{len(self.contents)}"
        self.contents[reference] = content
        return FileReference(reference, name, len(content), sha256(content).hexdigest(), "application/pdf")

    async def read(self, reference: str, offset: int = 0) -> AsyncIterator[bytes]:
        if reference not in self.contents:
            raise FileNotFoundError(reference)
        self.opened.append((reference, offset))
        content = self.contents[reference][offset:]
        for start in range(0, len(content), 1000):
            yield content[start : start + 1000]


@dataclass
class Desk:
    """The systems of a file, with what they were given."""

    systems: Systems
    files: Files
    database: Database
    ledger: MessageLedger


@asynccontextmanager
async def desk(folder: Path, database_url: str, rows: list[dict[str, Any]], **secrets: str) -> AsyncIterator[Desk]:
    """Adapters made from a file with these entries."""
    path = folder / "systems.yaml"
    path.write_text(yaml.safe_dump({"systems": rows, "routing": {"default": rows[0]["name"]}}), "utf-8")
    environ = {"SECRET": SECRET, "TOKEN": TOKEN, "SM4": SM4_KEY, **secrets}
    config = await asyncio.to_thread(load_systems, path, environ)
    database, files = Database(database_url), Files()
    ledger = MessageLedger(database.unit_of_work, SystemClock())
    tools = Tools(ledger, files, SystemClock(), lambda code: code != UNLISTED, NoCounts())
    systems = Systems(config, tools)
    try:
        yield Desk(systems, files, database, ledger)
    finally:
        await systems.close()
        await database.close()


NOW = datetime(2026, 3, 2, 9, 30, tzinfo=CHINA)
BUREAU = Department("云江区市场监督管理局", "11220100MB1A2B3C4D")


def packet(application_no: str, **changes: Any) -> CasePacket:
    """An application of a person, complete for every profile."""
    made = CasePacket(
        application_no=application_no,
        item=ItemReference(ITEM, "食品经营许可(新办)", 3, "01", "000131001000", "餐饮服务", "220131001001"),
        department=BUREAU,
        applicant=Party(Applicant.PERSON, NAME, IdType.RESIDENT_ID, ID_NUMBER, "云江区净月路1号"),
        contact=Contact(NAME, MOBILE, IdType.RESIDENT_ID, ID_NUMBER),
        applied_at=NOW,
        region="220100000000",
        case_type=CaseType.PROMISED,
        summary="食品经营许可(新办)",
        answers={"shop": "小面馆"},
        statutory=TimeLimit(20),
        promised=TimeLimit(10),
    )
    return replace(made, **changes)


def material(key: str, *files: FileReference) -> ProvidedMaterial:
    return ProvidedMaterial(key, f"材料{key}", GetType.UPLOAD, 1, files, NOW)


def reported(application_no: str) -> CasePacket:
    """The same case when it is over: accepted, a hearing, granted."""
    at = [NOW + timedelta(days=day) for day in range(6)]
    steps = (
        Step(1, "受理", StepPlace.START, StepOutcome.ACCEPTED, "王明", BUREAU, at[0], at[0], "材料齐全", at[0], at[5]),
        Step(2, "审核", StepPlace.MIDDLE, StepOutcome.AGREED, "李芳", BUREAU, at[1], at[3], "符合条件"),
        Step(
            3, "决定", StepPlace.END, StepOutcome.AGREED, "赵强", BUREAU, at[4], at[4], "准予许可", invites_rating=True
        ),
    )
    hearing = SpecialProcedure(
        1, SpecialKind.OTHER, "听证", "行政许可法第四十六条", "李芳", at[1], at[2], "无异议", "同意"
    )
    result = Result(
        Outcome.GRANTED, at[4], "赵强", "准予许可", "", "食品经营许可证", "JY22201000001", None, BUREAU.name
    )
    return packet(
        application_no, accepted_at=at[0], promised_until=at[5], steps=steps, specials=(hearing,), result=result
    )
