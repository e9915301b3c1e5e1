"""A small centre and its citizens, for tests of booking."""

from dataclasses import dataclass, field, replace
from datetime import date, time

from affairs.appointments.booking import Booking, Wish
from affairs.appointments.changing import Changing
from affairs.appointments.current import Timetables
from affairs.appointments.editing import add_change
from affairs.appointments.free import Free, Visit
from affairs.appointments.missing import NoShows
from affairs.appointments.reminding import Reminding
from affairs.appointments.returning import Returning
from affairs.appointments.slot import SlotName
from affairs.appointments.supply import Change, Limit, Quota, Rules, Supply, Window
from affairs.appointments.supplying import Report, Supplying
from affairs.appointments.viewing import Seeing
from affairs.appointments.waiting import Queueing
from affairs.clock import NATIONAL
from affairs.people.citizens import Citizen, Login
from affairs.people.principals import Capacity
from affairs.ports import UnitOfWorkFactory
from affairs.staff.permissions import OPERATOR
from knowledge.places import Hours, Span, Venue
from tests.clocks import HandClock

ITEM, OTHER, LONG = "item-1", "item-2", "item-long"
TUESDAY = date(2026, 3, 3)
"""The day after the clock's first."""
ALL_WEEK = (Hours((1, 2, 3, 4, 5), (Span(time(9), time(12)), Span(time(13), time(17)))),)
RULES = Rules(return_after=(5, 5), person=Limit(3, 6))


def window(code: str = "w1", places: int = 2, **changes: object) -> Window:
    """A window of half-hour slots."""
    made = Window(code, "hall", code, 30, {Quota.PUBLIC: places}, {ITEM: 30, OTHER: 20, LONG: 60}, department="户政")
    return replace(made, **changes)


def supply(*windows: Window, **changes: object) -> Supply:
    """A centre with one hall."""
    made = Supply("测试", RULES, (Venue(name="大厅", code="hall", hours=ALL_WEEK),), windows or (window(),))
    return replace(made, **changes)


def slot(clock: str = "09:00", day: date = TUESDAY, venue: str = "hall") -> SlotName:
    """A slot's name."""
    hour, minute = clock.split(":")
    return SlotName(venue, day, int(hour) * 60 + int(minute))


def id_number(number: int) -> str:
    """A number of its own for each; only its being different matters here."""
    return f"1101011990{number:08}"


@dataclass
class Desk:
    """The use cases over one store, as one process has them."""

    uow: UnitOfWorkFactory
    clock: HandClock
    timetables: Timetables = field(init=False)

    def __post_init__(self) -> None:
        self.timetables = Timetables(self.uow, lambda: NATIONAL)
        self.booking = Booking(self.uow, self.timetables, self.clock)
        self.changing = Changing(self.uow, self.timetables, self.clock, chance=lambda: 0.0)
        self.returning = Returning(self.uow, self.timetables, self.clock)
        self.queueing = Queueing(self.uow, self.timetables, self.clock)
        self.supplying = Supplying(self.uow, self.timetables, self.clock)
        self.no_shows = NoShows(self.uow, self.timetables, self.clock)
        self.reminding = Reminding(self.uow, self.timetables, self.clock)
        self.seeing = Seeing(self.uow)
        self.free = Free(self.uow, self.timetables, self.clock)
        self.citizens: dict[int, Citizen] = {}

    async def close(self, closing: Change) -> Report:
        """紧急关闭."""
        edit = add_change("closings", replace(closing, reason=closing.reason or "停电"))
        return await self.supplying.revise(OPERATOR, edit, reason=closing.reason, whatever=True)

    async def opened(self, given: Supply) -> "Desk":
        await self.supplying.replace(given, source="test")
        await self.timetables.refresh()
        return self

    async def citizen(self, number: int, **changes: object) -> Citizen:
        """The citizen of a number."""
        if number not in self.citizens:
            fresh = Citizen(f"{number:032}", self.clock.now())
            async with self.uow() as uow:
                found = await uow.citizens.register(
                    [Login("miniapp", f"openid-{number}")], fresh=fresh.id, now=self.clock.now()
                )
                known = {"name": "某人", "id_number": id_number(number), "phone": f"139{number:08}"} | changes
                self.citizens[number] = replace(found, **known)
                await uow.citizens.save(self.citizens[number])
                await uow.commit()
        return self.citizens[number]

    async def intermediary(self, number: int, licence: str) -> Citizen:
        return await self.citizen(number, capacity=Capacity.INTERMEDIARY, licence=licence)

    async def book(self, number: int, name: SlotName | None = None, items: tuple[str, ...] = (ITEM,), **options):
        return await self.booking.book(await self.citizen(number), Wish(name or slot(), items), **options)

    async def remaining(self, name: SlotName | None = None, number: int = 999, item: str = ITEM) -> int:
        """Places of a slot that a citizen is shown."""
        wanted = name or slot()
        shown = await self.free.slots(await self.citizen(number), Visit((item,)), wanted.day)
        return next((each.remaining for each in shown if each.name == wanted), 0)

    async def settle(self) -> None:
        """What a worker does: until there is nothing to be done."""
        while await self.returning.expire() or await self.returning.give_back():
            pass

    async def told(self, number: int = 1) -> list[str]:
        """What somebody found in their inbox, the first first."""
        citizen = await self.citizen(number)
        async with self.uow(read_only=True) as uow:
            return [each.text for each in reversed(await uow.notices.of_citizen(citizen.id, limit=100))]

    async def kinds(self, *numbers: int) -> list[str]:
        """Of what these were told, as the notices' titles, in order."""
        found: list[str] = []
        async with self.uow(read_only=True) as uow:
            for number in numbers or (1,):
                citizen = await self.citizen(number)
                kept = await uow.notices.of_citizen(citizen.id, limit=100)
                found += sorted(each.key.split(":")[0].removeprefix("appointment-") for each in kept)
        return found
