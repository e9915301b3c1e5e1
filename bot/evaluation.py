"""How well questions are answered: the figures of ``banshitong evaluate``.

Each question is one first message of a new conversation, through the same understanding
and the same flows as a citizen's. Pure, but for the clock that times it.
"""

import csv
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.flows.turn import Setting
from bot.messages import Incoming, ReplyKind
from bot.router import left_open, receive
from bot.session import Session
from knowledge.catalogue import Catalogue
from knowledge.evaluation import calibration_error
from knowledge.snapshot import Snapshot
from knowledge.text import normalise

__all__ = ["Asked", "QuestionsFault", "WantedItem", "ask", "evaluate", "figures", "read_questions"]

COLUMNS = ("question", "item_names")
LARGEST_FILE = 50 * 1024 * 1024
GUIDED = frozenset({ReplyKind.ANSWER})
OFFERED = frozenset({ReplyKind.CHOICES, ReplyKind.FORM})


class QuestionsFault(Exception):
    """The file of questions cannot be used; the text says why and where."""


@dataclass(frozen=True, slots=True)
class WantedItem:
    """A question and the official names of the items that are right; none = no item is."""

    question: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What became of a question. ``rank`` is that of the first right item among all that were
    shown or considered (from 1; 0 = not among them). ``confidence`` is that of the first
    candidate, None without one; ``sure_of`` whether it was right.
    """

    wanted: WantedItem
    rank: int
    kind: ReplyKind
    milliseconds: float
    confidence: float | None = None
    sure_of: bool = False

    @property
    def given(self) -> str:
        """``answered``, ``clarified`` (options were offered) or ``declined``."""
        if self.kind in GUIDED:
            return "answered"
        return "clarified" if self.kind in OFFERED else "declined"


def read_questions(path: Path) -> list[WantedItem]:
    """The rows of a TSV (UTF-8) with the columns ``question`` and ``item_names`` (joined by ``|``).

    An empty ``item_names`` is a question that no item answers. Raises QuestionsFault.
    """
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise QuestionsFault(f"{path}: larger than {LARGEST_FILE // 2**20} MiB")
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise QuestionsFault(f"{path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise QuestionsFault(f"{path}: not UTF-8") from None
    rows = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    header = [name.strip() for name in next(rows, [])]
    absent = [name for name in COLUMNS if name not in header]
    if absent:
        raise QuestionsFault(f"{path}: the header lacks {', '.join(absent)}; expected {' and '.join(COLUMNS)}")
    places = [header.index(name) for name in COLUMNS]
    wanted = [_row(path, number, row, places) for number, row in enumerate(rows, 2) if any(row)]
    if not wanted:
        raise QuestionsFault(f"{path}: no question in it")
    return wanted


def _row(path: Path, number: int, row: Sequence[str], places: Sequence[int]) -> WantedItem:
    cells = [row[place].strip() if place < len(row) else "" for place in places]
    if not cells[0]:
        raise QuestionsFault(f"{path}: row {number} has no question")
    return WantedItem(cells[0], tuple(name.strip() for name in cells[1].split("|") if name.strip()))


def evaluate(snapshot: Snapshot, wanted: Iterable[WantedItem], now: datetime, home: str = "") -> dict[str, float]:
    """Ask all and count; see :func:`figures`. ``home`` is the code of the home region."""
    codes = _codes(snapshot.catalogue)
    snapshot.matcher.match("暖机")  # what the first question alone would pay for
    return figures([ask(snapshot, each, codes, now, home) for each in wanted])


def ask(snapshot: Snapshot, wanted: WantedItem, codes: dict[str, set[str]], now: datetime, home: str = "") -> Asked:
    """Ask one question. ``codes`` are item codes by normalised name of item or variant."""
    incoming, setting = Incoming(channel="evaluation", user="", text=wanted.question), Setting(home)
    started = time.perf_counter()
    if snapshot.semantics is not None and not left_open(snapshot.lexical, incoming):
        snapshot = snapshot.lexical
    step = receive(incoming, Session(), snapshot, now, setting)
    took = (time.perf_counter() - started) * 1000
    right = set[str]().union(*(codes.get(normalise(name), ()) for name in wanted.names))
    candidates = receive(incoming, Session(), snapshot, now, setting, explain=True).reply.explain.get("candidates", ())
    codes_in_order = list(dict.fromkeys([*step.shown, *(candidate["code"] for candidate in candidates)]))
    rank = _rank(codes_in_order, right)
    if not candidates:
        return Asked(wanted, rank, step.reply.kind, took)
    best = candidates[0]
    return Asked(wanted, rank, step.reply.kind, took, best["confidence"], best["code"] in right)


def _rank(codes: Sequence[str], right: set[str]) -> int:
    return next((place for place, code in enumerate(codes, 1) if code in right), 0)


def _codes(catalogue: Catalogue) -> dict[str, set[str]]:
    """Item codes by normalised name: a variant's name means its item."""
    known: dict[str, set[str]] = {}
    for item in catalogue.items:
        for name in (item.name, *(variant.name for variant in item.variants)):
            known.setdefault(normalise(name), set()).add(item.code)
    return known


def figures(asked: Sequence[Asked]) -> dict[str, float]:
    """``questions``, ``recall@1``, ``recall@3``, ``mrr`` over the questions that mean an item (shares of one),
    ``answered``, ``clarified``, ``declined`` over all, ``ece``, the calibration error of the first
    candidate's confidence (0…1), ``ms_median`` and ``ms_p99`` of a whole turn.
    """
    ranks = [each.rank for each in asked if each.wanted.names] or [0]
    times = sorted(each.milliseconds for each in asked) or [0.0]
    shares = {
        "recall@1": sum(rank == 1 for rank in ranks) / len(ranks),
        "recall@3": sum(1 <= rank <= 3 for rank in ranks) / len(ranks),
        "mrr": sum(1 / rank for rank in ranks if rank) / len(ranks),
    }
    for outcome in ("answered", "clarified", "declined"):
        shares[outcome] = sum(each.given == outcome for each in asked) / max(1, len(asked))
    sure = [(each.confidence, each.sure_of) for each in asked if each.confidence is not None]
    shares["ece"] = calibration_error(sure)
    timing = {"ms_median": times[len(times) // 2], "ms_p99": times[min(len(times) - 1, int(len(times) * 0.99))]}
    return {"questions": len(asked), **{name: round(value, 4) for name, value in (shares | timing).items()}}
