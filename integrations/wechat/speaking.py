"""What advisors say and show, as customer-service messages (客服消息)."""

from affairs.errors import NoSuchFile, StoreUnavailable
from affairs.files import FileStore
from affairs.handover.handover import Attached
from affairs.notifications.notice import Outcome, Sent
from affairs.ports import Clock
from integrations.wechat.client import WeChatClient
from integrations.wechat.faults import WeChatFault
from integrations.wechat.limits import IMAGE_BYTES
from integrations.wechat.notices import CUSTOMER_SEND, outcome_of, sent_by

__all__ = ["AdvisorMessages"]

TEXT_BYTES = 2000


class AdvisorMessages:
    """:class:`affairs.handover.telling.CitizenSender` of one official account; files lie in ``store``."""

    def __init__(self, client: WeChatClient, store: FileStore, clock: Clock) -> None:
        self._client, self._store, self._clock = client, store, clock

    async def say(self, user: str, text: str) -> Sent:
        """One text message; never raises for what the platform says."""
        fit = text.encode()[:TEXT_BYTES].decode(errors="ignore")
        return await self._sent(user, "text", {"content": fit})

    async def show(self, user: str, picture: Attached) -> Sent:
        """One picture: lent to WeChat, then sent by its id. One that is too large for WeChat is told of elsewhere."""
        if picture.size > IMAGE_BYTES:
            return Sent(Outcome.FAILED)
        try:
            async with self._store.open(picture.key) as pieces:
                content = b"".join([piece async for piece in pieces])
        except (NoSuchFile, StoreUnavailable):
            return Sent(Outcome.FAILED)
        try:
            media_id = await self._client.upload_image(content, picture.kind)
        except WeChatFault as fault:
            return outcome_of(fault, CUSTOMER_SEND, self._clock.now(), 1)
        return await self._sent(user, "image", {"media_id": media_id})

    async def _sent(self, user: str, kind: str, content: dict[str, str]) -> Sent:
        body = {"touser": user, "msgtype": kind, kind: content}
        return await sent_by(self._client, CUSTOMER_SEND, body, self._clock.now(), 1)
