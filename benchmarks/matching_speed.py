"""One line of the matcher's speed table, in a process of its own so that memory is its own."""

import copy
import random
import sys
import time
from collections.abc import Sequence
from dataclasses import replace

import psutil

from benchmarks.questions import catalogue, own_questions, read_real_data
from knowledge.catalogue import Catalogue
from knowledge.evaluation import evaluate_matcher
from knowledge.guide import Guide, Item
from knowledge.match import Matcher
from knowledge.regions import RegionTree
from knowledge.snapshot import Snapshot

LARGE = 100_000


def _large(names: Sequence[str]) -> Catalogue:
    chance = random.Random(1)
    made = (f"{chance.choice(names)}（{chance.choice(names)[:6]}{n}）" for n in range(LARGE))
    return Catalogue(items=tuple(Item(code=f"L{n}", name=name) for n, name in enumerate(made)))


def _changed(known: Catalogue, matcher: Matcher) -> tuple[float, float]:
    """Seconds until a snapshot is there when one guide changed, and when one alias came."""
    base = Snapshot(known, matcher, RegionTree.of(known))
    items = copy.deepcopy(known.items)  # as another version comes out of the database: equal, not the same
    guide = replace(known, items=items, guides=(Guide(items[0].code, phones=("12345",)),))
    alias = replace(known, items=(replace(items[0], aliases=(*items[0].aliases, "新说法")), *items[1:]))
    took = []
    for version in (guide, alias):
        started = time.perf_counter()
        fresh = Snapshot.of(version, base)
        took.append(time.perf_counter() - started)
    assert Snapshot.of(guide, base).matcher is matcher
    assert fresh.matcher is not matcher
    return took[0], took[1]


def _cpu(matcher: Matcher, texts: Sequence[str]) -> tuple[float, float]:
    """Milliseconds of this thread's own processor time a question, median and p99: what a busy machine leaves alone."""
    took = []
    for text in texts:
        started = time.thread_time()
        matcher.match(text)
        took.append((time.thread_time() - started) * 1000)
    took.sort()
    return took[len(took) // 2], took[int(len(took) * 0.99)]


def measure(size: str) -> None:
    """Print items, phrases, seconds to build, MB for it, MB of the process, seconds to take over a changed
    guide and an alias, ms median, ms p99, and both by processor time.
    """
    data = read_real_data()
    if data is None:
        return
    known = _large(data.names) if size == "large" else catalogue(data.names, data.phrasings)
    before = psutil.Process().memory_info().rss / 2**20
    started = time.perf_counter()
    matcher = Matcher.of(known)
    built = time.perf_counter() - started
    memory = psutil.Process().memory_info().rss / 2**20
    questions = [(asked.text, asked.names) for asked in own_questions()]
    evaluate_matcher(matcher, known, questions[:20])
    figures = evaluate_matcher(matcher, known, questions)
    cpu = _cpu(matcher, [text for text, _ in questions])
    changed = _changed(known, matcher)
    cells = (
        len(known.items),
        matcher.size,
        f"{built:.2f}",
        f"{memory - before:.0f}",
        f"{memory:.0f}",
        *(f"{seconds:.3f}" for seconds in changed),
    )
    took = (figures["ms_median"], figures["ms_p99"], *cpu)
    print(*cells, *(f"{milliseconds:.2f}" for milliseconds in took), sep="\t")


if __name__ == "__main__":
    measure(sys.argv[1])
