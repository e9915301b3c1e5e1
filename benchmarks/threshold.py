"""What the confidence from which one guide is given costs: ``python -m benchmarks.threshold``.

A question answered rightly costs nothing, one asked back 1, a wrong guide ``WRONG_GUIDE``: whoever follows it goes to
the wrong window with the wrong papers. Held-out phrasings, own questions and off-topic input, a third as much of the
last as of each other, with words alone.
"""

import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks.questions import (
    Asked,
    catalogue,
    hold_out,
    off_topic,
    own_questions,
    read_real_data,
    unseen_off_topic,
)
from knowledge.catalogue import Catalogue
from knowledge.match import Decision, Matcher
from knowledge.match.calibration import ANSWER_FROM, WRONG_GUIDE

__all__ = ["main"]

THRESHOLDS = (0.3, 0.4, 0.5, 0.55, ANSWER_FROM, 0.62, 0.7, 0.8, 0.9)
OFF_TOPIC_SHARE = 0.3
Row = tuple[float, bool, float]


def main() -> None:
    """Print the table; nothing without the real data."""
    data = read_real_data()
    if data is None:
        return
    kept, asked = hold_out(data.phrasings)
    part, full = catalogue(data.names, kept), catalogue(data.names, data.phrasings)
    rows = [
        *_rows(part, asked, 1.0),
        *_rows(full, own_questions(), 1.0),
        *_rows(full, [*off_topic(), *unseen_off_topic()], OFF_TOPIC_SHARE),
    ]
    confidence, right, share = (np.array(column) for column in zip(*rows, strict=True))
    table = Table(
        "from", "wrong guide", "asked back", f"cost ({WRONG_GUIDE:g} a wrong guide)", title="Giving one guide"
    )
    for threshold in THRESHOLDS:
        given = confidence >= threshold
        wrong = float(share[given & ~right].sum() / share.sum())
        back = float(share[~given & (confidence > 0)].sum() / share.sum())
        mark = " *" if threshold == ANSWER_FROM else ""
        table.add_row(f"{threshold:.2f}{mark}", f"{wrong:.3f}", f"{back:.3f}", f"{WRONG_GUIDE * wrong + back:.3f}")
    Console().print(table)


def _rows(known: Catalogue, questions: list[Asked], weight: float) -> list[Row]:
    """The first candidate's confidence (0 = declined), whether it is right, and what the question counts."""
    matcher, rows = Matcher.of(known), list[Row]()
    for one in questions:
        found = matcher.match(one.text)
        first = found.candidates[0] if found.candidates and found.decision is not Decision.DECLINE else None
        right = first is not None and first.name in one.names
        rows.append((first.confidence if first else 0.0, right, weight / len(questions)))
    return rows


if __name__ == "__main__":
    main()
