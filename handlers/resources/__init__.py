"""Resources of one process: opened together, closed in reverse, whatever fails in between."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from affairs.appointments.desk import AppointmentDesk
from affairs.clock import SystemClock
from affairs.clock.editing import Calendars
from affairs.matters.room import MatterRoom
from affairs.ports import UnitOfWorkFactory
from affairs.staff.office import StaffOffice
from handlers.metrics import Metrics
from handlers.place_links import place_links
from handlers.resources.applications import application_desk
from handlers.resources.appointments import open_supply
from handlers.resources.approval import approval_checks, open_approval
from handlers.resources.background import background
from handlers.resources.cases import case_desk
from handlers.resources.catalogue import open_catalogue, open_learning
from handlers.resources.chat import chat_desk
from handlers.resources.engine import Talk, open_engine
from handlers.resources.files import open_files, open_looking
from handlers.resources.gathering import Desks, gathered
from handlers.resources.hall import open_hall
from handlers.resources.handovers import open_handovers
from handlers.resources.health import catalogue_check, database_check, wechat_check
from handlers.resources.people import Vouching, open_people
from handlers.resources.portal import open_portal
from handlers.resources.stores import open_announcements, open_database, open_stores, person_keys
from handlers.resources.supervision import read_thresholds
from handlers.resources.wechat import later, open_wechat, sealed_payloads
from handlers.services import HealthCheck, Services
from handlers.settings import Settings
from integrations.calendar import CalendarHolder
from integrations.large_pages import in_large_pages
from integrations.supply import keep_supply_fresh
from knowledge.guide import TimeLimit

__all__ = [
    "in_large_pages",
    "later",
    "open_announcements",
    "open_calendars",
    "open_database",
    "open_learning",
    "open_services",
    "open_staff",
    "open_wechat",
    "sealed_payloads",
]


@asynccontextmanager
async def open_services(
    settings: Settings,
    *,
    catalogue: Path | None = None,
    supply: Path | None = None,
    vouching: Vouching | None = None,
    demo: bool = False,
) -> AsyncIterator[Services]:
    """Everything the settings name, migrated and ready; an empty database gets ``catalogue`` and ``supply``.

    ``vouching`` wraps the log-in of citizens (a demonstration's platform vouches for them);
    ``demo`` lets a demonstration's log-ins of staff in.

    Raises StoreUnavailable when the database cannot be reached, SettingsFault for approval systems that cannot be used.
    """
    async with AsyncExitStack() as stack:
        clock, metrics = SystemClock(), Metrics()
        database = await stack.enter_async_context(open_database(settings))
        uow = database.unit_of_work
        followed = await open_catalogue(settings, database, clock, stack, catalogue)
        checks: dict[str, HealthCheck] = {
            "database": database_check(followed.catalogues),
            "catalogue": catalogue_check(followed.holder),
        }
        conversations, tokens = await open_stores(settings, database, clock, stack, checks)
        calendar = await _open_calendar(uow, clock, stack)
        client = await stack.enter_async_context(open_wechat(settings, tokens))
        if client is not None:
            checks["wechat"] = wechat_check(client)
        people = await stack.enter_async_context(
            open_people(settings, uow, clock, tokens, vouching, person_keys(settings))
        )
        files = await stack.enter_async_context(open_files(settings))
        looking = await stack.enter_async_context(open_looking(files))
        desk = application_desk(uow, followed.holder, people, files, looking, clock)
        thresholds = await asyncio.to_thread(read_thresholds, settings.supervision)
        rectified = TimeLimit(settings.rectify_days)
        approval = await stack.enter_async_context(open_approval(settings, uow, followed.holder, files, clock, metrics))
        reported_to = approval.reported_to() if approval else ()
        counter = case_desk(uow, followed.holder, calendar, people.login, clock, thresholds, rectified, reported_to)
        checks |= approval_checks(approval)
        appointments = AppointmentDesk.over(
            uow, calendar, clock, verifies=people.profiles.verifies, snapshot=followed.holder
        )
        handovers = await stack.enter_async_context(
            open_handovers(settings, uow, followed.holder, calendar, desk, people, client, files, clock)
        )
        chat = chat_desk(desk, people, client, appointments, place_links(settings, clock))
        hall = await open_hall(settings.hall, uow, appointments.timetables, clock)
        portal = await open_portal(settings, uow, clock, stack, followed, people, checks)
        matters = MatterRoom.over(uow, followed.holder, calendar, clock)
        talk = Talk(
            conversations,
            calendar,
            counter.viewing,
            chat,
            handovers.chat,
            hall,
            portal.bulletin,
            portal.interests,
            matters.asking,
        )
        engine = await open_engine(settings, uow, clock, stack, followed, talk)
        await open_supply(appointments, supply)
        await stack.enter_async_context(background(keep_supply_fresh(appointments.timetables)))
        yield gathered(
            settings,
            uow,
            clock,
            metrics,
            checks,
            Desks(
                followed=followed,
                engine=engine,
                people=people,
                applications=desk,
                cases=counter,
                staff=StaffOffice.over(uow, clock, demo=demo, factor_of=settings.second_factor_of),
                appointments=appointments,
                hall=hall,
                handovers=handovers,
                matters=matters,
                portal=portal,
                calendar=calendar,
                client=client,
                approval=approval,
            ),
        )


@asynccontextmanager
async def open_staff(settings: Settings) -> AsyncIterator[StaffOffice]:
    """Staff alone, for the command line. Raises StoreUnavailable, DatabaseFault."""
    async with open_database(settings) as database:
        yield StaffOffice.over(database.unit_of_work, SystemClock())


@asynccontextmanager
async def open_calendars(settings: Settings) -> AsyncIterator[Calendars]:
    """The calendar's edits alone, for the command line. Raises StoreUnavailable, DatabaseFault."""
    async with open_database(settings) as database:
        yield Calendars(database.unit_of_work, SystemClock())


async def _open_calendar(uow: UnitOfWorkFactory, clock: SystemClock, stack: AsyncExitStack) -> CalendarHolder:
    """The working days in force, followed until ``stack`` closes."""
    calendar = CalendarHolder(Calendars(uow, clock))
    await calendar.refresh()
    await stack.enter_async_context(background(calendar.keep_fresh()))
    return calendar
