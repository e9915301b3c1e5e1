"""The words of supervision: levels, terms, stars, acts of delivery."""

from types import MappingProxyType

from affairs.advising.projects import NEXT_STEP
from affairs.applications.submission import SUBMIT, SUPPLEMENT, WITHDRAW
from affairs.cases.reporting import REPORT
from affairs.handover.speaking import TELL
from affairs.notifications.notice import NOTICE
from affairs.ratings.rating import Satisfaction
from affairs.supervision.alerts import REFUSAL, UNDELIVERED
from affairs.supervision.cards import Level, Term

__all__ = ["DELIVERIES", "LETTERS", "LEVELS", "SATISFACTION", "TERMS"]

LEVELS: MappingProxyType[str, str] = MappingProxyType(
    {
        Level.PREDICTED: "预警",
        Level.YELLOW: "黄牌",
        Level.RED: "红牌",
        Level.GRANTED: "超时默认",
        REFUSAL: "不予受理/许可",
        UNDELIVERED: "未能推送",
    }
)
TERMS: MappingProxyType[str, str] = MappingProxyType(
    {Term.ACCEPTANCE: "受理", Term.STAGE: "环节", Term.PROMISED: "承诺时限", Term.STATUTORY: "法定时限"}
)
"""Of a refusal the level says it all."""
SATISFACTION: MappingProxyType[Satisfaction, str] = MappingProxyType(
    {
        Satisfaction.VERY_SATISFIED: "非常满意",
        Satisfaction.SATISFIED: "满意",
        Satisfaction.FAIRLY_SATISFIED: "基本满意",
        Satisfaction.DISSATISFIED: "不满意",
        Satisfaction.VERY_DISSATISFIED: "非常不满意",
    }
)
DELIVERIES: MappingProxyType[str, str] = MappingProxyType(
    {SUBMIT: "申报", SUPPLEMENT: "补正", WITHDRAW: "撤回", REPORT: "办结上报"}
)
LETTERS: MappingProxyType[str, str] = MappingProxyType(
    {
        **DELIVERIES,
        NOTICE: "通知",
        TELL: "咨询消息",
        NEXT_STEP: "下一步提醒",
        "wechat.late_reply": "迟到的答复",
        "wechat.unanswered": "没答完的消息",
    }
)
"""Kinds of messages to the outside; one that is not here is shown by its code."""
