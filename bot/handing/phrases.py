"""What the bot says around a hand-over."""

__all__ = [
    "ASK",
    "CANCELLED",
    "CLOSED_NOW",
    "CONFIRM",
    "DECLINED",
    "FIRST_CONFIRM",
    "GO",
    "ITEM_OFFER",
    "MORE",
    "NO_MEDIA",
    "OFFER",
    "PASSED_ON",
    "PLACE",
    "RATED",
    "RUNNING",
    "STAY",
]

ASK = "我把下面这些转给工作人员，您不用重说：\n{summary}"
CONFIRM = "要转吗？也可以直接补充您想问的。"
FIRST_CONFIRM = "还不清楚您想问什么，请用一两句话说说，我一起转给工作人员。"
GO, STAY = "转给工作人员", "先不转"
PLACE = "已转给工作人员。{ahead}最迟 {by} 前有人回复。可以继续补充，文字、照片都行；不想等了回复“不等了”。"
AHEAD = "您前面还有 {count} 位。"
NEXT_UP = "您排在第一位。"
CLOSED_NOW = (
    "现在不是上班时间，下次上班：{opens}。您的问题已经留下，最迟 {by} 前答复，答复会发给您；这段时间可以继续补充。"
)
RUNNING = "您的咨询已经转给工作人员了，有话直接说就行。"
MORE = "已补充进去，工作人员会看到。"
PASSED_ON = "已转给工作人员。"
CANCELLED = "好的，已取消转人工。有问题可以接着问我。"
DECLINED = "好的，先不转。有问题可以接着问我。"
NO_MEDIA = "这种内容转不过去，请发文字、照片或文件。"
NOT_FETCHED = "这个文件没有收到，请再发一次。"
RATED = "谢谢您的评价。"
OFFER = "回复“转人工”，我把您问过的一起转给工作人员，不用重说。"
ITEM_OFFER = "这件事要先和工作人员商量，回复“转人工”就能转过去。"
