"""Random days at the desk: never over capacity, never two where one is allowed, every freed place comes back once."""

import asyncio
from collections import Counter
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from affairs.appointments.appointment import Appointment, State, WaitingState
from affairs.appointments.supply import Change
from affairs.appointments.waiting import Wanted
from affairs.clock import CHINA
from affairs.errors import DomainError
from affairs.people.citizens import Citizen
from affairs.ports import UnitOfWorkFactory
from integrations.database.appointment_tables import appointments, freed_places, slot_counters, waiting_list
from integrations.database.engine import make_engine
from integrations.database.unit_of_work import unit_of_work_factory
from integrations.person_keys import PersonKeys
from tests.appointments import ITEM, LONG, OTHER, TUESDAY, Desk, slot, supply, window
from tests.clocks import START, HandClock

PEOPLE = st.integers(1, 6)
TIMES = st.sampled_from(["09:00", "09:30", "10:00", "16:30"])
ITEMS = st.sampled_from([(ITEM,), (OTHER,), (LONG,), (ITEM, OTHER)])
MINUTES = st.sampled_from([1, 5, 10, 30])
EMPTY = (
    "outbox",
    "notices",
    "freed_places",
    "waiting_list",
    "no_shows",
    "appointment_persons",
    "appointments",
    "slot_counters",
    "supplies",
)


def machine(  # noqa: C901 - the rules of one machine
    loop: asyncio.Runner, engine: AsyncEngine, uow: UnitOfWorkFactory
) -> type[RuleBasedStateMachine]:
    """The machine over one store, emptied before each run."""

    people: dict[int, Citizen] = {}

    class Day(RuleBasedStateMachine):
        def run(self, act: Any) -> Any:
            """What an act gave; None for one that was refused."""
            try:
                return loop.run(act)
            except DomainError:
                return None

        @initialize()
        def open(self) -> None:
            self.clock = HandClock(START)
            self.desk = Desk(uow, self.clock)

            async def begin() -> None:
                async with engine.begin() as connection:
                    for table in EMPTY:
                        await connection.execute(text(f"DELETE FROM {table}"))
                    await connection.execute(text("UPDATE booking_persons SET barred_until = NULL"))
                await self.desk.opened(supply(window("w1", 1), window("w2", 2)))
                self.desk.citizens = people
                for number in range(1, 7):
                    await self.desk.citizen(number)

            loop.run(begin())

        def rows(self, table: Any) -> list[Any]:
            async def read() -> list[Any]:
                async with engine.connect() as connection:
                    return list((await connection.execute(table.select())).all())

            return loop.run(read())

        def mine(self, number: int) -> list[Appointment]:
            return list(loop.run(self.desk.seeing.listed(self.desk.citizens[number].id, limit=100)))

        @rule(number=PEOPLE, clock=TIMES, items=ITEMS, hold=st.booleans())
        def book(self, number: int, clock: str, items: tuple[str, ...], hold: bool) -> None:
            self.run(self.desk.book(number, slot(clock), items, hold=hold))

        @rule(numbers=st.lists(PEOPLE, min_size=2, max_size=4), clock=TIMES)
        def rush(self, numbers: list[int], clock: str) -> None:
            async def all_at_once() -> None:
                done = await asyncio.gather(
                    *(self.desk.book(number, slot(clock)) for number in numbers), return_exceptions=True
                )
                assert all(isinstance(each, Appointment | DomainError) for each in done), done

            loop.run(all_at_once())

        @rule(number=PEOPLE)
        def confirm(self, number: int) -> None:
            for each in self.mine(number):
                self.run(self.desk.booking.confirm(self.desk.citizens[number], each.id))

        @rule(number=PEOPLE, first=st.booleans())
        def cancel(self, number: int, first: bool) -> None:
            for each in self.mine(number)[:1] if first else self.mine(number)[-1:]:
                self.run(self.desk.changing.cancel(self.desk.citizens[number], each.id))

        @rule(number=PEOPLE, clock=TIMES)
        def reschedule(self, number: int, clock: str) -> None:
            for each in self.mine(number)[:1]:
                self.run(self.desk.changing.reschedule(self.desk.citizens[number], each.id, slot(clock)))

        @rule(number=PEOPLE, clock=TIMES)
        def move_and_cancel_at_once(self, number: int, clock: str) -> None:
            async def both(each: Appointment) -> None:
                citizen, changing = self.desk.citizens[number], self.desk.changing
                await asyncio.gather(
                    changing.reschedule(citizen, each.id, slot(clock)),
                    changing.cancel(citizen, each.id),
                    return_exceptions=True,
                )

            for each in self.mine(number)[:1]:
                loop.run(both(each))

        @rule(number=PEOPLE, item=st.sampled_from([ITEM, OTHER, LONG]))
        def wait(self, number: int, item: str) -> None:
            self.run(self.desk.queueing.join(self.desk.citizens[number], Wanted(item)))

        @rule(minutes=MINUTES)
        def time_passes(self, minutes: int) -> None:
            self.clock.advance(minutes * 60)

        @rule()
        def work(self) -> None:
            async def two_workers() -> None:
                await asyncio.gather(self.desk.settle(), self.desk.settle())

            loop.run(two_workers())

        @precondition(lambda self: len(self.desk.timetables().supply.closings) < 2)
        @rule(code=st.sampled_from(["w1", "w2"]), clock=TIMES)
        def close(self, code: str, clock: str) -> None:
            start = slot(clock).start
            closing = Change("hall", code, TUESDAY, TUESDAY, start, start + 60, "停电")
            assert self.run(self.desk.close(closing))

        @invariant()
        def the_counters_are_right(self) -> None:
            """Each place is somebody's, or on its way back, or free; no slot has more than its places."""
            held: Counter[tuple[str, int]] = Counter()
            for row in [
                *(row for row in self.rows(appointments) if State(row.state).open),
                *self.rows(freed_places),
            ]:
                held.update((row.window, row.start + step * row.minutes) for step in range(row.slots))
            counted = {(row.window, row.start): row.taken for row in self.rows(slot_counters) if row.taken}
            assert counted == held
            places = {"w1": 1, "w2": 2}
            assert all(taken <= places[code] for (code, _), taken in counted.items())

        @invariant()
        def nobody_has_two_for_one_item(self) -> None:
            held = Counter(
                (row.citizen_id, item)
                for row in self.rows(appointments)
                if State(row.state).open
                for item in row._mapping["items"].split("\n")
            )
            assert all(count == 1 for count in held.values())

        @invariant()
        def every_offer_is_one_appointment(self) -> None:
            """Nobody is offered anything twice by one entry, and what is offered is held or was."""
            made = {row.id: row for row in self.rows(appointments)}
            offered = [row for row in self.rows(waiting_list) if row.appointment]
            assert len({row.appointment for row in offered}) == len(offered)
            for row in offered:
                open_offer = row.state == WaitingState.OFFERED
                assert (made[row.appointment].state == State.HELD) is open_offer

        def teardown(self) -> None:
            """In the end all that was given up is free again."""
            if not hasattr(self, "desk"):
                return
            self.clock.time = START.astimezone(CHINA) + timedelta(hours=15)
            loop.run(self.desk.settle())
            assert self.rows(freed_places) == []
            self.the_counters_are_right()

    return Day


def test_random_days(database_url: str, keys: PersonKeys) -> None:
    """Some days of some acts, over a store of each kind, in a loop of their own."""
    with asyncio.Runner() as loop:

        async def opened() -> AsyncEngine:
            return make_engine(database_url)

        engine = loop.run(opened())
        day = machine(loop, engine, unit_of_work_factory(engine, keys))
        chosen = settings(
            max_examples=6,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
        )
        run_state_machine_as_test(day, settings=chosen)
        loop.run(engine.dispose())
