"""Every field of an item and a guide with its Chinese column names: the one table.

The first name is the one an export writes; names follow GB/T 39046-2020 table 4
where it has one. ``_`` fields are composed with others into one value.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from knowledge.importers.cells import CellNotes, day, lines, number, yes_or_no
from knowledge.importers.choices import APPLICANTS, CASES, CHANNELS, STATES
from knowledge.importers.limits import read_limit, write_limit
from knowledge.importers.materials import read_materials
from knowledge.importers.prose import read_laws, read_process, read_questions, write_laws, write_questions

__all__ = ["BY_ATTRIBUTE", "BY_NAME", "FIELDS", "Field", "Owner"]


class Owner(StrEnum):
    """What a column speaks of. A row with only ``item`` and ``row`` columns names no guide field."""

    ITEM = "item"
    GUIDE = "guide"
    ROW = "row"


def _text(text: str, notes: CellNotes) -> str:
    del notes
    return text


def _list(text: str, notes: CellNotes) -> tuple[str, ...]:
    del notes
    parts = text.replace("｜", "|").replace("\n", "|").split("|")
    return tuple(dict.fromkeys(part for part in (piece.strip() for piece in parts) if part))


def _words(text: str, notes: CellNotes) -> tuple[str, ...]:
    """A list that may be separated by 、 , ; as well."""
    for mark in "、,，;；":
        text = text.replace(mark, "|")
    return _list(text, notes)


def _lines(text: str, notes: CellNotes) -> tuple[str, ...]:
    del notes
    return tuple(dict.fromkeys(lines(text)))


def _none_is_blank(text: str, notes: CellNotes) -> str:
    del notes
    return "" if text in {"无", "/", "-", "—", "暂无"} else text


def _write(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return "\n".join(value) if isinstance(value, tuple) else str(value)


@dataclass(frozen=True, slots=True)
class Field:
    """One column: the attribute it fills, whose it is, its names, and both directions of its cell."""

    attribute: str
    owner: Owner
    names: tuple[str, ...]
    read: Callable[[str, CellNotes], Any] = _text
    write: Callable[[Any], str] = _write


_I, _G, _R = Owner.ITEM, Owner.GUIDE, Owner.ROW

FIELDS = (
    Field("name", _I, ("事项名称", "主项名称")),
    Field("code", _I, ("实施编码", "事项编码", "实施清单编码", "事项实施编码")),
    Field("base_code", _I, ("基本编码", "基本目录编码"), _none_is_blank),
    Field("department", _I, ("部门", "实施部门", "主管部门", "所属部门", "省级主管部门", "部门名称"), _none_is_blank),
    Field("item_type", _I, ("事项类型", "事项类型代码"), _none_is_blank),
    Field("state", _I, ("状态", "事项状态"), STATES.one, STATES.name),
    Field("state_note", _I, ("状态说明",), _none_is_blank),
    Field("successors", _I, ("接续事项编码", "替代事项编码"), _words),
    Field("aliases", _I, ("别名", "俗称", "事项别名"), _list),
    Field("themes", _I, ("服务主题", "主题"), _words),
    Field("applicants", _I, ("服务对象", "服务对象代码"), APPLICANTS.several, APPLICANTS.names),
    Field("variant", _R, ("业务办理项名称", "业务办理项"), _none_is_blank),
    Field("variant_code", _R, ("业务办理项编码",), _none_is_blank),
    Field("variant_aliases", _R, ("业务办理项别名",), _list),
    Field("region", _R, ("区划", "区划名称", "行政区划", "所属区划"), _none_is_blank),
    Field("region_codes", _R, ("区划编码",), _none_is_blank),
    Field("parent", _R, ("上级区划名称", "上级区划"), _none_is_blank),
    Field("legal_basis", _G, ("设定依据", "法律依据", "办理依据", "实施依据"), read_laws, write_laws),
    Field("conditions", _G, ("受理条件", "办理条件", "申请条件")),
    Field("materials_cell", _G, ("申请材料", "申报材料", "办理材料", "所需材料"), read_materials),
    Field("process_cell", _G, ("办理流程", "办事流程", "流程"), read_process),
    Field("statutory", _G, ("法定办结时限", "法定时限"), read_limit, write_limit),
    Field("promised", _G, ("承诺办结时限", "承诺时限"), read_limit, write_limit),
    Field("case_type", _G, ("办件类型", "办件类型代码"), CASES.one, CASES.name),
    Field("fee_charged", _G, ("是否收费",), yes_or_no),
    Field("fee_standard", _G, ("收费标准",)),
    Field("fee_basis", _G, ("收费依据",)),
    Field("venue_codes", _G, ("办理点编码",), _words),
    Field("addresses", _G, ("办理地点", "办理地址", "受理地点")),
    Field("windows", _G, ("办理窗口", "窗口"), _none_is_blank),
    Field("hours_text", _G, ("办理时间", "办公时间", "受理时间")),
    Field("phones_cell", _G, ("咨询电话", "联系电话", "电话")),
    Field("complaint_phones", _G, ("监督电话", "监督投诉电话", "投诉电话", "监督投诉方式")),
    Field("consultation_cell", _G, ("咨询方式",)),
    Field("channels", _G, ("办理形式", "办理形式代码"), CHANNELS.several, CHANNELS.names),
    Field("online_url", _G, ("网办地址", "网上办理地址", "在线办理地址"), _none_is_blank),
    Field("bookable", _G, ("是否支持预约办理", "是否支持预约", "能否预约"), yes_or_no),
    Field("pay_online", _G, ("是否支持网上支付", "是否网上支付"), yes_or_no),
    Field("courier", _G, ("是否支持物流快递", "是否支持快递"), yes_or_no),
    Field("agent_allowed", _G, ("能否代办", "是否支持代办"), yes_or_no),
    Field("agent_note", _G, ("代办说明",)),
    Field("visits", _G, ("到现场次数", "到办事现场次数"), number),
    Field("results", _G, ("结果名称", "审批结果", "办理结果"), _lines),
    Field("result_validity", _G, ("结果有效期", "结果有效期限")),
    Field("quantity_limit", _G, ("数量限制",)),
    Field("special_procedures", _G, ("特别程序",)),
    Field("intermediary", _G, ("中介服务",)),
    Field("joint_departments", _G, ("共同实施部门", "联办机构")),
    Field("scope", _G, ("通办范围",)),
    Field("authority", _G, ("实施主体", "实施主体名称")),
    Field("authority_code", _G, ("实施主体编码", "实施主体代码"), _none_is_blank),
    Field("level", _G, ("行使层级", "行使层级代码"), _none_is_blank),
    Field("questions", _G, ("常见问题", "常见问题解答"), read_questions, write_questions),
    Field("notes", _G, ("备注", "说明")),
    Field("effective_from", _G, ("生效日期", "实施日期", "计划生效日期"), day),
    Field("effective_until", _G, ("失效日期", "取消日期", "计划取消日期"), day),
)

BY_ATTRIBUTE = {field.attribute: field for field in FIELDS}
BY_NAME = {name: field for field in FIELDS for name in field.names}
