"""Materials (申请材料) in a cell: one a line, sections 【情形】, details after the name.

``居民户口簿 | 必要 | 原件1份 | 复印件0份 | 出具机构:公安机关`` carries every column;
``居民户口簿(原件1份,复印件1份)`` is taken too.
"""

import re
from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from knowledge.guide import Material, Situation
from knowledge.importers.cells import CellNotes, lines

__all__ = ["NOTHING_NEEDED", "read_materials", "split_names", "write_materials"]

NOTHING_NEEDED = {"无需材料", "无", "无需提交材料", "不需要材料", "无需提供材料", "/"}
_TEXTS = {
    "出具机构": "issuer",
    "出具时间": "issued_within",
    "说明": "note",
    "办理地点": "place",
    "使用说明": "usage",
    "样本": "sample_url",
    "空白表": "blank_form_url",
}
_FLAGS: dict[str, tuple[str, bool]] = {
    "必要": ("required", True),
    "非必要": ("required", False),
    "电子": ("electronic", True),
    "不收电子": ("electronic", False),
}
_COPIES = re.compile(r"(?P<kind>原件|复印件)\s*[:：]?\s*(?P<count>\d{1,3})\s*份?")
_BRACKETS = re.compile(r"^(?P<name>.+?)\s*[(（](?P<inside>[^()（）]*)[)）]$", re.DOTALL)
_SECTION = re.compile(r"^【(?P<name>.+)】(?P<rest>.*)$")
_NUMBERED = re.compile(r"^(?:\d{1,2}\s*[.、．](?!\d)|[(（]\d{1,2}[)）]|[①-⑳])\s*")
_DOCUMENT = re.compile(
    r"(?:证|书|表|本|簿|单|函|件|照|照片|材料|证明|合同|协议|报告|章程|名单|票据|发票|批复|批文|图|图纸|方案|清单|凭证|承诺|声明|申请|目录|简历|护照|卡|决定|文件|资料|票|册|信)$"
)
_OPENING, _CLOSING = "(（《〈“「[【", ")）》〉”」]】"


def read_materials(text: str, notes: CellNotes) -> tuple[tuple[Material, ...], tuple[Situation, ...]]:
    """Materials for every situation, and the situations with theirs."""
    del notes
    everywhere: list[Material] = []
    situations: dict[str, tuple[list[Material], dict[str, Any]]] = {}
    current = everywhere
    for line in lines(text):
        section = _SECTION.match(line)
        if section:
            found = situations.setdefault(section["name"].strip(), ([], {}))
            found[1].update(_about(section["rest"]))
            current = found[0]
        else:
            current.append(_material(line))
    return tuple(dict.fromkeys(everywhere)), tuple(
        Situation(name, tuple(dict.fromkeys(materials)), **about) for name, (materials, about) in situations.items()
    )


def _about(rest: str) -> dict[str, Any]:
    about: dict[str, Any] = {}
    for part in filter(None, (part.strip() for part in rest.split("|"))):
        key, _, value = part.partition(":")
        if key == "别名":
            about["aliases"] = tuple(filter(None, (alias.strip() for alias in value.split("、"))))
        else:
            about["note"] = value.strip() if key == "说明" else part
    return about


def _material(line: str) -> Material:
    name, *details = (part.strip() for part in _NUMBERED.sub("", line).split("|"))
    values: dict[str, Any] = {}
    for detail in details:
        values |= _detail(detail) or {"note": detail}
    found = None if details else _BRACKETS.match(name)
    if found:
        read = [_detail(part.strip()) for part in re.split("[,，;；、]", found["inside"])]
        if all(read):
            name = found["name"].strip()
            values = {key: value for part in read if part for key, value in part.items()}
    return Material(name, **values)


def _detail(text: str) -> dict[str, Any]:
    """What one detail says; empty when it is none that we know."""
    if text in _FLAGS:
        return {_FLAGS[text][0]: _FLAGS[text][1]}
    copies = _COPIES.fullmatch(text)
    if copies:
        return {"originals" if copies["kind"] == "原件" else "copies": int(copies["count"])}
    key, colon, value = text.replace("：", ":", 1).partition(":")
    return {_TEXTS[key]: value.strip()} if colon and key in _TEXTS else {}


def write_materials(materials: Iterable[Material], situations: Iterable[Situation]) -> str:
    """The cell that :func:`read_materials` takes."""
    told = [_line(material) for material in materials]
    for situation in situations:
        head = f"【{situation.name}】"
        head += f" | 别名:{'、'.join(situation.aliases)}" if situation.aliases else ""
        told.append(head + (f" | 说明:{' '.join(situation.note.split())}" if situation.note else ""))
        told.extend(_line(material) for material in situation.materials)
    return "\n".join(told)


def _line(material: Material) -> str:
    said = [" ".join(material.name.split())]
    names = {attribute: name for name, attribute in _TEXTS.items()}
    flags = {value: name for name, value in _FLAGS.items()}
    for field in fields(Material)[1:]:
        value = getattr(material, field.name)
        if isinstance(value, bool):
            said.append(flags[field.name, value])
        elif isinstance(value, int):
            said.append(f"{'原件' if field.name == 'originals' else '复印件'}{value}份")
        elif value:
            said.append(f"{names[field.name]}:{' '.join(value.split())}")
    if len(said) == 1 and _BRACKETS.match(said[0]):
        said.append("")  # an empty detail keeps brackets in the name
    return " | ".join(said)


def split_names(text: str, alone: frozenset[str], notes: CellNotes) -> list[str]:
    """Names of materials joined in one cell. A comma separates only when each side is a document
    by itself: known to stand alone elsewhere (``alone``), or ending as documents do and no enumeration.
    """
    names: list[str] = []
    for line in lines(text):
        for joined in _outside(line, ";；"):
            parts = [part.strip() for part in _outside(joined, ",") if part.strip()]
            if len(parts) > 1 and not all(part in alone or _document(part) for part in parts):
                notes.warn("comma-in-material", f"「{joined[:30]}…」含逗号但不像几份材料,按一份处理;若是几份请分行")
                parts = [joined]
            names.extend(parts)
    return [name for name in names if name]


def _document(part: str) -> bool:
    return (
        len(part) <= 25
        and bool(_DOCUMENT.search(part))
        and not re.search("[、\\s]|或者|的,|^(?:应当|属于|并|还须|及)", part)
    )


def _outside(text: str, marks: str) -> list[str]:
    """``text`` split at any of ``marks`` that stands outside brackets and quotes."""
    parts, depth, start = [], 0, 0
    for at, char in enumerate(text):
        depth += (char in _OPENING) - (char in _CLOSING)
        if char in marks and depth <= 0:
            parts.append(text[start:at])
            start = at + 1
    return [*parts, text[start:]]
