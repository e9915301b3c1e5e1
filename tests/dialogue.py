"""Conversations for tests: the real engine over in-process stores, a clock that stands still."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from affairs.ports import AskedQuestion
from bot.engine import Engine
from bot.messages import Incoming, Kind, Reply
from integrations.memory import MemoryConversations
from knowledge.snapshot import Snapshot

WEDNESDAY = datetime(2025, 6, 11, 2, 30, tzinfo=UTC)  # 10:30 in China


@dataclass
class StandingClock:
    at: datetime = WEDNESDAY

    def now(self) -> datetime:
        return self.at


@dataclass
class Notebook:
    questions: list[AskedQuestion] = field(default_factory=list)

    def record(self, question: AskedQuestion) -> None:
        self.questions.append(question)


@dataclass
class RememberedRegions:
    regions: dict[tuple[str, str], str] = field(default_factory=dict)

    async def region(self, channel: str, user: str) -> str:
        return self.regions.get((channel, user), "")

    async def remember_region(self, channel: str, user: str, region: str) -> None:
        self.regions[channel, user] = region


class Hall:
    """An engine and everything around it; any number of citizens talk to it."""

    def __init__(self, snapshot: Snapshot, home: str = "", **settings: object) -> None:
        self.snapshot = snapshot
        self.conversations = MemoryConversations()
        self.notebook = Notebook()
        self.preferences = RememberedRegions()
        self.clock = StandingClock()
        self.engine = Engine(
            lambda: self.snapshot,
            self.conversations,
            recorder=self.notebook,
            preferences=self.preferences,
            clock=self.clock,
            home_region=home,
            base_url="https://zw.example.cn",
            **settings,  # type: ignore[arg-type]
        )
        self._citizens = 0

    def citizen(self) -> "Citizen":
        self._citizens += 1
        return Citizen(self, f"citizen-{self._citizens}")


@dataclass
class Citizen:
    """One conversation. ``said`` is the last reply."""

    hall: Hall
    user: str
    messages: int = 0
    said: Reply | None = None

    async def say(self, text: str, **more: object) -> Reply:
        return await self.send(Incoming("test", self.user, text=text, message_key=self._key(), **more))  # type: ignore[arg-type]

    async def event(self, kind: Kind, **more: object) -> Reply:
        return await self.send(Incoming("test", self.user, kind, message_key=self._key(), **more))  # type: ignore[arg-type]

    async def send(self, incoming: Incoming) -> Reply:
        self.said = await self.hall.engine.respond(incoming)
        return self.said

    def _key(self) -> str:
        self.messages += 1
        return f"{self.user}-{self.messages}"


def shown(reply: Reply) -> str:
    """The reply as a person sees it."""
    return "\n".join((reply.text, *(f"{choice.n}. {choice.label}" for choice in reply.choices)))
