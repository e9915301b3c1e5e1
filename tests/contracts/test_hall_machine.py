"""Random days in the hall: a ticket has one state and one window, a window one ticket; order kept, nobody forgotten."""

import asyncio
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from affairs.errors import DomainError
from affairs.hall.checking_in import WalkIn
from affairs.hall.closing import record_all
from affairs.hall.queue import in_order
from affairs.hall.ticket import OPEN, Ticket, TicketState, serves
from affairs.ports import UnitOfWorkFactory
from integrations.database.engine import make_engine
from integrations.database.unit_of_work import unit_of_work_factory
from integrations.person_keys import PersonKeys
from tests.appointments import ITEM, OTHER, TUESDAY, Desk, supply, window
from tests.clocks import START, HandClock
from tests.halls import Day, clerk

WINDOWS = {1: "w1", 2: "w2"}
CLERKS = st.sampled_from([1, 2])
EMPTY = (
    "hall_tickets", "hall_lines", "hall_desks", "hall_days", "freed_places", "waiting_list", "no_shows",
    "appointment_persons", "appointments", "slot_counters", "supplies",
)  # fmt: skip


def machine(  # noqa: C901 - the rules of one machine
    loop: asyncio.Runner, engine: AsyncEngine, uow: UnitOfWorkFactory
) -> type[RuleBasedStateMachine]:
    """The machine over one store, emptied before each run."""
    people: dict[int, Any] = {}

    class Hall(RuleBasedStateMachine):
        def run(self, act: Any) -> Any:
            """What an act gave; None for one that was refused."""
            try:
                return loop.run(act)
            except DomainError:
                return None

        @initialize()
        def open(self) -> None:
            clock = HandClock(START)

            async def begin() -> None:
                async with engine.begin() as connection:
                    for table in EMPTY:
                        await connection.execute(text(f"DELETE FROM {table}"))
                    await connection.execute(text("UPDATE booking_persons SET barred_until = NULL"))
                desk = Desk(uow, clock)
                await desk.opened(supply(window("w1", 4), window("w2", 4, serves={ITEM: 30})))
                desk.citizens = people
                self.day = Day.over(desk)
                self.made = [
                    await self.day.booked(number, at) for number, at in ((1, "09:00"), (2, "09:00"), (3, "09:30"))
                ]
                self.day.at("08:50")
                for number in WINDOWS:
                    await self.day.hall.calling.sign_in(clerk(number), WINDOWS[number])

            loop.run(begin())
            self.given: set[str] = set()

        def tickets(self) -> list[Ticket]:
            async def read() -> list[Ticket]:
                async with uow(read_only=True) as unit:
                    return list(await unit.hall.of_day("hall", TUESDAY))

            return loop.run(read())

        def kept(self, ticket: Ticket | None) -> None:
            if ticket is not None:
                self.given.add(ticket.id)

        @rule(which=st.integers(0, 2))
        def check_in(self, which: int) -> None:
            self.kept(self.run(self.day.come(which + 1, self.made[which])))

        @rule(item=st.sampled_from([ITEM, OTHER]), first=st.booleans())
        def walk_in(self, item: str, first: bool) -> None:
            self.kept(self.run(self.day.hall.checking_in.walk_in(WalkIn("hall", (item,), first=first))))

        @rule(number=CLERKS)
        def call(self, number: int) -> None:
            before, now = self.tickets(), self.day.desk.clock.now()
            called = self.run(self.day.hall.calling.call_next(clerk(number)))
            mine = self.day.desk.timetables().supply.windows_by_code[WINDOWS[number]]
            able = [each for each in in_order(before, now) if serves(mine, each)]
            if called is not None:
                assert called.id == able[0].id, "somebody else was before"
            elif not any(each.state is TicketState.CALLED and each.window == mine.code for each in before):
                assert not able or not self.seated(number), "somebody waits, and the window calls nobody"

        def seated(self, number: int) -> bool:
            return loop.run(self.day.hall.watching.window(clerk(number))) is not None

        @rule()
        def both_call_at_once(self) -> None:
            async def both() -> None:
                calls = (self.day.hall.calling.call_next(clerk(number)) for number in (1, 2, 1, 2))
                done = await asyncio.gather(*calls, return_exceptions=True)
                assert all(isinstance(each, Ticket | DomainError) for each in done), done
                called = [each.id for each in done if isinstance(each, Ticket)]
                assert len(called) == len(set(called))

            loop.run(both())

        @rule(number=CLERKS, act=st.sampled_from(["recall", "pass_over", "park", "finish"]), at=st.integers(0, 9))
        def act(self, number: int, act: str, at: int) -> None:
            there = self.tickets()
            if there:
                self.run(getattr(self.day.hall.calling, act)(clerk(number), there[at % len(there)].id))

        @rule(number=CLERKS, at=st.integers(0, 9))
        def take_up_or_transfer(self, number: int, at: int) -> None:
            there = self.tickets()
            if there:
                ticket = there[at % len(there)].id
                self.run(self.day.hall.calling.take_up(clerk(number), ticket))
                self.run(self.day.hall.calling.transfer(clerk(number), ticket, WINDOWS[3 - number]))

        @rule(number=CLERKS)
        def leave_or_come(self, number: int) -> None:
            if self.seated(number):
                self.run(self.day.hall.calling.sign_out(clerk(number)))
            else:
                self.run(self.day.hall.calling.sign_in(clerk(number), WINDOWS[number]))

        @rule(minutes=st.sampled_from([1, 10, 30]))
        def wait(self, minutes: int) -> None:
            self.day.desk.clock.advance(minutes * 60)

        @invariant()
        def one_window_a_ticket_and_one_ticket_a_window(self) -> None:
            there = self.tickets()
            assert {each.id for each in there} == self.given, "a ticket is lost, or nobody's"
            called = [each.window for each in there if each.state is TicketState.CALLED]
            assert len(called) == len(set(called))
            assert all(called)
            for line in {each.line for each in there}:
                numbers = sorted(each.number for each in there if each.line is line)
                assert numbers == list(range(1, len(numbers) + 1))
            kept = [each.appointment for each in there if each.appointment]
            assert len(kept) == len(set(kept))

        def teardown(self) -> None:
            if not hasattr(self, "day"):
                return
            self.day.desk.clock.advance(24 * 3600)
            while loop.run(self.day.hall.closing.end()):
                pass
            loop.run(record_all(self.day.hall.closing, self.day.desk.no_shows))
            assert not [each for each in self.tickets() if each.state in OPEN], "somebody is forgotten"
            assert loop.run(self.day.hall.closing.unattended()) == []

    return Hall


def test_random_days(database_url: str, keys: PersonKeys):
    with asyncio.Runner() as loop:
        engine = make_engine(database_url)
        try:
            uow = unit_of_work_factory(engine, keys)
            run_state_machine_as_test(
                machine(loop, engine, uow),
                settings=settings(
                    max_examples=12,
                    stateful_step_count=25,
                    deadline=None,
                    database=None,
                    suppress_health_check=list(HealthCheck),
                ),
            )
        finally:
            loop.run(engine.dispose())
