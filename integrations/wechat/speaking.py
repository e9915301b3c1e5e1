"""What advisors say, as customer-service messages (客服消息)."""

from affairs.notifications.notice import Sent
from affairs.ports import Clock
from integrations.wechat.client import WeChatClient
from integrations.wechat.notices import CUSTOMER_SEND, sent_by

__all__ = ["AdvisorMessages"]

TEXT_BYTES = 2000


class AdvisorMessages:
    """:class:`affairs.handover.telling.CitizenSender` of one official account."""

    def __init__(self, client: WeChatClient, clock: Clock) -> None:
        self._client, self._clock = client, clock

    async def say(self, user: str, text: str) -> Sent:
        """One text message; never raises for what the platform says."""
        fit = text.encode()[:TEXT_BYTES].decode(errors="ignore")
        body = {"touser": user, "msgtype": "text", "text": {"content": fit}}
        return await sent_by(self._client, CUSTOMER_SEND, body, self._clock.now(), 1)
