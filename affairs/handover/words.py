"""What the desk itself says to a citizen in a conversation."""

from types import MappingProxyType

__all__ = [
    "CHANGE",
    "CLOSED",
    "CORRECTION",
    "CORRECTIONS",
    "CORRECTION_HOW",
    "FILE",
    "GIVEN_BACK",
    "NOTICE",
    "NOTICE_TITLE",
    "REASSIGNED",
    "TAKEN",
    "TRANSFERRED",
]

TAKEN = "{name}已接手，正在看您的情况。"
TRANSFERRED = "正在为您转给{name}，前面说过的都会一起转过去，不用重说。"
REASSIGNED = "刚才的工作人员暂时没能回复，已为您换一位，前面说过的都在，不用重说。"
GIVEN_BACK = "工作人员已处理完，接下来的问题可以直接问我；还需要人工时回复“转人工”。"
CLOSED = (
    "这次咨询已办结：{outcome}\n请评价：回复 1（非常满意）、2（满意）、3（基本满意）、4（不满意）、5（非常不满意）。"
)
NOTICE_TITLE = "工作人员回复了您"
NOTICE = "您的咨询有新回复，请打开小程序“我的咨询”查看。"
CORRECTION = "工作人员建议这样修改您的申报 {number}："
CHANGE = "{n}. {label}：{before} → {after}"
CORRECTION_HOW = "同意请回复“同意修改”，不同意回复“不修改”。您同意之前不会有任何改动，24 小时内有效。"
CORRECTIONS = MappingProxyType(
    {
        "agreed": "已按您同意的内容修改好了。提交前请再检查一遍。",
        "declined": "好的，没有修改。",
        "over": "这份修改建议已经失效（超过 24 小时，或者申报在这期间有了别的改动），没有修改。",
    }
)
FILE = "工作人员发来文件《{name}》，请打开小程序“我的咨询”查看。"
