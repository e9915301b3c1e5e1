"""Chinese expressions of time: how many are understood, beside jionlp, over the table of the tests.

jionlp is no dependency (it brings 200 MB): ``pip install jionlp`` to have its column. It has one answer and
no notion of past or doubtful ones, so of several readings any counts, and a past span counts as given. Parts of
the day differ by convention (its 上午 begins at 07:00), so the first figure looks at days alone. The table is ours: it
states our conventions and was written with our reader at hand, so our own figure says only that nothing has broken.
"""

import csv
import importlib.util
import time
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path

from knowledge.dates import Ambiguous, Past, Span, Unparsed, read
from tests.calendars import KnownUntil2026

TABLE = Path(__file__).parents[1] / "tests" / "data" / "date_expressions.tsv"
Answer = tuple[date, date | None, str]


def wanted(text: str) -> list[Answer]:
    """The accepted answers of a row; none where there is nothing to answer."""
    if text.startswith("unread"):
        return []
    if not text[0].isdigit():
        text = text.split(" ", 1)[1]
    return [_answer(part) for part in text.split(" | ")]


def _answer(text: str) -> Answer:
    days, _, rest = text.partition(" ")
    first, dots, last = days.partition("..")
    end = date.fromisoformat(last) if last else None if dots else date.fromisoformat(first)
    return date.fromisoformat(first), end, next((word for word in rest.split() if word[0].isdigit()), "")


def ours(row: dict[str, str]) -> list[Answer]:
    """Our reading."""
    moving = datetime.fromisoformat(row["moving"]) if row["moving"] else None
    match read(row["expression"], datetime.fromisoformat(row["now"]), KnownUntil2026(), moving=moving):
        case Span() as span:
            spans = [span]
        case Past(span):
            spans = [span]
        case Ambiguous(choices, _):
            spans = list(choices)
        case Unparsed():
            spans = []
    return [(span.first, span.last, _hours(span)) for span in spans]


def _hours(span: Span) -> str:
    if span.time is None:
        return ""
    start, end = (f"{minute // 60:02}:{minute % 60:02}" for minute in (span.time.start, span.time.end))
    return start if span.time.exact else f"{start}-{end}"


def jionlp_reader() -> Callable[[dict[str, str]], list[Answer]] | None:
    """The reading of jionlp, or None where it is not installed."""
    if importlib.util.find_spec("jionlp") is None:
        return None
    jionlp = importlib.import_module("jionlp")

    def theirs(row: dict[str, str]) -> list[Answer]:
        base = datetime.fromisoformat(row["now"])
        try:
            details = [jionlp.parse_time(row["expression"], time_base=base.timestamp())]
        except Exception:  # noqa: BLE001  not an expression of time alone: let it find one within
            try:
                found = jionlp.ner.extract_time(row["expression"], time_base=base.timestamp())
            except Exception:  # noqa: BLE001  whatever it raises, it has no answer
                return []
            details = [each["detail"] for each in found]
        return [_theirs(detail["time"]) for detail in details if detail["type"] in {"time_span", "time_point"}]

    return theirs


def _theirs(times: Sequence[str]) -> Answer:
    start, end = (_moment(text) for text in times)
    if start is None or end is None:
        return (start or end or datetime.fromisoformat("0001-01-01")).date(), end and end.date(), ""
    whole_day = (f"{start:%H:%M}", f"{end:%H:%M}") == ("00:00", "23:59")
    return start.date(), end.date(), "" if whole_day else f"{start:%H:%M}-{end:%H:%M}"


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:  # inf, and years of three digits
        return None


def same_hours(one: str, other: str) -> bool:
    """Whether hours agree; a point of time agrees with any span that begins so (jionlp ends them at :59)."""
    return one == other or (bool(one) and "-" not in one and other.startswith(one))


def score(name: str, rows: Sequence[dict[str, str]], reader: Callable[[dict[str, str]], list[Answer]]) -> None:
    """Print a line of the table."""
    days = hours = silent = refusable = 0
    started = time.perf_counter()
    answers = [reader(row) for row in rows]
    each = (time.perf_counter() - started) / len(rows)
    for row, found in zip(rows, answers, strict=True):
        accepted = wanted(row["expected"])
        if not accepted:
            refusable += 1
            silent += not found
            continue
        days += any(answer[:2] == right[:2] for answer in found[:1] for right in accepted)
        hours += any(
            answer[:2] == right[:2] and same_hours(right[2], answer[2]) for answer in found[:1] for right in accepted
        )
    readable = len(rows) - refusable
    print(
        f"{name:<10}{f'{days}/{readable}':>14}{f'{hours}/{readable}':>18}"
        f"{f'{silent}/{refusable}':>14}{each * 1e3:>10.2f}"
    )


def main() -> None:
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    peers = jionlp_reader()
    print(f"{'reader':<10}{'days right':>14}{'days and hours':>18}{'refused':>14}{'ms each':>10}")
    score("ours", rows, ours)
    if peers is None:
        print("jionlp     not installed (pip install jionlp)")
    else:
        score("jionlp", rows, peers)


if __name__ == "__main__":
    main()
