"""Changing what can be booked. A change that takes places away from people moves or cancels them, and tells them.

While it runs nobody books: it waits for all who hold the supply, and they wait for it. So there is no booking that
it did not see, and none that does not see it.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from affairs.appointments.appointment import Appointment, Key, State, WaitingState
from affairs.appointments.current import Timetables
from affairs.appointments.editing import Edit
from affairs.appointments.supply import Supply, Window
from affairs.appointments.telling import Teller
from affairs.appointments.timetable import Timetable
from affairs.clock import china_day
from affairs.errors import InvalidValue, SupplyChanged
from affairs.ports import Clock, UnitOfWork, UnitOfWorkFactory
from affairs.staff.audit import Act, ObjectRef, entry_of
from affairs.staff.permissions import Actor

__all__ = ["Hit", "Report", "Seen", "Supplying", "summary"]

MOVED_AT_MOST = 120
"""Minutes by which an appointment may be moved without asking, on the same day at the same venue."""


@dataclass(frozen=True, slots=True)
class Hit:
    """An appointment that a change takes its place from; ``after`` is None where it is cancelled."""

    before: Appointment
    after: Appointment | None


@dataclass(frozen=True, slots=True)
class Report:
    """The revision that is now in force, and whom the change hit.

    Where it was only asked what it would do, ``done`` is False and ``revision`` is the one it was asked of.
    """

    revision: int
    hits: tuple[Hit, ...] = ()
    done: bool = True

    @property
    def mark(self) -> str:
        """What tells this list from one with others on it, or with another end for one of them."""
        ends = sorted(f"{hit.before.id} {hit.after and (hit.after.window, hit.after.start)}" for hit in self.hits)
        return hashlib.blake2b("\n".join(ends).encode(), digest_size=12).hexdigest()


@dataclass(frozen=True, slots=True)
class Seen:
    """What was looked at before a change was confirmed: of which revision, and the mark of the list."""

    revision: int
    mark: str


class Supplying:
    """Use cases on the supply."""

    def __init__(
        self, unit_of_work: UnitOfWorkFactory, timetables: Timetables, clock: Clock, *, teller: Teller | None = None
    ) -> None:
        self._teller = teller or Teller()
        self._unit_of_work, self._timetables, self._clock = unit_of_work, timetables, clock

    async def current(self) -> Supply:
        """The supply in force."""
        async with self._unit_of_work(read_only=True) as uow:
            return await uow.supply.load()

    async def replace(self, supply: Supply, *, source: str, reason: str = "", dry_run: bool = False) -> Report:
        """Put a supply in force. ``dry_run`` only says whom it would hit."""
        async with self._unit_of_work() as uow:
            now = self._clock.now()
            supply = replace(supply, revision=await uow.supply.replace(supply, source=source, now=now))
            report = await _settle(uow, self._teller, self._timetables.of(supply), reason, now)
            if not dry_run:
                await uow.commit()
        return report

    async def revise(
        self, actor: Actor, edit: Edit, *, reason: str = "", seen: Seen | None = None, whatever: bool = False
    ) -> Report:
        """Make one change.

        ``seen`` is the list that was looked at. A change that hits nobody is made; one that hits others than those
        seen, or somebody where nothing was seen, is told (``done`` False) and not made, so that nobody takes places
        away unawares; ``whatever`` makes it all the same (紧急关闭).
        Raises NotPermitted, InvalidValue, SupplyChanged (another revision is in force by now).
        """
        actor.require(edit.permission)
        async with self._unit_of_work() as uow:
            now = self._clock.now()
            await uow.supply.seize()
            before = await uow.supply.load()
            if seen is not None and seen.revision != before.revision:
                raise SupplyChanged
            supply = edit.make(before)
            await _nobody_sits_at_what_goes(uow, before, supply, now)
            supply = replace(supply, revision=await uow.supply.replace(supply, source=edit.name, now=now))
            report = await _settle(uow, self._teller, self._timetables.of(supply), reason, now)
            if report.hits and not whatever and (seen is None or seen.mark != report.mark):
                return Report(before.revision, report.hits, done=False)
            moved, cancelled = summary(report.hits)
            detail = f"{edit.name},revision={report.revision},moved={moved},cancelled={cancelled}"
            await uow.audit.append(entry_of(actor, Act.SUPPLY_CHANGED, ObjectRef(*edit.target), now, detail=detail))
            await uow.commit()
        return report


async def _nobody_sits_at_what_goes(uow: UnitOfWork, before: Supply, after: Supply, now: datetime) -> None:
    """Raises InvalidValue where a window would go, or go elsewhere, at which somebody works today."""
    there = {(each.venue, each.code) for each in after.windows}
    gone = {(each.venue, each.code) for each in before.windows} - there
    for venue in {venue for venue, _code in gone}:
        # whoever forgot to leave theirs yesterday keeps nothing as it is
        desks = [desk for desk in await uow.hall.desks(venue) if china_day(desk.since) == china_day(now)]
        if any((venue, desk.window) in gone for desk in desks):
            raise InvalidValue("窗口还有人上岗，请先离岗。", field="code")


async def _settle(uow: UnitOfWork, teller: Teller, timetable: Timetable, reason: str, now: datetime) -> Report:
    """Give everybody a place in the new timetable, or tell them that they have none."""
    upcoming = await uow.appointments.upcoming(now)
    kept = Counter[Key]()
    hit = [each for each in upcoming if not _fits(timetable, each, kept)]
    await _drop_freed(uow, timetable, now)
    hits = []
    for before in hit:
        await uow.appointments.give_back(before.places())
        after = await _moved(uow, timetable, before, now)
        hits.append(Hit(before, after))
        if after is None:
            await _cancel(uow, teller, timetable.supply, before, reason, now)
        else:
            await uow.appointments.save(after)
            await teller.moved(uow, timetable.supply, before, after, reason, now)
    return Report(timetable.supply.revision, tuple(hits))


def _fits(timetable: Timetable, appointment: Appointment, kept: Counter[Key]) -> bool:
    """Whether an appointment keeps its place, those made before it having had the choice."""
    window = timetable.supply.windows_by_code.get(appointment.window)
    if window is None or not _possible(timetable, window, appointment, appointment.start):
        return False
    keys = appointment.places()
    if any(kept[key] >= window.places.get(appointment.quota, 0) for key in keys):
        return False
    kept.update(keys)
    return True


def _possible(timetable: Timetable, window: Window, appointment: Appointment, start: int) -> bool:
    slots = window.slots_for(appointment.items)
    return (
        0 < slots <= appointment.slots
        and window.minutes == appointment.minutes
        and window.venue == appointment.venue
        and start in timetable.runs(window, appointment.day, appointment.slots)
    )


async def _moved(uow: UnitOfWork, timetable: Timetable, before: Appointment, now: datetime) -> Appointment | None:
    """The appointment at the nearest time of the same day at the same venue, its place taken; None = there is none."""
    first = timetable.first_start(before.day, now)
    for start, window in _choices(timetable, before, first):
        slots = window.slots_for(before.items)
        after = replace(
            before,
            window=window.code,
            start=start,
            slots=slots,
            minutes=window.minutes,
            revision=before.revision + 1,
            reminded=False,
            changed_at=now,
        )
        taken: list[Key] = []
        for key in after.places():
            if not await uow.appointments.take(key, window.places.get(before.quota, 0)):
                break
            taken.append(key)
        else:
            return after
        await uow.appointments.give_back(taken)
    return None


def _choices(timetable: Timetable, before: Appointment, first: int) -> Iterable[tuple[int, Window]]:
    windows = [w for w in timetable.supply.serving(before.items, before.venue) if w.places.get(before.quota, 0)]
    choices = [
        (start, window)
        for window in windows
        for start in timetable.runs(window, before.day, window.slots_for(before.items))
        if start >= first and abs(start - before.start) <= MOVED_AT_MOST
    ]
    return sorted(choices, key=lambda each: (abs(each[0] - before.start), each[1].general, each[1].code))


async def _cancel(
    uow: UnitOfWork, teller: Teller, supply: Supply, before: Appointment, reason: str, now: datetime
) -> None:
    after = replace(before, state=State.CANCELLED, cause=reason[:200], changed_at=now, expires_at=None)
    await uow.appointments.save(after)
    if before.waiting is not None:
        await uow.freed.settle(before.waiting, WaitingState.LAPSED, expected=(WaitingState.OFFERED,))
    await teller.cancelled(uow, supply, after, reason, now)


async def _drop_freed(uow: UnitOfWork, timetable: Timetable, now: datetime) -> None:
    """Places on their way back to slots that are gone: out of the counters at once."""
    for freed in await uow.freed.pending(china_day(now)):
        window = timetable.supply.windows_by_code.get(freed.window)
        there = window is not None and freed.start in timetable.runs(window, freed.day, freed.slots)
        if not there and await uow.freed.drop(freed.id):
            await uow.appointments.give_back(freed.places())


def summary(hits: Sequence[Hit]) -> tuple[int, int]:
    """How many were moved, and how many cancelled."""
    moved = sum(hit.after is not None for hit in hits)
    return moved, len(hits) - moved
