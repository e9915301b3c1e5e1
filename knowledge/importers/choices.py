"""Code lists of GB/T 39046-2020 annex A as people write them in cells: words or codes to members."""

import re
from collections.abc import Mapping
from typing import Any

from knowledge.guide import Applicant, CaseType, Channel, ItemState
from knowledge.importers.cells import CellNotes

__all__ = ["APPLICANTS", "CASES", "CHANNELS", "STATES", "Choice"]


class Choice:
    """One code list; the first word of each member is the one written."""

    def __init__(self, fault: str, words: Mapping[Any, str]) -> None:
        self._fault = fault
        self._names = {member: said.split()[0] for member, said in words.items()}
        self._members = {word: member for member, said in words.items() for word in said.split()}
        self._members |= {str(member.value): member for member in words}

    def one(self, text: str, notes: CellNotes) -> Any:
        """The member meant, or None with an error naming the choices."""
        found = self._members.get(text.strip().lower())
        if found is None:
            notes.error(self._fault, f"「{text[:20]}」不在可选值之中,请填 {'、'.join(self._names.values())} 之一")
        return found

    def several(self, text: str, notes: CellNotes) -> tuple[Any, ...]:
        """The members meant, unknown ones left out with an error."""
        words = (word for word in re.split(r"[|｜、,，;；\s]+", text) if word)
        read = (self.one(word, notes) for word in words)
        return tuple(dict.fromkeys(member for member in read if member is not None))

    def name(self, member: Any) -> str:
        """The word written for a member."""
        return self._names[member]

    def names(self, members: tuple[Any, ...]) -> str:
        """The words written for several members."""
        return "、".join(self._names[member] for member in members)


STATES = Choice(
    "unknown-state",
    {
        ItemState.IN_FORCE: "在用 有效 实施 正常 现行",
        ItemState.SUSPENDED: "暂停 停用 暂停办理 中止",
        ItemState.ABOLISHED: "废止 取消 已取消 已废止",
        ItemState.MERGED: "合并 已合并 并入",
    },
)
APPLICANTS = Choice(
    "unknown-applicant",
    {
        Applicant.PERSON: "自然人 个人",
        Applicant.ENTERPRISE: "企业法人 企业",
        Applicant.INSTITUTION: "事业法人 事业单位",
        Applicant.SOCIAL_ORGANISATION: "社会组织法人 社会组织",
        Applicant.AUTHORITY: "行政机关",
        Applicant.OTHER: "其他 其他组织",
    },
)
CHANNELS = Choice(
    "unknown-channel",
    {
        Channel.WINDOW: "窗口 窗口办理",
        Channel.COMPUTER: "电脑端 网上办理 网上",
        Channel.MOBILE: "移动端 手机",
        Channel.COURIER: "快递 快递申请",
        Channel.OTHER: "其他",
    },
)
CASES = Choice(
    "unknown-case-type",
    {CaseType.IMMEDIATE: "即办件 即办 1", CaseType.PROMISED: "承诺件 2", CaseType.JOINT: "联办件"},
)
