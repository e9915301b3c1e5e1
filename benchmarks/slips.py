"""What slips of typing and Traditional script cost: ``python -m benchmarks.slips``, with ``BANSHITONG_TEST_DATA``.

One slip a question, the same each time. Words alone: no extra is needed.
"""

import random
from collections.abc import Callable

from opencc import OpenCC
from rich.console import Console
from rich.table import Table

from benchmarks.questions import Asked, catalogue, hold_out, own_questions, read_real_data, typo
from knowledge.evaluation import evaluate_matcher
from knowledge.match import Matcher

Change = Callable[[Asked], Asked]


def _somewhere(change: Callable[[str, int], str]) -> Change:
    """A slip at a place that the text itself chooses."""

    def slipped(one: Asked) -> Asked:
        place = random.Random(one.text).randrange(max(len(one.text) - 1, 1))
        return Asked(change(one.text, place), one.names, one.kind)

    return slipped


def _script(name: str) -> Change:
    converter = OpenCC(name)
    return lambda one: Asked(str(converter.convert(one.text)), one.names, one.kind)


def changes(common: str) -> dict[str, Change]:
    """Every way in which questions are changed, by name."""
    return {
        "as written": lambda one: one,
        "a homophone": lambda one: typo(one, common),
        "neighbours swapped": _somewhere(lambda text, at: text[:at] + text[at : at + 2][::-1] + text[at + 2 :]),
        "a character dropped": _somewhere(lambda text, at: text[:at] + text[at + 1 :]),
        "a character doubled": _somewhere(lambda text, at: text[: at + 1] + text[at:]),
        **{f"Traditional ({name})": _script(name) for name in ("s2t", "s2tw", "s2hk")},
    }


def main() -> None:
    """Print the table."""
    data = read_real_data()
    if data is None:
        print("slips: skipped, without BANSHITONG_TEST_DATA")
        return
    kept, asked = hold_out(data.phrasings)
    common = "".join(sorted({character for one in data.phrasings for character in one.text}))
    table = Table("questions", "change", "R@1", "R@3", "declined", title="What slips cost")
    sets = {
        "held-out": (catalogue(data.names, kept), asked),
        "own": (catalogue(data.names, data.phrasings), own_questions()),
    }
    for name, (known, questions) in sets.items():
        matcher = Matcher.of(known)
        for kind, change in changes(common).items():
            slipped = [(one.text, one.names) for one in map(change, questions)]
            figures = evaluate_matcher(matcher, known, slipped)
            table.add_row(name, kind, *(f"{figures[key]:.3f}" for key in ("recall@1", "recall@3", "declined")))
    Console(width=110).print(table)


if __name__ == "__main__":
    main()
