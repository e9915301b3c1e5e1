"""What an event is to the applicant: a notice, or nothing. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from affairs.approval.updates import ProgressUpdate, UpdateKind
from affairs.cases.case import Case
from affairs.cases.words import REMEDIES, day_of

__all__ = ["News", "news_of", "undelivered"]

PRESSING = timedelta(hours=36)
"""A term that ends sooner than this is told at night as well."""


@dataclass(frozen=True, slots=True)
class News:
    """A notice's words. ``urgent``: not to be kept until the morning."""

    title: str
    text: str
    urgent: bool = False


def news_of(case: Case, update: ProgressUpdate, now: datetime) -> News | None:
    """The notice of an event; None for those that change nothing for the applicant."""
    told = _TITLES.get(update.kind)
    if told is None:
        return None
    name = f"“{case.item_name or case.item_code}”（申报号 {case.application_no}）"
    urgent = update.kind is UpdateKind.CORRECTION_ASKED and update.until is not None and update.until - now < PRESSING
    return News(told, f"您申报的{name}：{_said(update)}", urgent)


def undelivered(case: Case) -> tuple[str, str]:
    """Title and text for an applicant whose case the approval system did not take."""
    name = f"“{case.item_name or case.item_code}”（申报号 {case.application_no}）"
    return "正在人工处理", f"您申报的{name}没有被审批系统收下，工作人员正在处理，需要您做什么会再通知您。"


_TITLES = {
    UpdateKind.ACCEPTED: "已受理",
    UpdateKind.ACCEPTANCE_REFUSED: "不予受理",
    UpdateKind.CORRECTION_ASKED: "请补正材料",
    UpdateKind.SPECIAL_STARTED: "进入特别程序",
    UpdateKind.SPECIAL_ENDED: "特别程序结束",
    UpdateKind.EXTENDED: "办理期限延长",
    UpdateKind.REFUSED: "不予许可",
    UpdateKind.WITHDRAWN: "已撤回",
    UpdateKind.CLOSED: "已办结",
    UpdateKind.DELIVERED: "结果已送达",
}


def _said(update: ProgressUpdate) -> str:
    words = _WORDS.get(update.kind)
    return words(update) if words else f"{_TITLES[update.kind]}。"


def _correction(update: ProgressUpdate) -> str:
    until = f"，请在{day_of(update.until)}前补正" if update.until else ""
    return f"有{len(update.corrections) or 1}处要补正{until}。具体内容请看办理进度。"


def _special(update: ProgressUpdate) -> str:
    days = f"，预计{update.days}天" if update.days else ""
    return f"进入{update.special or '特别程序'}{days}，这段时间不计入办理时限。"


def _extension(update: ProgressUpdate) -> str:
    return f"延长{update.days or 0}天，理由：{update.reason or '没有写明'}。"


def _refusal(update: ProgressUpdate) -> str:
    return f"{_TITLES[update.kind]}。理由：{update.reason or '见决定书'}。{update.remedies or ''.join(REMEDIES)}"


def _closed(update: ProgressUpdate) -> str:
    licence = f"，证照：{update.licence_name}" if update.licence_name else ""
    return f"已经办结{licence}。请看办理进度里的领取方式。"


def _delivered(update: ProgressUpdate) -> str:
    return f"结果已送达{f'，快递单号 {update.tracking_number}' if update.tracking_number else ''}。"


_WORDS: dict[UpdateKind, Callable[[ProgressUpdate], str]] = {
    UpdateKind.CORRECTION_ASKED: _correction,
    UpdateKind.SPECIAL_STARTED: _special,
    UpdateKind.EXTENDED: _extension,
    UpdateKind.REFUSED: _refusal,
    UpdateKind.ACCEPTANCE_REFUSED: _refusal,
    UpdateKind.CLOSED: _closed,
    UpdateKind.DELIVERED: _delivered,
}
