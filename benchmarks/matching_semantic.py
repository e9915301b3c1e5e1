"""Matching with vectors of meaning, without and with an adapter trained on synthetic questions.

Needs the extra ``[semantic]`` and ``BANSHITONG_TEST_DATA``; vectors are kept in ``var/vectors``.
Run: ``python -m benchmarks.matching_semantic``.
"""

import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.questions import Asked, catalogue, hold_out, own_questions, read_real_data, unseen_off_topic
from knowledge.catalogue import Catalogue
from knowledge.match import Decision, Matcher, Semantics
from knowledge.semantic import Encoder, encoder
from knowledge.training import adapter_for
from knowledge.vector_file import VectorFile

FOLDER = Path("var") / "vectors"


def semantics_of(using: Encoder, known: Catalogue, matcher: Matcher, *, adapted: bool) -> Semantics:
    """Vectors of the catalogue; the adapter sees its own names and aliases only."""
    table = matcher.index.phrases
    file = VectorFile(FOLDER, using, f"benchmark-{len(table.texts)}")
    for _ in file.encoding(table.texts):
        pass
    plain = Semantics.of(using, table, file.rows(table.texts))
    if not adapted:
        return plain
    return Semantics.of(using, table, file.rows(table.texts), adapter_for(known, plain, FOLDER))


def row(matcher: Matcher, questions: Sequence[Asked], semantics: Semantics | None) -> list[str]:
    """recall@1, recall@3, answered, right of these, declined, share that asked vectors, ms of those."""
    first = third = answered = right = declined = asked = 0
    times = []
    for each in questions:
        started = time.perf_counter()
        found = matcher.match(each.text, semantics=semantics)
        took = (time.perf_counter() - started) * 1000
        names = [candidate.name for candidate in found.candidates]
        first += bool(set(names[:1]) & each.names)
        third += bool(set(names[:3]) & each.names)
        declined += found.decision is Decision.DECLINE
        if found.decision is Decision.ANSWER:
            answered += 1
            right += bool(set(names[:1]) & each.names)
        if found.unsure:
            asked += 1
            times.append(took)
    shares = [first, third, answered]
    told = [f"{value / len(questions):.3f}" for value in shares]
    return [
        *told,
        f"{right / max(answered, 1):.3f}",
        f"{declined / len(questions):.3f}",
        f"{asked / len(questions):.2f}" if semantics else "-",
        f"{statistics.median(times):.1f}" if semantics and times else "-",
    ]


def main(show: Callable[[object], None] | None = None) -> None:
    """Print the table."""
    data, using = read_real_data(), encoder()
    if data is None or using is None:
        print("matching with vectors: skipped, without BANSHITONG_TEST_DATA or the extra [semantic]")
        return
    kept, asked = hold_out(data.phrasings)
    own = own_questions()
    sets = {
        "held-out phrasings": (catalogue(data.names, kept), asked),
        "own questions": (catalogue(data.names, data.phrasings), own),
        "own, no aliases": (catalogue(data.names), own),
        "off-topic, unseen": (catalogue(data.names, data.phrasings), unseen_off_topic()),
    }
    headings = ("R@1", "R@3", "answered", "right of these", "declined", "asked vectors", "ms then")
    table = Table("questions", "vectors", *headings, title=f"With vectors ({using.name})")
    for name, (known, questions) in sets.items():
        matcher = Matcher.of(known)
        table.add_row(name, "none", *row(matcher, questions, None))
        for adapted in (False, True):
            semantics = semantics_of(using, known, matcher, adapted=adapted)
            table.add_row("", "adapted" if adapted else "plain", *row(matcher, questions, semantics))
    (show or Console(width=120).print)(table)


if __name__ == "__main__":
    main()
