"""Many applications from one table: each checked, faults by row, twice is once."""

import io
from typing import Any

import aiohttp
import pytest
from openpyxl import Workbook, load_workbook

from tests.http.citizens import Answer, Caller
from tests.http.test_applications import ITEM


async def template(caller: Caller) -> list[str]:
    answer = await caller.get(f"/application-tables/template.xlsx?item_code={ITEM}")
    assert answer.status == 200
    return [str(cell.value) for cell in load_workbook(io.BytesIO(answer.body)).worksheets[0][1]]


def table(header: list[str], *rows: dict[str, Any]) -> bytes:
    book = Workbook()
    book.active.append(header)
    for row in rows:
        book.active.append([row.get(name) for name in header])
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


async def sent(caller: Caller, content: bytes, name: str = "申报.xlsx", **options: Any) -> Answer:
    form = aiohttp.FormData(quote_fields=False)
    form.add_field("file", io.BytesIO(content), filename=name)
    return await caller.call("POST", f"/application-tables?item_code={ITEM}", data=form, **options)


GOOD = {
    "补领原因": "灭失",
    "能在自助机或窗口核验指纹": "是",
    "是否在户籍地以外补领": "否",
    "领证方式": "窗口领取",
    "户籍地址": "云江区和平路1号",
}


async def test_every_line_becomes_a_checked_draft(anyone: Caller):
    wang = await anyone.signed_in("王小云")
    header = await template(wang)
    assert set(GOOD) <= set(header)
    content = table(header, GOOD, {}, {**GOOD, "补领原因": "送人了", "联系手机": 123})
    made = await sent(wang, content, headers={"Idempotency-Key": "b"})
    assert made.status == 201, made.body
    first, second = made.body["items"]
    assert (first["row"], second["row"]) == (2, 4)
    assert first["passed"], first["findings"]
    assert {finding["place"] for finding in second["findings"]} == {"reason", "holder_mobile"}
    again = await sent(wang, content, headers={"Idempotency-Key": "b"})
    assert again.body == made.body
    assert len((await wang.get("/applications")).body["items"]) == 2
    draft = (await wang.get(f"/applications/{first['application_no']}")).body
    assert draft["answers"]["identity_verified"] is True
    assert draft["answers"]["holder_name"] == "王小云"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (table(["补领原因", "颜色"], {"补领原因": "灭失"}), "颜色"),
        (table(["补领原因", "补领原因"], {"补领原因": "灭失"}), "两次"),
        (table(["补领原因"]), "没有填写"),
        (table(["补领原因"], *[{"补领原因": "灭失"}] * 101), "100"),
        (b"PK\x03\x04 broken", "损坏"),
        (b"", "空"),
    ],
)
async def test_a_table_that_is_none_changes_nothing(anyone: Caller, content: bytes, reason: str):
    wang = await anyone.signed_in("王小云")
    answer = await sent(wang, content)
    assert answer.status == 409
    assert reason in str(answer.body)
    assert (await wang.get("/applications")).body["items"] == []


async def test_a_csv_will_do(anyone: Caller):
    wang = await anyone.signed_in("王小云")
    made = await sent(wang, "补领原因\n丢失\n".encode("gb18030"), "申报.csv")
    assert [line["row"] for line in made.body["items"]] == [2]


def book(*sheets: tuple[str, bool, list[list[Any]]], merged: str = "") -> bytes:
    made = Workbook()
    made.remove(made.active)
    for name, hidden, rows in sheets:
        sheet = made.create_sheet(name)
        sheet.sheet_state = "hidden" if hidden else "visible"
        for row in rows:
            sheet.append(row)
        if merged and not hidden:
            sheet.merge_cells(merged)
    kept = io.BytesIO()
    made.save(kept)
    return kept.getvalue()


async def test_the_first_sheet_that_can_be_seen_is_read_and_said(anyone: Caller):
    wang = await anyone.signed_in("王小云")
    content = book(("旧数据", True, [["颜色"], ["红"]]), ("申报", False, [["补领原因"], ["丢失"]]))
    made = await sent(wang, content)
    assert made.status == 201, made.body
    assert [line["row"] for line in made.body["items"]] == [2]
    assert "「申报」" in made.body["notes"][0]
    assert "「旧数据」没有读" in made.body["notes"][0]
    plain = await sent(wang, book(("申报", False, [["补领原因"], ["丢失"]])))
    assert plain.body["notes"] == []
    hidden = await sent(wang, book(("申报", True, [["补领原因"], ["丢失"]]), ("空", False, [])))
    assert (hidden.status, "空" in str(hidden.body)) == (409, True)


async def test_merged_cells_are_told_by_row(anyone: Caller):
    wang = await anyone.signed_in("王小云")
    content = book(("申报", False, [["补领原因"], ["丢失"], ["丢失"]]), merged="A2:A3")
    refused = await sent(wang, content)
    assert refused.status == 409
    assert "第 2 行有合并的单元格" in str(refused.body)


async def test_digits_that_excel_has_lost_are_told_by_row(anyone: Caller):
    wang = await anyone.signed_in("王小云")
    header = await template(wang)
    column = next(name for name in header if "身份" in name and "号" in name)
    number = 110105194912310021
    made = await sent(wang, book(("申报", False, [["补领原因", column], ["丢失", number], ["丢失", str(number)]])))
    first, second = made.body["items"]
    assert "后面的数字已经丢了" in str(first["findings"])
    assert "已经丢了" not in str(second["findings"])
    assert str(number)[:15] not in str(made.body)
