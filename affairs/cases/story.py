"""From what happened to where a case stands. Pure: the same events in any order of arrival tell the same story."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from affairs.approval.updates import ProgressUpdate, UpdateKind
from affairs.cases.case import FINAL, CaseEvent, Phase, Standing, Waiting

__all__ = ["Position", "in_order", "judged", "position"]

REACHED = {
    UpdateKind.RECEIVED: Phase.RECEIVED,
    UpdateKind.ACCEPTED: Phase.ACCEPTED,
    UpdateKind.REVIEWED: Phase.REVIEWED,
    UpdateKind.APPROVED: Phase.APPROVED,
    UpdateKind.CLOSED: Phase.CLOSED,
    UpdateKind.DELIVERED: Phase.DELIVERED,
    UpdateKind.ACCEPTANCE_REFUSED: Phase.NOT_ACCEPTED,
    UpdateKind.REFUSED: Phase.REFUSED,
    UpdateKind.WITHDRAWN: Phase.WITHDRAWN,
}
"""The phase that an update brings a case to; the others move it within its phase."""
_WAY = (
    Phase.SUBMITTED,
    Phase.RECEIVED,
    Phase.ACCEPTED,
    Phase.REVIEWED,
    Phase.APPROVED,
    Phase.CLOSED,
    Phase.DELIVERED,
)
_RANK = {phase: rank for rank, phase in enumerate(_WAY)} | dict.fromkeys(
    (Phase.NOT_ACCEPTED, Phase.REFUSED, Phase.WITHDRAWN), _WAY.index(Phase.CLOSED)
)
_KINDS = {kind: rank for rank, kind in enumerate(UpdateKind)}
_PAUSES = {UpdateKind.CORRECTION_ASKED, UpdateKind.SPECIAL_STARTED}
_DECIDED = _RANK[Phase.APPROVED]


@dataclass(frozen=True, slots=True)
class Position:
    """Where a case stands. ``since`` is when its stage began; ``open`` are the stops that last, by name."""

    phase: Phase = Phase.SUBMITTED
    waiting: Waiting = Waiting.NOTHING
    stage: str = ""
    since: datetime | None = None
    foreign: str = ""
    accepted_at: datetime | None = None
    finished_at: datetime | None = None


def in_order(updates: Iterable[ProgressUpdate]) -> list[ProgressUpdate]:
    """As they happened: by time, then the system's own numbering, then the order of the procedure."""
    return sorted(updates, key=_key)


def _key(update: ProgressUpdate) -> tuple[datetime, int, int, str, str]:
    return update.at, update.sequence or 0, _KINDS[update.kind], update.system, update.event_id


def judged(update: ProgressUpdate, known: Sequence[CaseEvent]) -> Standing:
    """How an update stands to what is known already."""
    if update.kind is UpdateKind.UNKNOWN:
        return Standing.UNKNOWN
    taken = [event.update for event in known if event.standing is not Standing.BACKWARD]
    before = _Walk([each for each in taken if _key(each) < _key(update)])
    if before.backward(update) or _overturns(_Walk(taken).position(), _Walk([*taken, update]).position()):
        return Standing.BACKWARD
    later = (each for each in taken if each.kind is not UpdateKind.UNKNOWN and _key(each) > _key(update))
    return Standing.LATE if any(True for _ in later) else Standing.APPLIED


def position(events: Iterable[CaseEvent]) -> Position:
    """Where the case stands by all that was not refused."""
    return _Walk([event.update for event in events if event.standing is not Standing.BACKWARD]).position()


def _overturns(before: Position, after: Position) -> bool:
    """Whether what was reached, or decided, would be so no longer: a late event adds to the story alone."""
    if before.phase in FINAL:
        return after.phase not in {before.phase, Phase.DELIVERED}
    return _RANK[after.phase] < _RANK[before.phase]


class _Walk:
    """The events taken one after another."""

    def __init__(self, updates: Iterable[ProgressUpdate]) -> None:
        self._phase = Phase.SUBMITTED
        self._correction = False
        self._specials: set[str] = set()
        self._stage = self._foreign = ""
        self._since: datetime | None = None
        self._accepted: datetime | None = None
        self._finished: datetime | None = None
        for update in in_order(updates):
            self._take(update)

    def backward(self, update: ProgressUpdate) -> bool:
        """Whether it would lead behind what is reached: to an earlier phase, or to a stop after the decision."""
        reached = REACHED.get(update.kind)
        if reached is None:
            return update.kind in _PAUSES and _RANK[self._phase] >= _DECIDED
        if self._phase in FINAL:
            # what is decided stays decided; a decision may still be closed in the books, and delivered
            return reached not in {self._phase, Phase.DELIVERED, Phase.CLOSED}
        return _RANK[reached] < _RANK[self._phase]

    def position(self) -> Position:
        """Where the walk ended."""
        waiting = Waiting.NOTHING
        if self._phase not in FINAL:
            waiting = Waiting.CORRECTION if self._correction else Waiting.SPECIAL if self._specials else waiting
        return Position(self._phase, waiting, self._stage, self._since, self._foreign, self._accepted, self._finished)

    def _take(self, update: ProgressUpdate) -> None:
        if update.kind is UpdateKind.UNKNOWN:
            self._foreign = update.foreign or update.stage
            return
        if self.backward(update):
            return
        self._foreign = ""
        if update.kind is UpdateKind.CORRECTION_ASKED:
            self._correction = True
        elif update.kind in {UpdateKind.CORRECTION_RECEIVED, UpdateKind.ACCEPTED}:
            self._correction = False
        elif update.kind is UpdateKind.SPECIAL_STARTED:
            self._specials.add(update.special)
        elif update.kind is UpdateKind.SPECIAL_ENDED:
            self._specials = self._specials - {update.special} if update.special in self._specials else set()
        self._reach(update)

    def _reach(self, update: ProgressUpdate) -> None:
        reached = REACHED.get(update.kind)
        moves = reached is not None and _RANK[reached] > _RANK[self._phase] and self._may_reach(reached)
        if moves and reached is not None:
            self._phase = reached
            if reached is Phase.ACCEPTED:
                self._accepted = update.at
            if reached in FINAL and self._finished is None:
                self._finished = update.at
        if moves or (update.kind is UpdateKind.STEP and self._phase not in FINAL):
            self._stage, self._since = update.stage, update.at

    def _may_reach(self, reached: Phase) -> bool:
        return self._phase not in FINAL or (self._phase is Phase.CLOSED and reached is Phase.DELIVERED)
