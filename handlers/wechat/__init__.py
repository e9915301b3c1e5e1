"""``GET/POST /wechat``: the official account's callback."""

from handlers.wechat.callback import BODY_LIMIT, BUDGET_S, Callback, wechat_app
from handlers.wechat.ports import CallbackChannel, Counts, ReplyLater, Responder
from handlers.wechat.turns import LATE_REPLY, UNANSWERED, Turns

__all__ = [
    "BODY_LIMIT",
    "BUDGET_S",
    "LATE_REPLY",
    "UNANSWERED",
    "Callback",
    "CallbackChannel",
    "Counts",
    "ReplyLater",
    "Responder",
    "Turns",
    "wechat_app",
]
