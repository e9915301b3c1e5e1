"""Notices over WeChat: 订阅消息 of the mini-program, 模板消息 of the service account, 客服消息.

WeChat's keywords have short texts of their own kinds; which of a template's keywords takes what is configuration.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

import structlog

from affairs.clock import CHINA
from affairs.notifications.notice import Notice, Outcome, Sent, Way
from affairs.ports import Clock
from integrations.wechat.client import WeChatClient
from integrations.wechat.faults import (
    CountExceeded,
    IpNotAllowed,
    NotConnected,
    NotSubscribed,
    Unreachable,
    WeChatFault,
    WindowClosed,
    retry_after,
)

__all__ = ["CustomerMessages", "Keywords", "SubscriptionNotices", "TemplateMessages", "outcome_of", "sent_by"]

SUBSCRIBE_SEND = "/cgi-bin/message/subscribe/send"
TEMPLATE_SEND = "/cgi-bin/message/template/send"
CUSTOMER_SEND = "/cgi-bin/message/custom/send"
PAGE = "pages/case/case"
THING, STRING = 20, 32
"""Longest values of ``thing`` and ``character_string`` keywords (参数值内容限制)."""
GONE = frozenset({40003, 43004})
"""An openid that is none of ours any more; somebody who does not follow."""
TEXT_BYTES = 2000
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Keywords:
    """A template, and its keywords for the title, the number, the time and the text."""

    template_id: str
    title: str
    number: str
    time: str
    text: str

    @classmethod
    def of(cls, setting: str) -> Self:
        """From ``ID thing1 character_string2 time3 thing4``, as the settings have checked it."""
        return cls(*setting.split(" "))

    def data(self, notice: Notice) -> dict[str, dict[str, str]]:
        """The notice in the template's keywords."""
        values = {
            self.title: _short(notice.title, THING),
            self.number: notice.application_no[:STRING] or "-",
            self.time: _minute(notice.created_at),
            self.text: _short(notice.text, THING),
        }
        return {name: {"value": value} for name, value in values.items()}


class SubscriptionNotices:
    """:class:`affairs.notifications.ports.Messenger` by 订阅消息."""

    way, channel = Way.SUBSCRIPTION, "miniapp"

    def __init__(self, client: WeChatClient, keywords: Keywords, clock: Clock) -> None:
        self._client, self._keywords, self._clock = client, keywords, clock

    async def send(self, user: str, notice: Notice, attempts: int) -> Sent:
        """One of the consents is used up by it."""
        page = f"{PAGE}?no={notice.application_no}" if notice.application_no else PAGE
        body = {
            "touser": user,
            "template_id": self._keywords.template_id,
            "page": page,
            "data": self._keywords.data(notice),
        }
        return await sent_by(self._client, SUBSCRIBE_SEND, body, self._clock.now(), attempts)


class TemplateMessages:
    """:class:`affairs.notifications.ports.Messenger` by 模板消息."""

    way, channel = Way.TEMPLATE, "wechat"

    def __init__(self, client: WeChatClient, keywords: Keywords, clock: Clock) -> None:
        self._client, self._keywords, self._clock = client, keywords, clock

    async def send(self, user: str, notice: Notice, attempts: int) -> Sent:
        """Whoever follows gets it; 100,000 a day for all together."""
        body = {
            "touser": user,
            "template_id": self._keywords.template_id,
            "client_msg_id": notice.id,
            "data": self._keywords.data(notice),
        }
        return await sent_by(self._client, TEMPLATE_SEND, body, self._clock.now(), attempts)


class CustomerMessages:
    """:class:`affairs.notifications.ports.Messenger` by 客服消息."""

    way, channel = Way.CUSTOMER, "wechat"

    def __init__(self, client: WeChatClient, clock: Clock) -> None:
        self._client, self._clock = client, clock

    async def send(self, user: str, notice: Notice, attempts: int) -> Sent:
        """Whoever wrote within 48 hours gets it."""
        text = f"【{notice.title}】{notice.text}".encode()[:TEXT_BYTES].decode(errors="ignore")
        body = {"touser": user, "msgtype": "text", "text": {"content": text}}
        return await sent_by(self._client, CUSTOMER_SEND, body, self._clock.now(), attempts)


async def sent_by(client: WeChatClient, path: str, body: Mapping[str, Any], now: datetime, attempts: int) -> Sent:
    """Call, and say what became of it; never raises for what the platform says."""
    try:
        await client.call("POST", path, body)
    except WeChatFault as fault:
        return outcome_of(fault, path, now, attempts)
    return Sent(Outcome.SENT)


def outcome_of(fault: WeChatFault, path: str, now: datetime, attempts: int) -> Sent:
    """What became of a message whose sending at ``path``, or a call before it, ended with a fault."""
    if isinstance(fault, NotSubscribed | WindowClosed | CountExceeded) or fault.code in GONE:
        return Sent(Outcome.CLOSED, fault.code)
    if isinstance(fault, Unreachable) and fault.call == path and not isinstance(fault, NotConnected):
        return Sent(Outcome.UNSURE, fault.code)
    if isinstance(fault, IpNotAllowed):
        log.error("wechat.ip_not_on_white_list", code=fault.code)
    if fault.transient:
        return Sent(Outcome.LATER, fault.code, retry_after(fault, now, attempts))
    log.error("wechat.notice_refused", call=path, code=fault.code)
    return Sent(Outcome.FAILED, fault.code)


def _short(text: str, length: int) -> str:
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= length else one_line[: length - 1] + "…"


def _minute(moment: datetime) -> str:
    return f"{moment.astimezone(CHINA):%Y-%m-%d %H:%M}"
