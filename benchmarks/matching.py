"""Matching: how often the right item comes first, beside plain engines, and how fast.

Held-out phrasings: of each item a fifth of its real phrasings is asked, the rest is
indexed. Own questions: hard ones written for this project, all phrasings indexed.
Needs ``BANSHITONG_TEST_DATA``. Run: ``python -m benchmarks.matching``.
"""

import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime

from rich.console import Console
from rich.table import Table

from benchmarks.peers import Engine, engines
from benchmarks.questions import (
    Asked,
    RealData,
    adversarial,
    catalogue,
    fresh_off_topic,
    fresh_questions,
    half,
    hold_out,
    off_topic,
    own_questions,
    read_real_data,
    sample_catalogue,
    sample_questions,
    typo,
    unseen_off_topic,
)
from bot.evaluation import WantedItem, evaluate
from knowledge.catalogue import Catalogue
from knowledge.evaluation import evaluate_matcher
from knowledge.match import Matcher
from knowledge.snapshot import Snapshot

COLUMNS = ("recall@1", "recall@3", "answered", "precision", "clarified", "declined", "ece")

HEADINGS = ("R@1", "R@3", "answered", "right of these", "asked back", "declined", "ECE")


def _peer(engine: Engine, questions: Sequence[Asked]) -> tuple[float, float, float]:
    """recall@1, recall@3, median milliseconds."""
    first = third = 0
    times = []
    for asked in questions:
        started = time.perf_counter()
        names = engine(asked.text)
        times.append((time.perf_counter() - started) * 1000)
        first += bool(set(names[:1]) & asked.names)
        third += bool(set(names[:3]) & asked.names)
    return first / len(questions), third / len(questions), sorted(times)[len(times) // 2]


def _pairs(questions: Sequence[Asked]) -> list[tuple[str, frozenset[str]]]:
    return [(asked.text, asked.names) for asked in questions]


def recall_table(title: str, known: Catalogue, questions: Sequence[Asked]) -> Table:
    """Ours beside every plain engine, over the same items and questions."""
    table = Table("engine", "R@1", "R@3", "ms median", title=f"{title}: {len(questions)} questions")
    for name, engine in engines(known.items).items():
        first, third, milliseconds = _peer(engine, questions)
        table.add_row(name, f"{first:.3f}", f"{third:.3f}", f"{milliseconds:.2f}")
    ours = evaluate_matcher(Matcher.of(known), known, _pairs(questions))
    table.add_row("this product", *(f"{ours[key]:.3f}" for key in ("recall@1", "recall@3")), f"{ours['ms_median']:.2f}")
    return table


def decision_table(data: RealData) -> Table:
    """What is answered, asked back and declined, of real questions and of off-topic input."""
    kept, asked = hold_out(data.phrasings)
    common = "".join(sorted({character for one in data.phrasings for character in one.text}))
    part, full, bare = catalogue(data.names, kept), catalogue(data.names, data.phrasings), catalogue(data.names)
    sample = sample_catalogue()
    own = own_questions()
    rows: list[tuple[str, Catalogue, Sequence[Asked]]] = [
        ("held-out phrasings", part, asked),
        ("held-out, a typo each", part, [typo(one, common) for one in asked]),
        ("own questions", full, own),
        ("own, a typo each", full, [typo(one, common) for one in own]),
        ("own, no aliases", bare, own),
        ("sample catalogue", sample, sample_questions(sample.items)),
        ("hard, half tuned on", full, [one for one in half(adversarial(sample=False), 0) if one.names]),
        ("hard, other half", full, [one for one in half(adversarial(sample=False), 1) if one.names]),
        (
            "nobody's, sample, half tuned on",
            sample,
            [one for one in half(adversarial(sample=True), 0) if not one.names],
        ),
        ("nobody's, sample, other half", sample, [one for one in half(adversarial(sample=True), 1) if not one.names]),
        ("off-topic, tuned on", full, off_topic()),
        ("off-topic, unseen", full, unseen_off_topic()),
        ("off-topic, unseen, sample", sample, unseen_off_topic()),
    ]
    table = Table("questions", "n", *HEADINGS, title="What is done with them")
    for name, known, questions in rows:
        figures = evaluate_matcher(Matcher.of(known), known, _pairs(questions))
        table.add_row(name, str(len(questions)), *(f"{figures[column]:.3f}" for column in COLUMNS))
    return table


def turn_table(data: RealData) -> Table:
    """The same of whole first messages, greetings, clauses and guards and all: what a citizen gets."""
    full = Snapshot.of(catalogue(data.names, data.phrasings))
    bare, sample = Snapshot.of(catalogue(data.names)), Snapshot.of(sample_catalogue())
    table = Table("messages", "n", "a guide", "options", "neither", "R@1", title="What a first message gets")
    sets = {"fresh questions": fresh_questions(), "own questions": own_questions()}
    off = {"fresh off-topic": fresh_off_topic(), "off-topic, unseen": unseen_off_topic()}
    for over, known, asked in (
        ("", full, {**sets, **off}),
        (", no aliases", bare, {**sets, **off}),
        (", sample", sample, {"questions": sample_questions(sample.catalogue.items), **off}),
    ):
        for name, questions in asked.items():
            wanted = [WantedItem(one.text, tuple(one.names)) for one in questions]
            got = evaluate(known, wanted, datetime.now(UTC))
            row = [f"{got[key]:.3f}" for key in ("answered", "clarified", "declined", "recall@1")]
            table.add_row(name + over, str(len(questions)), *row)
    return table


def speed_table() -> Table:
    """Building and asking, at the real size and at 100,000 items."""
    table = Table(
        "items",
        "phrases",
        "built in s",
        "MB for it",
        "MB of process",
        "one guide changed, s",
        "one alias more, s",
        "ms median",
        "ms p99",
        "CPU ms median",
        "CPU ms p99",
        title="Speed, one core",
    )
    for size in ("real", "large"):
        command = [sys.executable, "-m", "benchmarks.matching_speed", size]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        table.add_row(*done.stdout.strip().split("\t"))
    return table


def main() -> None:
    """Print all tables."""
    data = read_real_data()
    if data is None:
        print("matching: skipped, BANSHITONG_TEST_DATA names no folder with the real data")
        return
    console = Console()
    kept, asked = hold_out(data.phrasings)
    console.print(recall_table("Held-out phrasings", catalogue(data.names, kept), asked))
    console.print(recall_table("Own questions", catalogue(data.names, data.phrasings), own_questions()))
    console.print(decision_table(data))
    console.print(turn_table(data))
    console.print(speed_table())


if __name__ == "__main__":
    main()
