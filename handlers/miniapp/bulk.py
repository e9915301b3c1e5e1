"""``/application-tables``: many applications from one table, for companies."""

import asyncio
import io
import struct
import tempfile
import zipfile
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Annotated

from aiohttp import web
from pydantic import BaseModel, Field

from affairs.applications.drafts import Beginning, form_in_force
from affairs.directory import find_region
from affairs.people.acting import SELF
from handlers.access import Access
from handlers.endpoint import Call, InvalidRequest, Nothing, endpoint
from handlers.keys import services_of
from handlers.miniapp.application_schema import FindingOut, findings_out
from handlers.miniapp.uploads import uploads
from handlers.problems import problem
from knowledge.forms import Form
from knowledge.forms.sheet import FilledTable, read_table, write_template
from knowledge.importers.faults import ImportRefused

__all__ = ["operations"]

TABLE_BYTES = 5 * 1024 * 1024
UNPACKED_BYTES = 32 * 1024 * 1024
"""A hundred lines of the widest form are not a tenth of it; a bomb of 5 MB is a gigabyte."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class BulkQuery(BaseModel, extra="forbid"):
    """What to apply for in every line, and for whom."""

    item_code: Annotated[str, Field(min_length=1, max_length=64)]
    variant: Annotated[str, Field(max_length=200)] = ""
    region: Annotated[str, Field(max_length=100)] = ""
    whom: Annotated[str, Field(alias="for", max_length=64)] = SELF


class TemplateQuery(BaseModel, extra="forbid"):
    """Which form."""

    item_code: Annotated[str, Field(min_length=1, max_length=64)]
    variant: Annotated[str, Field(max_length=200)] = ""


class LineOut(BaseModel):
    """One line: its row (the header is row 1), its draft, and what is wrong with its answers."""

    row: int
    application_no: str
    passed: bool
    findings: list[FindingOut]


class LinesOut(BaseModel):
    """All lines. ``notes``: how the table was read, where that could surprise."""

    items: list[LineOut]
    notes: list[str] = []
    next: None = None


@endpoint(
    "GET",
    "/application-tables/template.xlsx",
    access=Access.CITIZEN,
    tag="applications",
    query=TemplateQuery,
    content_type=XLSX,
    errors=(HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT),
)
async def bulk_template(call: Call[TemplateQuery, Nothing]) -> web.Response:
    """A table to fill in: one row an application, one column a field."""
    services, query = services_of(call.request), call.query
    wanted = Beginning(query.item_code, query.variant)
    form = form_in_force(services.snapshot(), wanted, services.clock.now())
    return web.Response(body=await asyncio.to_thread(_template, form), content_type=XLSX)


@endpoint(
    "POST",
    "/application-tables",
    access=Access.CITIZEN,
    tag="applications",
    query=BulkQuery,
    reply=LinesOut,
    status=HTTPStatus.CREATED,
    errors=(HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT),
    idempotent=True,
    multipart=True,
)
async def begin_in_bulk(call: Call[BulkQuery, Nothing]) -> LinesOut:
    """Begin a draft for every line of a table (.xlsx, .csv), each checked; files are added one by one afterwards."""
    services, query = services_of(call.request), call.query
    region = find_region(services.snapshot(), query.region).code if query.region else ""
    wanted = Beginning(query.item_code, query.variant, region, whom=query.whom)
    form = form_in_force(services.snapshot(), wanted, services.clock.now())
    table = await _table(call.request)
    try:
        filled = await asyncio.to_thread(_read, table.content, table.name, form)
    except ImportRefused as refused:
        raise _refused(refused.reason) from None
    made = await services.bulk.begin(call.citizen, wanted, filled.lines, call.idempotency(query, table.content))
    return LinesOut(
        notes=list(filled.notes),
        items=[
            LineOut(
                row=each.row,
                application_no=each.application_no,
                passed=not any(finding.severity == "error" for finding in each.findings),
                findings=findings_out(each.findings),
            )
            for each in made
        ],
    )


@dataclass(frozen=True, slots=True)
class _Table:
    """The file of the body."""

    name: str = field(repr=False)
    content: bytes = field(repr=False)


async def _table(request: web.Request) -> _Table:
    """The table in the body. Raises InvalidRequest."""
    found: list[_Table] = []
    async for upload in uploads(request, 1):
        content = bytearray()
        async for chunk in upload.chunks:
            content += chunk
            if len(content) > TABLE_BYTES:
                raise _refused(f"表格不能超过 {TABLE_BYTES // 2**20} MB")
        found.append(_Table(upload.name, bytes(content)))
    return found[0]


def _read(content: bytes, name: str, form: Form) -> FilledTable:
    """The lines; faults name the table as a person would, not by where it lies here. Raises ImportRefused."""
    text = name.lower().endswith((".csv", ".txt"))
    if not text and unpacked(content) > UNPACKED_BYTES:
        raise ImportRefused("file-too-large", f"表格展开后超过 {UNPACKED_BYTES // 2**20} MB，请用模板填写")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / ("表格.csv" if text else "表格.xlsx")
        path.write_bytes(content)
        return read_table(path, form)


def unpacked(content: bytes) -> int:
    """Bytes that a workbook says it unpacks to; 0 for what is no archive (which is told by who reads it)."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error):
        return 0


def _template(form: Form) -> bytes:
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        write_template(Path(file.name), form)
        return Path(file.name).read_bytes()


def _refused(reason: str) -> InvalidRequest:
    return InvalidRequest(
        problem(HTTPStatus.CONFLICT, "unreadable-table", errors=[{"field": "file", "message": reason}])
    )


operations = (bulk_template, begin_in_bulk)
