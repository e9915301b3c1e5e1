"""Hand-overs in the words of the desk, and as rows and lines of its pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from affairs.handover.canned import filled
from affairs.handover.context import Context
from affairs.handover.handover import WINDOW, Delivery, Handover, Message, Reason, Side, State
from affairs.staff.permissions import Actor
from handlers.console.words import moment
from knowledge.snapshot import Snapshot

__all__ = ["DELIVERIES", "STATES", "Line", "Row", "canned_lines", "deliveries", "lines", "row", "window_words"]

STATES: MappingProxyType[State, str] = MappingProxyType(
    {
        State.PROPOSED: "待确认",
        State.WAITING: "排队中",
        State.TAKEN: "进行中",
        State.GIVEN_BACK: "已交还机器人",
        State.CLOSED: "已办结",
        State.WITHDRAWN: "群众已取消",
    }
)
REASONS: MappingProxyType[Reason, str] = MappingProxyType(
    {
        Reason.ASKED: "要求人工",
        Reason.MISSED: "机器人没听懂",
        Reason.FRUSTRATED: "情绪不满",
        Reason.STUCK: "申报卡住",
        Reason.ITEM: "事项须先咨询",
    }
)
DELIVERIES: MappingProxyType[Delivery, str] = MappingProxyType(
    {
        Delivery.NONE: "",
        Delivery.QUEUED: "待发送",
        Delivery.SENDING: "发送中",
        Delivery.SENT: "已送达",
        Delivery.INBOX: "未送达，已发通知，群众可在小程序查看",
    }
)
SIDES: MappingProxyType[Side, str] = MappingProxyType(
    {Side.CITIZEN: "群众", Side.STAFF: "", Side.SYSTEM: "系统", Side.NOTE: "内部备注"}
)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the queue: nothing in it that a citizen said."""

    id: str
    item: str
    region: str
    reason: str
    since: datetime
    due: datetime | None
    late: bool
    offered: bool
    owner: str
    unanswered: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One message as it is shown."""

    seq: int
    side: str
    who: str
    at: str
    text: str
    file: str
    picture: bool
    delivery: str
    failed: bool


def row(handover: Handover, actor: Actor, snapshot: Snapshot, names: Mapping[str, str], now: datetime) -> Row:
    """A line of the queue, with its clock."""
    item = snapshot.catalogue.items_by_code.get(handover.item_code)
    place = snapshot.catalogue.regions_by_code.get(handover.region)
    waiting = handover.state is State.WAITING
    due = handover.promised_by if waiting else None
    return Row(
        handover.id,
        item.name if item else "未定事项",
        place.name if place else "全区",
        REASONS[handover.reason],
        handover.unanswered_since or handover.opened_at,
        due,
        due is not None and due < now,
        waiting and handover.offered_to in actor.work_of,
        "" if handover.staff_id in {"", actor.staff_id} else names.get(handover.staff_id, ""),
        handover.unanswered_since is not None,
    )


def lines(messages: Sequence[Message], names: Mapping[str, str]) -> list[Line]:
    """Messages as they are shown."""
    return [
        Line(
            each.seq,
            each.side,
            SIDES[each.side] + names.get(each.staff_id, ""),
            moment(each.at)[5:],
            each.text,
            (each.file.name or "文件") if each.file else "",
            each.file is not None and each.file.kind in {"jpeg", "png"},
            DELIVERIES[each.delivery],
            each.delivery is Delivery.INBOX,
        )
        for each in messages
    ]


def deliveries(messages: Sequence[Message]) -> dict[str, str]:
    """What became of those that go to the citizen, by their number."""
    return {str(each.seq): DELIVERIES[each.delivery] for each in messages if each.delivery is not Delivery.NONE}


def window_words(handover: Handover, now: datetime) -> str:
    """How much WeChat still takes; '' where the conversation is not over WeChat or is no longer open."""
    if handover.channel != "wechat" or not handover.is_open:
        return ""
    left = handover.window_left(now)
    if not left or handover.window_from is None:
        return "微信暂不能再发：超过 48 小时或已发满 5 条。您写的内容会存入小程序并发通知，群众回复后恢复。"
    until = handover.window_from + WINDOW
    soon = "，请尽快" if until - now < timedelta(hours=4) else ""
    return f"微信还可发 {left} 条，到 {moment(until)[5:]} 为止{soon}。"


def canned_lines(texts: Sequence[tuple[str, str]], context: Context, actor: Actor, snapshot: Snapshot) -> list[Line]:
    """Titles and texts, filled from the conversation."""
    values = _values(context, actor, snapshot)
    return [Line(0, "", title, "", filled(text, values), "", False, "", False) for title, text in texts]


def _values(context: Context, actor: Actor, snapshot: Snapshot) -> dict[str, str]:
    handover = context.handover
    guide = snapshot.catalogue.guide_for(handover.item_code, "", handover.region) if handover.item_code else None
    venue = guide.venues[0] if guide and guide.venues else None
    return {
        "姓名": context.citizen.name if context.citizen else "",
        "事项": handover.brief.item,
        "申报号": handover.application_no,
        "工作人员": actor.display_name,
        "地点": (venue.address or venue.name) if venue else "",
        "电话": guide.phones[0] if guide and guide.phones else "",
        "时间": venue.hours_text if venue else "",
    }
