"""Matching with vectors of meaning, without and with an adapter trained on the catalogue's own words.

Needs the extra ``[semantic]`` and ``BANSHITONG_TEST_DATA``; vectors are kept in ``var/vectors``.
Run: ``python -m benchmarks.matching_semantic``.
"""

from collections.abc import Callable, Sequence

from rich.console import Console
from rich.table import Table

from benchmarks.meanings_load import load_table
from benchmarks.questions import (
    Asked,
    adversarial,
    catalogue,
    hold_out,
    off_topic,
    own_questions,
    read_real_data,
    typo,
    unseen_off_topic,
    vectors_off_topic,
    vectors_questions,
)
from benchmarks.remembered import semantics_of
from knowledge.catalogue import Catalogue
from knowledge.evaluation import calibration_error
from knowledge.match import Decision, Matcher, Semantics
from knowledge.semantic import encoder

HEADINGS = ("R@1", "R@3", "answered", "right of these", "declined", "ECE", "asked vectors")


def row(matcher: Matcher, questions: Sequence[Asked], semantics: Semantics | None) -> list[str]:
    """The figures named by :data:`HEADINGS`."""
    first = third = answered = right = declined = asked = 0
    sure = []
    for each in questions:
        found = matcher.match(each.text, semantics=semantics)
        names = [candidate.name for candidate in found.candidates]
        hit = bool(set(names[:1]) & each.names)
        first += hit
        third += bool(set(names[:3]) & each.names)
        declined += found.decision is Decision.DECLINE
        answered += found.decision is Decision.ANSWER
        right += found.decision is Decision.ANSWER and hit
        asked += found.unsure
        if found.candidates:
            sure.append((found.candidates[0].confidence, hit))
    shares = [value / len(questions) for value in (first, third, answered)]
    shares += [right / max(answered, 1), declined / len(questions), calibration_error(sure)]
    return [*(f"{value:.3f}" for value in shares), f"{asked / len(questions):.2f}" if semantics else "-"]


def main(show: Callable[[object], None] | None = None) -> None:
    """Print the tables."""
    data, using = read_real_data(), encoder()
    if data is None or using is None:
        print("matching with vectors: skipped, without BANSHITONG_TEST_DATA or the extra [semantic]")
        return
    kept, asked = hold_out(data.phrasings)
    own = own_questions()
    common = "".join(sorted({character for one in data.phrasings for character in one.text}))
    full = catalogue(data.names, data.phrasings)
    hard = [one for one in adversarial(sample=False) if one.names]
    sets: dict[str, tuple[Catalogue, dict[str, Sequence[Asked]]]] = {
        "held-out phrasings": (
            catalogue(data.names, kept),
            {"": asked, ", a typo each": [typo(q, common) for q in asked]},
        ),
        "own questions": (full, {"": own, ", a typo each": [typo(q, common) for q in own], ", hard": hard}),
        "fresh questions": (full, {"": vectors_questions()}),
        "own, no aliases": (catalogue(data.names), {"": own}),
        "off-topic": (
            full,
            {", tuned on": off_topic(), ", unseen": unseen_off_topic(), ", fresh": vectors_off_topic()},
        ),
    }
    print_table = show or Console(width=130).print
    table = Table("questions", "n", "vectors", *HEADINGS, title=f"With vectors ({using.name})")
    deep: Semantics | None = None
    for name, (known, groups) in sets.items():
        matcher = Matcher.of(known)
        every = [one for questions in groups.values() for one in questions]
        plain = semantics_of(using, known, matcher, every, name=name, adapted=False)
        adapted = semantics_of(using, known, matcher, every, name=name, adapted=True)
        deep = adapted if known is full else deep
        for group, questions in groups.items():
            table.add_row(f"{name}{group}", str(len(questions)), "none", *row(matcher, questions, None))
            for label, semantics in (("plain", plain), ("adapted", adapted)):
                table.add_row("", "", label, *row(matcher, questions, semantics))
    print_table(table)
    if deep is not None:
        print_table(load_table(full, deep, using, own))


if __name__ == "__main__":
    main()
