"""A person who applies by conversation, over the real engine and the real use cases."""

from dataclasses import dataclass, field

from bot.messages import Incoming, Kind, Reply
from handlers.services import Services

__all__ = ["Person"]


@dataclass
class Person:
    """One follower. ``said`` is all that the bot answered, in order."""

    services: Services
    openid: str
    channel: str = "wechat"
    sent: int = 0
    said: list[str] = field(default_factory=list)

    async def say(self, text: str, **more: object) -> str:
        """What the bot answers, with its options."""
        return await self._send(Incoming(self.channel, self.openid, text=text, message_key=self._key(), **more))  # type: ignore[arg-type]

    async def reply(self, text: str) -> Reply:
        """What the bot answers, whole."""
        return await self.send(Incoming(self.channel, self.openid, text=text, message_key=self._key()))

    async def photo(self, media_id: str) -> str:
        """Send a picture."""
        return await self._send(
            Incoming(self.channel, self.openid, Kind.IMAGE, message_key=self._key(), media_id=media_id)
        )

    async def scan(self, scene: str) -> str:
        """Scan a QR code."""
        return await self._send(
            Incoming(self.channel, self.openid, Kind.SCAN, message_key=self._key(), event_key=scene)
        )

    async def send(self, incoming: Incoming) -> Reply:
        """Send any message."""
        return await self.services.engine.respond(incoming)

    async def _send(self, incoming: Incoming) -> str:
        reply = await self.send(incoming)
        shown = "\n".join((reply.text, *(f"{choice.n}. {choice.label}" for choice in reply.choices)))
        self.said.append(shown)
        return shown

    def _key(self) -> str:
        self.sent += 1
        return f"{self.openid}-{self.sent}"
