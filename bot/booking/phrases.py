"""What is said about booking."""

WHAT = "想预约办什么事？直接说，比如“明天上午办身份证”。"
WHOM = "这次给谁预约？"
NOT_REGISTERED = (
    "还没有登记您可以代办的“{whom}”。请先在小程序“我的-亲属”里登记姓名、身份证号，再来约。",
    "还没有登记您可以代办的“{whom}”。请先在小程序“我的-企业”里登记，或者请企业授权您，再来约。",
)
"""Of a relative, of a company."""
IDENTITY = "预约要实名。请回复姓名和身份证号，比如“王小云 110101199001011234”；回复“不约了”退出。"
IDENTITY_PARTS = "没看出姓名和身份证号，请像这样回复：王小云 110101199001011234。回复“不约了”退出。"
WHEN = "想哪天来？可以说“明天下午”“下周三上午”，或者选一个最早的："
FOUND = "{name}，{when}有号，选一个时间（也可以直接说别的时间）："
SOONEST = "{name}，最早能约到的时间（也可以直接说想哪天来）："
NONE_THEN = "{name}，{when}没有号了。最近能约到的："
CLOSED_THEN = "{name}，{when}不放号或不办公。最近能约到的："
TOO_FAR = "{when}还没开始放号，现在最远约到{last}。最近能约到的："
FULL = "刚刚被约满了。最近能约到的："
NOTHING_FREE = "{name}，现在能约的日子都约满了。"
HELD = "给您留着号，{minutes} 分钟内确认有效：\n{about}"
CONFIRM, OTHER_TIME, LEAVE = "确认预约", "换个时间", "不约了"
CONFIRMED = "预约成功。\n{about}"
MOVED = "改好了，原来的号已退。\n{about}"
PAPER = "取号二维码、加到日历"
BRING = "请带：\n{materials}"
BRING_NOTE = "{name}（{note}）"
LATE = "来不了请提前取消，回复“我的预约”可以改期、取消。"
WAIT = "排候补，有号通知我"
WAITING = "排上候补了：{name}，{days}。有号会通知您，请在时限内回复“我的预约”确认。"
WAITING_ALONE = "候补一次排一件事；其余的等有号了回复“还要办……”一起约。"
PAST = "{when}已经过去了，请说一个还没到的时间。"
WHICH = "您说的是哪一个？"
UNREAD = {
    "no-such-day": "没有这一天，请再说一次想哪天来。",
    "no-such-time": "没有这个时间，请再说一次，比如“明天下午三点”。",
    "backwards": "前后两个时间反了，请再说一次。",
    "excluded": "那您哪天方便？比如“下周四上午”。",
    "recurring": "一次只能约一个时间，请说具体哪天，比如“下周三上午”。",
    "vague": "请说具体一点，比如“下周三上午”“最早什么时候”。",
    "unanchored": "请直接说想换到哪天，比如“换到后天下午”。",
    "nothing": "想哪天来？比如“明天下午”“下周三上午”“最早什么时候”。",
}
LEFT = "好的，不约了。"
RELEASED = "好的，号已经退掉了。"
MINE = "您的预约（选一个可以改期或取消）："
NO_MINE = "您现在没有还没办的预约。想预约就说办什么事、哪天来，比如“明天上午办身份证”。"
ONE = "{about}"
MOVE, CANCEL, KEEP = "改期", "取消预约", "不动它"
ASK_CANCEL = "要取消这个预约吗？\n{about}"
CANCELLED = "已取消，号已经退掉了。"
KEPT = "好的，预约没有动。"
MOVE_WHEN = "想换到哪天？比如“后天下午”。最近能换到的："
WHICH_OPTION = "请回复 1 到 {last} 的数字，或者直接说想哪天来。"
ALREADY = "这件事已经约过了，不能再约一个："
ADDED = "好，一起办：{names}。"
NOT_ADDED = "没听出还要办哪件事，请说全一点，比如“还要办居住证”。"
NOT_TOGETHER = "“{names}”不能在同一个窗口一次办完，请分开预约。"
NOT_THERE = "{place}不能约这件事，能约的地方："
HELD_MARK = "（待确认）"
