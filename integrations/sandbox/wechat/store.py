"""What the platform remembers: people, their chats and windows, tokens, quotas, the menu. In memory."""

import asyncio
import secrets
import time
from collections import Counter, OrderedDict, deque
from dataclasses import dataclass, field
from typing import Any

from integrations.sandbox.wechat.errors import ApiError

__all__ = ["Media", "Person", "Store", "Token", "Window"]

MESSAGE_WINDOW_S = 48 * 3600.0
MESSAGE_COUNT = 5
CLICK_WINDOW_S = 60.0
CLICK_COUNT = 3
LOG_LENGTH = 1000
MEDIA_LIFE_S = 3 * 86400.0
MEDIA_KEPT = 200
"""Files that are kept, the latest: the platform is in memory."""


@dataclass(slots=True)
class Window:
    """Customer-service messages that may still be sent, and until when."""

    until: float = 0.0
    left: int = 0


@dataclass(slots=True)
class Person:
    """One user: following or not, what was said, and which messages may be sent.

    ``citizen`` is the NAME of the mini-program's demo citizen they are, '' = nobody's.
    """

    openid: str
    nickname: str = ""
    citizen: str = ""
    following: bool = True
    chat: list[dict[str, Any]] = field(default_factory=list)
    spoke: Window = field(default_factory=Window)
    clicked: Window = field(default_factory=Window)
    consents: Counter[str] = field(default_factory=Counter)
    """Subscription notices that may still be sent, by template."""
    live: set[asyncio.Queue[dict[str, Any]]] = field(default_factory=set)

    def show(self, entry: dict[str, Any]) -> dict[str, Any]:
        """Add a line to the chat and push it to everybody who watches."""
        entry = {"id": len(self.chat) + 1, **entry}
        self.chat.append(entry)
        for queue in self.live:
            queue.put_nowait(entry)
        return entry


@dataclass(slots=True)
class Token:
    """An access token that was given out."""

    value: str
    until: float


@dataclass(slots=True)
class Media:
    """A file that a person sent (临时素材): kept for three days."""

    content: bytes
    kind: str
    name: str
    until: float


class Store:
    """The platform's memory. ``offset_s`` moves its clock for windows, tokens and quotas."""

    def __init__(self) -> None:
        self.people: dict[str, Person] = {}
        self.menu: dict[str, Any] | None = None
        self.stable: Token | None = None
        self.valid: dict[str, float] = {}
        self.forced: list[float] = []
        self.calls: Counter[str] = Counter()
        self.used: Counter[tuple[str, int]] = Counter()
        self.log: deque[dict[str, Any]] = deque(maxlen=LOG_LENGTH)
        self.media: OrderedDict[str, Media] = OrderedDict()
        self.offset_s = 0.0
        self._last_id = time.time_ns()

    def now(self) -> float:
        """The platform's time."""
        return time.time() + self.offset_s

    def today(self) -> int:
        """The day in Beijing, for quotas."""
        return int(self.now() + 8 * 3600) // 86400

    def next_id(self) -> int:
        """A message id that was never used."""
        self._last_id = max(self._last_id + 1, time.time_ns())
        return self._last_id

    def keep(self, content: bytes, kind: str, name: str) -> str:
        """Keep a file; its media id."""
        media_id = secrets.token_urlsafe(48)
        self.media[media_id] = Media(content, kind, name, self.now() + MEDIA_LIFE_S)
        if len(self.media) > MEDIA_KEPT:
            self.media.popitem(last=False)
        return media_id

    def fetch(self, media_id: str) -> Media:
        """A file that is still kept. Raises ApiError."""
        kept = self.media.get(media_id)
        if kept is None or kept.until < self.now():
            raise ApiError(40007)
        return kept

    def issue(self, life_s: float) -> Token:
        """A new token."""
        token = Token(secrets.token_urlsafe(48), self.now() + life_s)
        self.valid[token.value] = token.until
        return token

    def spoke(self, person: Person) -> None:
        """A message opens 48 hours for five messages."""
        person.spoke = Window(self.now() + MESSAGE_WINDOW_S, MESSAGE_COUNT)

    def clicked(self, person: Person) -> None:
        """A menu click, a follow or a scan opens a minute for three messages."""
        person.clicked = Window(self.now() + CLICK_WINDOW_S, CLICK_COUNT)
