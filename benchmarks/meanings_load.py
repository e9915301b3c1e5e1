"""What vectors cost: milliseconds of a question that asks them, and what other requests feel meanwhile."""

import asyncio
import os
import statistics
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice

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
OTHERS = 2_500
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


async def _timed(engine: Engine, texts: Sequence[str], seconds: float, pause: float, run: str) -> list[float]:
    """Milliseconds of one new person's message after the other, until the time is over.

    ``run`` keeps the messages of runs apart: a message met before gets its stored reply.
    """
    until = time.monotonic() + seconds
    took = []
    for number in range(1_000_000):
        if time.monotonic() > until:
            break
        text, name = texts[number % len(texts)], f"{run} {number}"
        started = time.perf_counter()
        await engine.respond(Incoming("bench", name, text=text, message_key=name))
        took.append((time.perf_counter() - started) * 1000)
        await asyncio.sleep(pause)
    return took


async def _beside(snapshot: Snapshot, deep: Snapshot, clear: Sequence[str], open_: Sequence[str]) -> list[list[float]]:
    """The other requests' milliseconds: alone, then beside one question after the other that asks vectors."""
    engine = _engine(snapshot, deep)
    # Another text each time: a snapshot remembers its matches.
    others = (f"{text}{number}号" for number in range(1, 200) for text in clear)
    fresh = [text for text in islice(others, OTHERS) if not snapshot.matcher.match(text).unsure]
    varied = [f"{text}{number}号" for number in range(1, 200) for text in open_]
    await _timed(engine, fresh[::-1], 1, PAUSE, "warm")
    alone = await _timed(engine, fresh, SECONDS, PAUSE, "alone")
    fresh = fresh[len(alone) :]
    beside, asking = await asyncio.gather(
        _timed(engine, fresh, SECONDS, PAUSE, "beside"), _timed(engine, varied, SECONDS, 0.0, "asking")
    )
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
