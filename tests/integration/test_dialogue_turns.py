"""Conversations of several turns from a table, over the sample catalogue and a city's: the facts of every turn."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from bot.messages import Reply, ReplyKind
from bot.split import size
from knowledge.importers import read, sample_path
from knowledge.snapshot import Snapshot
from tests.dialogue import Hall, shown

TABLE = Path(__file__).parent / "data" / "conversations.tsv"
CITY = Path(os.environ.get("BANSHITONG_TEST_DATA", ""), "changchun", "guides.xlsx")
HOMES = {"sample": "云江区", "city": "长春市"}
LEAST_RIGHT = 0.95
LEAST_CONVERSATIONS = 60


@dataclass(frozen=True)
class Turn:
    said: str
    expected: tuple[str, ...]


def conversations() -> Iterator[tuple[str, tuple[Turn, ...]]]:
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    for block in "\n".join(lines).split("\n\n"):
        if rows := [line.split("\t") for line in block.splitlines() if line.strip()]:
            yield rows[0][0], tuple(Turn(said, tuple(filter(None, expected))) for said, *expected in rows[1:])


ALL = tuple(conversations())


@cache
def snapshot(catalogue: str) -> Snapshot:
    return Snapshot.of(read([sample_path() if catalogue == "sample" else CITY]).catalogue)


def wrong(reply: Reply, expected: str) -> bool:
    """Whether what is expected of a reply does not hold."""
    sign, wanted = expected[0], expected[1:]
    names = [guide.name for guide in reply.guides]
    labels = [choice.label for choice in reply.choices]
    holds = {
        "=": reply.kind is ReplyKind.ANSWER and wanted in names,
        "?": reply.kind is ReplyKind.CHOICES and bool(labels) and (not wanted or wanted in names),
        "~": reply.kind.value in wanted.split("|"),
        "+": wanted in shown(reply),
        "-": wanted not in shown(reply),
        "#": wanted == str(len(labels)),
        "%": wanted in labels,
    }
    return not holds[sign]


async def faults(hall: Hall, turns: tuple[Turn, ...]) -> list[str]:
    """A description of each turn that went wrong."""
    citizen, found = hall.citizen(), []
    for turn in turns:
        reply = await citizen.say(turn.said)
        missed = [expected for expected in turn.expected if wrong(reply, expected)]
        if size(shown(reply)) > 2000:
            missed.append("longer than one message")
        if missed:
            found.append(f"{turn.said} — {' '.join(missed)}\n{shown(reply)}")
    return found


def test_the_table_is_large() -> None:
    assert len(ALL) >= LEAST_CONVERSATIONS
    assert all(turn.expected for _, turns in ALL for turn in turns)


NO_CITY = not os.environ.get("BANSHITONG_TEST_DATA") or not CITY.exists()
REAL_DATA = [pytest.mark.real_data, pytest.mark.skipif(NO_CITY, reason="BANSHITONG_TEST_DATA names no folder")]


@pytest.fixture(params=["sample", pytest.param("city", marks=REAL_DATA)])
def hall(request: pytest.FixtureRequest) -> Hall:
    return Hall(snapshot(request.param), home=HOMES[request.param])


async def test_the_turns_are_right(hall: Hall, capsys: pytest.CaptureFixture[str]) -> None:
    catalogue = "sample" if hall.snapshot.catalogue.sample else "city"
    chosen = [turns for name, turns in ALL if name == catalogue]
    found = [fault for turns in chosen for fault in await faults(hall, turns)]
    total = sum(map(len, chosen))
    share = 1 - len(found) / total
    with capsys.disabled():
        print(f"\n{catalogue}: {len(chosen)} conversations, {total} turns, {share:.1%} right")
    assert share >= LEAST_RIGHT, "\n\n".join(found)
