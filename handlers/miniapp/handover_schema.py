"""Hand-overs and their messages as the API shows them."""

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import BaseModel, Field

from affairs.handover.handover import Handover, Message, Side
from affairs.handover.viewing import Place
from handlers.miniapp.fields import WHOLE
from handlers.miniapp.instants import Instant
from handlers.miniapp.paging import Limit

__all__ = [
    "CorrectionAnswer",
    "HandoverList",
    "HandoverOpen",
    "HandoverOut",
    "HandoverQuery",
    "HandoverRating",
    "HandoverRow",
    "HandoverSay",
    "HandoverSeen",
    "Live",
    "LiveQuery",
    "MessageOut",
    "handover_out",
    "live_out",
    "message_out",
    "row_out",
]

WORDS = r"^[^\x00-\x08\x0b-\x1f\x7f]*[^\s\x00-\x1f\x7f][^\x00-\x08\x0b-\x1f\x7f]*$"
"""Lines with something in them beside blanks."""
Seq = Annotated[int, Field(ge=0, le=1_000_000), WHOLE]


class HandoverOpen(BaseModel, extra="forbid", strict=True):
    """What it is about, in one's own words; ``application_no`` is the application that one is stuck with."""

    summary: Annotated[str, Field(min_length=1, max_length=500, pattern=WORDS)]
    application_no: Annotated[str, Field(min_length=1, max_length=32)] | None = None


class HandoverSay(BaseModel, extra="forbid", strict=True):
    """One message. ``client_id`` is one's own name for it: sent again, it is there once."""

    text: Annotated[str, Field(min_length=1, max_length=600, pattern=WORDS)]
    client_id: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")] | None = None


class HandoverSeen(BaseModel, extra="forbid", strict=True):
    """This device has everything up to ``seq``."""

    seq: Seq


class HandoverRating(BaseModel, extra="forbid", strict=True):
    """``stars`` 1 (非常满意, the best) to 5 (非常不满意), GB/T 39046 A.8."""

    stars: Annotated[int, Field(ge=1, le=5), WHOLE]
    comment: Annotated[str, Field(max_length=500)] = ""


class HandoverQuery(BaseModel, extra="forbid"):
    """Which page."""

    cursor: Annotated[str, Field(pattern=r"^[0-9a-f]{16}$", description="`next` of the page before.")] | None = None
    limit: Limit = 20


class LiveQuery(BaseModel, extra="forbid"):
    """From after which message."""

    after: Annotated[int, Field(ge=0, le=1_000_000, description="`seq` of the last message that one has.")] = 0


class FileOut(BaseModel):
    """A file; its bytes are at ``/handovers/{id}/files/{seq}``."""

    name: str
    kind: str
    size: int


class MessageOut(BaseModel):
    """One message. ``sender`` is ``me``, ``staff`` or ``system``; ``seq`` is its place, for everybody the same."""

    seq: int
    sender: str
    text: str
    file: FileOut | None
    at: Instant
    client_id: str


class ChangeOut(BaseModel):
    """One answer that an advisor proposes to change; an ID number is shown by its ends alone."""

    label: str
    before: str
    after: str


class CorrectionOut(BaseModel):
    """What waits for one's yes or no: ``POST /handovers/{id}/correction``."""

    id: str
    application_no: str
    changes: list[ChangeOut]


class CorrectionAnswer(BaseModel, extra="forbid", strict=True):
    """Yes or no to the proposal ``id``, exactly as it was shown."""

    id: Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
    agree: bool


class HandoverRow(BaseModel):
    """One of the list."""

    id: str
    state: str
    item_code: str
    application_no: str
    opened_at: Instant
    closed_at: Instant | None
    last_seq: int
    unread: int
    stars: int


class HandoverOut(HandoverRow):
    """Where it stands: what went along, how many are ahead, by when one is answered, who answers."""

    summary: str
    ahead: int
    answer_by: Instant
    opens_at: Instant | None
    advisor: str
    outcome: str
    correction: CorrectionOut | None


class HandoverList(BaseModel):
    """A page of one's own, the latest first."""

    items: list[HandoverRow]
    next: str | None


class Live(BaseModel):
    """What came after ``after``: the same that a WebSocket at this address sends as it comes."""

    state: str
    advisor: str
    last_seq: int
    messages: list[MessageOut]


def row_out(handover: Handover) -> HandoverRow:
    """One of the list."""
    return HandoverRow(**_row(handover))


def handover_out(handover: Handover, place: Place) -> HandoverOut:
    """One of them."""
    return HandoverOut(
        **_row(handover),
        summary=handover.brief.summary,
        ahead=place.ahead,
        answer_by=place.by,
        opens_at=place.opens_at,
        advisor=place.holder,
        outcome=handover.outcome,
        correction=_correction(handover),
    )


def _correction(handover: Handover) -> CorrectionOut | None:
    asked = handover.correction if handover.is_open else None
    if asked is None:
        return None
    changes = [ChangeOut(label=each.label, before=each.before, after=each.after) for each in asked.changes]
    return CorrectionOut(id=asked.id, application_no=asked.application_no, changes=changes)


def message_out(message: Message) -> MessageOut:
    """One message."""
    file = message.file
    return MessageOut(
        seq=message.seq,
        sender="me" if message.side is Side.CITIZEN else str(message.side),
        text=message.text,
        file=FileOut(name=file.name, kind=file.kind, size=file.size) if file else None,
        at=message.at,
        client_id=message.client_id if message.side is Side.CITIZEN else "",
    )


def live_out(handover: Handover, advisor: str, messages: Sequence[Message]) -> Live:
    """What came."""
    return Live(
        state=handover.state,
        advisor=advisor,
        last_seq=handover.last_seq,
        messages=[message_out(each) for each in messages],
    )


def _row(handover: Handover) -> dict[str, Any]:
    return {
        "id": handover.id,
        "state": handover.state,
        "item_code": handover.item_code,
        "application_no": handover.application_no,
        "opened_at": handover.opened_at,
        "closed_at": handover.closed_at,
        "last_seq": handover.last_seq,
        "unread": max(0, handover.last_seq - handover.seen_by_citizen),
        "stars": handover.stars,
    }
