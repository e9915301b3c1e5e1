"""The words of the console for codes: roles, acts, places, and what was done."""

from datetime import datetime
from types import MappingProxyType

from affairs.clock import CHINA
from affairs.staff.audit import Act
from affairs.staff.model import Tier
from affairs.staff.permissions import Role

__all__ = ["ACTS", "DETAILS", "DONE", "ROLES", "TARGETS", "TIERS", "moment"]

ROLES: MappingProxyType[Role, str] = MappingProxyType(
    {
        Role.ADVISOR: "咨询服务专员",
        Role.CLERK: "窗口人员",
        Role.HEAD: "窗口负责人",
        Role.SUPERVISOR: "监察人员",
        Role.EDITOR: "知识管理员",
        Role.ADMIN: "系统管理员",
    }
)
TIERS: MappingProxyType[Tier, str] = MappingProxyType(
    {
        Tier.COMMUNITY: "村（社区）",
        Tier.STREET: "镇（街道）",
        Tier.CENTRE: "区中心",
        Tier.DEPARTMENT: "部门",
    }
)
ACTS: MappingProxyType[Act, str] = MappingProxyType(
    {
        Act.LOG_IN: "登录",
        Act.LOG_IN_REFUSED: "登录被拒绝",
        Act.LOG_OUT: "退出登录",
        Act.SESSIONS_ENDED: "结束登录",
        Act.STAFF_ADDED: "新增账号",
        Act.STAFF_CHANGED: "修改账号",
        Act.STAFF_DISABLED: "停用账号",
        Act.STAFF_ENABLED: "启用账号",
        Act.PASSWORD_RESET: "重置密码",
        Act.PASSWORD_CHANGED: "修改密码",
        Act.FACTOR_SET_UP: "启用动态验证码",
        Act.FACTOR_REMOVED: "停用动态验证码",
        Act.FACTOR_RESET: "重置动态验证码",
        Act.RECOVERY_CODE_USED: "使用恢复码",
        Act.AWAY: "登记离岗",
        Act.BACK: "登记返岗",
        Act.DEPARTMENT_ADDED: "新增部门",
        Act.DEPARTMENT_RENAMED: "部门改名",
        Act.APPLICATION_READ: "查看申报",
        Act.FILE_OPENED: "打开申报材料",
        Act.REVIEW_TAKEN: "承接预审",
        Act.REVIEW_DONE: "完成预审",
        Act.FINDING_ADDED: "新增预审意见",
        Act.FINDING_SETTLED: "预审意见已改好",
        Act.ARTICLE_SAVED: "保存新闻政策",
        Act.CALENDAR_CHANGED: "修改工作日历",
        Act.CATALOGUE_PUBLISHED: "发布知识库",
        Act.HANDOVER_TAKEN: "接手咨询",
        Act.HANDOVER_READ: "查看咨询",
        Act.HANDOVER_ANSWERED: "答复咨询",
        Act.HANDOVER_NOTED: "写内部备注",
        Act.HANDOVER_FILE: "打开咨询文件",
        Act.HANDOVER_BOOKED: "代群众预约",
        Act.CORRECTION_PROPOSED: "建议修改申报",
        Act.HANDOVER_TRANSFERRED: "转交咨询",
        Act.HANDOVER_GIVEN_BACK: "交还机器人",
        Act.HANDOVER_CLOSED: "办结咨询",
        Act.MATTER_OPENED: "上报诉求",
        Act.MATTER_READ: "查看诉求",
        Act.MATTER_TAKEN: "承办诉求",
        Act.MATTER_UP: "上报上一级",
        Act.MATTER_DOWN: "交下一级办",
        Act.MATTER_LEVELLED: "诉求定级",
        Act.MATTER_EXTENDED: "诉求延期",
        Act.MATTER_PROPOSED: "提改进建议",
        Act.MATTER_DECIDED: "审管办决定",
        Act.MATTER_ANSWERED: "答复诉求",
        Act.CANNED_ADDED: "新增常用语",
        Act.CANNED_REMOVED: "删除常用语",
        Act.SUGGESTION_MADE: "提交问法建议",
        Act.SUGGESTION_DECIDED: "处理问法建议",
        Act.REPRESENTATION_GRANTED: "准予代办",
        Act.CAPACITY_MARKED: "标记代办身份",
        Act.REPRESENTATION_REFUSED: "不准代办",
        Act.APPEAL_GRANTED: "爽约申诉通过",
        Act.APPEAL_REFUSED: "爽约申诉驳回",
        Act.WINDOW_OPENED: "窗口上岗",
        Act.WINDOW_CLOSED: "窗口离岗",
        Act.CHECKED_IN: "代为签到",
        Act.NUMBER_GIVEN: "发现场号",
        Act.TICKET_CALLED: "叫号",
        Act.TICKET_RECALLED: "重呼",
        Act.TICKET_PASSED: "过号",
        Act.TICKET_PARKED: "挂起",
        Act.TICKET_TRANSFERRED: "转窗口",
        Act.TICKET_FINISHED: "办结（叫号）",
        Act.RECTIFIED: "差评整改",
        Act.CALL_BACKS_DRAWN: "抽取回访样本",
        Act.CALL_BACK_READ: "查看回访对象",
        Act.CALL_BACK_ANSWERED: "登记回访",
        Act.DELIVERY_REPLAYED: "重新推送办件",
    }
)
TARGETS: MappingProxyType[str, str] = MappingProxyType(
    {
        "": "",
        "staff": "账号",
        "session": "登录",
        "department": "部门",
        "application": "申报",
        "handover": "咨询",
        "suggestion": "问法建议",
        "canned": "常用语",
        "matter": "诉求",
        "representation": "代办授权",
        "article": "新闻政策",
        "calendar": "工作日历",
        "citizen": "办事人",
        "catalogue-version": "知识库版本",
        "appointment": "预约",
        "ticket": "排队号",
        "window": "窗口",
        "rating": "评价",
    }
)
"""Kinds of objects; one that is not here is shown by its code."""
DETAILS: MappingProxyType[str, str] = MappingProxyType(
    {
        "capacity": "代办身份",
        "draft": "草稿",
        "published": "公开",
        "accepted": "采纳",
        "count": "个数",
        "level": "级别",
        "seq": "第几条",
        "to": "转给",
        "file": "文件",
        "department_id": "部门",
        "display_name": "姓名",
        "alias": "采纳说法",
        "code": "动态验证码",
        "go-back": "恢复旧版本",
        "guide": "修改指南",
        "notice": "放假通知",
        "off": "休息",
        "unset": "恢复",
        "working": "上班",
        "mistake": "纠正答错的问题",
        "out-of-scope": "标为不受理",
        "synonym": "增加同义词",
        "oidc": "统一身份认证登录",
        "oidc-code": "统一身份认证与验证码登录",
        "oidc-recovery": "统一身份认证与恢复码登录",
        "password": "密码登录",
        "password-code": "密码与验证码登录",
        "password-recovery": "密码与恢复码登录",
        "region": "区划",
        "stand-in": "替岗人",
        "tier": "层级",
        "window": "窗口",
    }
)
"""Codes in the details of an entry; roles have their own words."""

DONE: MappingProxyType[str, str] = MappingProxyType(
    {
        "saved": "已保存。",
        "booked": "已预约，群众会收到。",
        "shown": "修改建议已发给群众，等对方同意。",
        "acted": "已办理，结果正在推送给办事通。",
        "added": "已新增。",
        "disabled": "账号已停用，其登录已全部结束。",
        "enabled": "账号已启用。",
        "ended": "登录已结束。",
        "away": "离岗已登记。",
        "back": "已返岗。",
        "password": "密码已修改，请用新密码登录。",
        "factor_off": "动态验证码已停用。",
        "factor_reset": "动态验证码已重置，此人的登录已全部结束。",
        "out": "您已退出。",
        "taken": "已由您承接，申请人会看到您的姓名。",
        "reviewed": "预审已完成，申请人会收到通知。",
        "published": "已发布，马上生效。",
        "decided": "已处理。",
        "called": "已叫号。",
        "transferred": "已转窗口。",
        "opened": "已上岗。",
        "closed": "已离岗。",
        "handed": "已由您接手，群众会看到您的姓名。",
        "sent": "已发送。",
        "noted": "备注已保存，群众看不到。",
        "forwarded": "已转交。",
        "returned": "已交还机器人。",
        "settled": "已办结，结果会告诉群众。",
        "held": "已由您承办，群众会收到通知。",
        "moved": "已转出，下一级会看到，群众会收到通知。",
        "proposed": "建议已提交审管办。",
        "answered": "已答复群众。",
        "escalated": "已上报，群众已在对话里看到。",
        "removed": "已删除。",
        "learnt": "已学会，并发布了新版本。",
        "replayed": "已重新排队推送。",
        "rectified": "整改结果已登记。",
        "phoned": "回访结果已登记。",
        "suggested": "已提交给知识管理员。",
    }
)
"""What the next page says of an act that was done, by the code in its address."""


def moment(at: datetime | None) -> str:
    """A point in time on China's clocks, to the minute; a dash for none."""
    return at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M") if at else "—"
