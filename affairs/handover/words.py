"""What the desk itself says to a citizen in a conversation."""

__all__ = ["CLOSED", "FILE", "GIVEN_BACK", "NOTICE", "NOTICE_TITLE", "REASSIGNED", "TAKEN", "TRANSFERRED"]

TAKEN = "{name}已接手，正在看您的情况。"
TRANSFERRED = "正在为您转给{name}，前面说过的都会一起转过去，不用重说。"
REASSIGNED = "刚才的工作人员暂时没能回复，已为您换一位，前面说过的都在，不用重说。"
GIVEN_BACK = "工作人员已处理完，接下来的问题可以直接问我；还需要人工时回复“转人工”。"
CLOSED = (
    "这次咨询已办结：{outcome}\n请评价：回复 1（非常满意）、2（满意）、3（基本满意）、4（不满意）、5（非常不满意）。"
)
NOTICE_TITLE = "工作人员回复了您"
NOTICE = "您的咨询有新回复，请打开小程序“我的咨询”查看。"
FILE = "工作人员发来文件《{name}》，请打开小程序“我的咨询”查看。"
