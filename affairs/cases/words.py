"""What the applicant reads of a case: names of phases, what to do next, remedies. Chinese, as it is said."""

from datetime import datetime

from affairs.approval.updates import UpdateKind
from affairs.cases.case import Case, Phase, Waiting
from affairs.clock import CHINA

__all__ = ["EVENTS", "PHASES", "REMEDIES", "day_of", "minute_of", "next_step", "state_of"]

PHASES = {
    Phase.SUBMITTED: "已提交，正在送审批部门",
    Phase.RECEIVED: "审批部门已收件，等待受理",
    Phase.ACCEPTED: "已受理，正在审核",
    Phase.REVIEWED: "已审核，等待批准",
    Phase.APPROVED: "已批准，等待办结",
    Phase.CLOSED: "已办结",
    Phase.DELIVERED: "已办结，结果已送达",
    Phase.NOT_ACCEPTED: "不予受理",
    Phase.REFUSED: "不予许可",
    Phase.WITHDRAWN: "已撤回",
}
EVENTS = {
    UpdateKind.RECEIVED: "收件",
    UpdateKind.ACCEPTED: "受理",
    UpdateKind.ACCEPTANCE_REFUSED: "不予受理",
    UpdateKind.CORRECTION_ASKED: "告知补正",
    UpdateKind.CORRECTION_RECEIVED: "补正收到",
    UpdateKind.SPECIAL_STARTED: "特别程序开始",
    UpdateKind.SPECIAL_ENDED: "特别程序结束",
    UpdateKind.EXTENDED: "延期",
    UpdateKind.STEP: "办理",
    UpdateKind.REVIEWED: "审核",
    UpdateKind.APPROVED: "批准",
    UpdateKind.REFUSED: "不予许可",
    UpdateKind.WITHDRAWN: "撤回",
    UpdateKind.CLOSED: "办结",
    UpdateKind.DELIVERED: "送达",
    UpdateKind.UNKNOWN: "其他状态",
}
REMEDIES = (
    "对这个决定不服的，可以自知道之日起六十日内申请行政复议（《中华人民共和国行政复议法》第二十条）。",
    "也可以自知道之日起六个月内直接向人民法院提起行政诉讼（《中华人民共和国行政诉讼法》第四十六条）。",
)
"""行政许可法 §38(2), §32: the right to ask for them is told; the terms are those of the laws named."""


def state_of(case: Case) -> str:
    """Where the case is, in a few words; a state that no table knows in the authority's own."""
    if case.waiting is Waiting.CORRECTION:
        return "等您补正材料"
    if case.waiting is Waiting.SPECIAL:
        return "特别程序进行中，不计入办理时限"
    said = PHASES[case.phase]
    return f"{said}（审批部门的状态：{case.foreign}）" if case.foreign else said


def next_step(case: Case, until: datetime | None, *, answered: bool) -> str:
    """What the applicant has to do now. ``answered``: what the correction asked for was handed in here already."""
    if case.waiting is Waiting.CORRECTION:
        if answered:
            return "补正材料已经提交，等审批部门确认，暂时不用做什么。"
        limit = f"请在{day_of(until)}前" if until else "请尽快"
        return f"{limit}按补正要求修改材料，再点“提交补正”；逾期可能被退回。"
    return _NEXT[case.phase]


AGAIN = "可以按理由改正后重新申报，这次填的内容和材料会带过去；也可以依法申请复议或提起诉讼。"
_NEXT = {
    Phase.SUBMITTED: "暂时不用做什么，受理后会通知您。",
    Phase.RECEIVED: "暂时不用做什么。五个工作日内会决定是否受理，或一次告诉您要补什么。",
    Phase.ACCEPTED: "暂时不用做什么，办好会通知您。",
    Phase.REVIEWED: "暂时不用做什么，办好会通知您。",
    Phase.APPROVED: "暂时不用做什么，结果做好会通知您。",
    Phase.CLOSED: "可以领取结果了；选了邮寄的，请留意快递。请为这次办事打个分。",
    Phase.DELIVERED: "这件事已经办完。请为这次办事打个分。",
    Phase.NOT_ACCEPTED: AGAIN,
    Phase.REFUSED: AGAIN,
    Phase.WITHDRAWN: "申请已经撤回。要再办，重新申报就行，这次填的内容和材料会带过去。",
}


def day_of(moment: datetime) -> str:
    """``2026年3月2日`` in China."""
    there = moment.astimezone(CHINA)
    return f"{there.year}年{there.month}月{there.day}日"


def minute_of(moment: datetime) -> str:
    """``3月2日 09:05`` in China."""
    there = moment.astimezone(CHINA)
    return f"{there.month}月{there.day}日 {there:%H:%M}"
