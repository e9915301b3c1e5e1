"""What vectors cost: milliseconds of a question that asks them, and what other requests feel meanwhile."""

import asyncio
import os
import statistics
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from rich.table import Table

from affairs.ports import AskedQuestion
from benchmarks.questions import Asked
from bot.engine import Engine
from bot.messages import Incoming
from integrations.memory import MemoryConversations
from knowledge.catalogue import Catalogue
from knowledge.match import Semantics
from knowledge.semantic import Encoder
from knowledge.snapshot import Snapshot

__all__ = ["load_table"]

ASKED = 60
SECONDS = 8.0
PAUSE = 0.01
"""Between two of the other requests: a hundred a second at most."""


class Nobody:
    """No clock but this one, no memory, no record."""

    def now(self) -> datetime:
        """The present."""
        return datetime.now(UTC)

    def record(self, question: AskedQuestion) -> None:
        """Forget it."""

    async def region(self, channel: str, user: str) -> str:
        """Nothing is remembered."""
        return ""

    async def remember_region(self, channel: str, user: str, region: str) -> None:
        """Forget it."""


def _engine(snapshot: Snapshot, deep: Snapshot | None) -> Engine:
    nobody = Nobody()
    return Engine(
        lambda: snapshot,
        MemoryConversations(),
        recorder=nobody,
        preferences=nobody,
        clock=nobody,
        deepened=lambda _: deep,
    )


async def _timed(engine: Engine, texts: Sequence[str], until: float, pause: float) -> list[float]:
    """Milliseconds of one message after the other, until the time is over."""
    took = []
    for number in range(1_000_000):
        if time.monotonic() > until:
            break
        text = texts[number % len(texts)]
        started = time.perf_counter()
        await engine.respond(Incoming("bench", f"{pause}{number}", text=text, message_key=f"{pause}{number}"))
        took.append((time.perf_counter() - started) * 1000)
        await asyncio.sleep(pause)
    return took


async def _beside(snapshot: Snapshot, deep: Snapshot, clear: Sequence[str], open_: Sequence[str]) -> list[list[float]]:
    """The other requests' milliseconds: alone, then beside one question after the other that asks vectors."""
    engine = _engine(snapshot, deep)
    await _timed(engine, clear, time.monotonic() + 1, PAUSE)
    alone = await _timed(engine, clear, time.monotonic() + SECONDS, PAUSE)
    # Another text each time: a snapshot remembers its matches.
    varied = [f"{text}{number}号" for number in range(1, 200) for text in open_]
    until = time.monotonic() + SECONDS
    beside, asking = await asyncio.gather(_timed(engine, clear, until, PAUSE), _timed(engine, varied, until, 0.0))
    return [alone, beside, asking]


def load_table(known: Catalogue, semantics: Semantics, using: Encoder, questions: Sequence[Asked]) -> Table:
    """Wall and processor time of questions that ask vectors; the others' while one after the other is asked."""
    snapshot = Snapshot.of(known)
    real = replace(semantics, encoder=using)
    matches = {one.text: snapshot.match(one.text) for one in questions}
    open_ = [text for text, found in matches.items() if found.unsure][:ASKED]
    clear = [text for text, found in matches.items() if not found.unsure]
    wall, processor = [], []
    for text in open_:
        started, used = time.perf_counter(), time.thread_time()
        snapshot.matcher.match(text, semantics=real)
        wall.append((time.perf_counter() - started) * 1000)
        processor.append((time.thread_time() - used) * 1000)
    alone, beside, asking = asyncio.run(_beside(snapshot, snapshot.deepened(real), clear, open_))
    load = f"{os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    table = Table("", "n", "ms median", "ms p99", title=f"What vectors cost (load average {load}, a shared machine)")
    for name, took in {
        "a match that asks vectors, wall": wall,
        "the same, processor": processor,
        "a whole turn that asks vectors, one after the other": asking,
        "other turns, no vectors asked": alone,
        "other turns meanwhile": beside,
    }.items():
        ordered = sorted(took)
        p99 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
        table.add_row(name, str(len(took)), f"{statistics.median(ordered):.1f}", f"{p99:.1f}")
    return table
