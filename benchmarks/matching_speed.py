"""One line of the matcher's speed table, in a process of its own so that memory is its own."""

import random
import sys
import time
from collections.abc import Sequence

import psutil

from benchmarks.questions import catalogue, own_questions, read_real_data
from knowledge.catalogue import Catalogue
from knowledge.evaluation import evaluate_matcher
from knowledge.guide import Item
from knowledge.match import Matcher

LARGE = 100_000


def _large(names: Sequence[str]) -> Catalogue:
    chance = random.Random(1)
    made = (f"{chance.choice(names)}（{chance.choice(names)[:6]}{n}）" for n in range(LARGE))
    return Catalogue(items=tuple(Item(code=f"L{n}", name=name) for n, name in enumerate(made)))


def measure(size: str) -> None:
    """Print items, phrases, seconds to build, MB for it, MB of the process, ms median, ms p99."""
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
    cells = (len(known.items), matcher.size, f"{built:.2f}", f"{memory - before:.0f}", f"{memory:.0f}")
    print(*cells, f"{figures['ms_median']:.2f}", f"{figures['ms_p99']:.2f}", sep="\t")


if __name__ == "__main__":
    measure(sys.argv[1])
