"""What a citizen is told of their matter."""

from datetime import datetime
from types import MappingProxyType

from affairs.clock import CHINA
from affairs.matters.matter import Matter, StepAct
from affairs.staff.model import Tier

__all__ = ["TIER_WORDS", "TITLE", "day_words", "escalated", "told"]

TITLE = "诉求进展"
TIER_WORDS: MappingProxyType[Tier, str] = MappingProxyType(
    {
        Tier.COMMUNITY: "村（社区）",
        Tier.STREET: "镇（街道）",
        Tier.CENTRE: "区中心",
        Tier.DEPARTMENT: "主管部门",
    }
)


def escalated(matter: Matter) -> str:
    """In the conversation: where it went, and until when."""
    who = TIER_WORDS[matter.tier] + (f"（{matter.department}）" if matter.department else "")
    return f"您的问题已上报{who}办理，编号 {matter.id}，最迟 {day_words(matter.promised)} 前答复您。进展会通知您。"


def told(act: StepAct, matter: Matter) -> str:
    """The notice of a step; '' for one that changes nothing for the citizen. Nothing that was written is in it."""
    until = day_words(matter.extended_to or matter.promised)
    who = TIER_WORDS[matter.tier]
    sentences = {
        StepAct.TAKEN: f"您的诉求（{matter.id}）已由{who}承办，最迟 {until} 前答复。",
        StepAct.UP: f"您的诉求（{matter.id}）已转到{who}办理，最迟 {until} 前答复。",
        StepAct.DOWN: f"您的诉求（{matter.id}）已交{who}办理，最迟 {until} 前答复。",
        StepAct.EXTENDED: f"您的诉求（{matter.id}）需要延期，最迟 {until} 前答复，原因请在小程序查看。",
        StepAct.DECIDED: f"您反映的问题（{matter.id}）已由审管办研究，结果会尽快答复您。",
        StepAct.ANSWERED: f"您的诉求（{matter.id}）已答复，请在小程序查看。",
    }
    return sentences.get(act, "")


def day_words(at: datetime) -> str:
    """The day on which a term ends, as citizens are told it."""
    # A term ends at 24:00 of its last day, which is the day that is named.
    last = at.astimezone(CHINA).fromtimestamp(at.timestamp() - 1, CHINA)
    return f"{last.month}月{last.day}日"
