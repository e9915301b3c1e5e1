"""One process of load for ``benchmarks.booking``: bookings through the use case, or the bare conditional UPDATE.

Run: ``python -m benchmarks.booking_load (book|bare) URL FIRST COUNT LANES``; waits for a line of input.
"""

import asyncio
import json
import sys
import time
from dataclasses import replace

from sqlalchemy import text

from affairs.appointments.booking import Booking, Wish
from affairs.appointments.current import Timetables
from affairs.appointments.slot import SlotName
from affairs.clock import NATIONAL, SystemClock
from affairs.people.citizens import Citizen
from integrations.database import Database
from integrations.person_keys import PersonKeys

SECRET = "of the benchmark alone"
ITEM = "115301990100-4-09-0103"


def citizen(number: int) -> Citizen:
    """A citizen of the benchmark."""
    return Citizen(
        f"{number:032}",
        SystemClock().now(),
        name="某人",
        id_number=f"1101011990{number:08}",
        phone=f"139{number:08}",
        verified_at=SystemClock().now(),
    )


async def run(kind: str, url: str, first: int, count: int, lanes: int) -> dict[str, float]:
    """Seconds that ``count`` bookings took, and of each the milliseconds, and those of them on the processor."""
    database = Database(url, PersonKeys(SECRET))
    timetables = Timetables(database.unit_of_work, lambda: NATIONAL)
    await timetables.refresh()
    booking = Booking(database.unit_of_work, timetables, SystemClock())
    timetable = timetables()
    days = [
        day for day in timetable.days(SystemClock().now())[1:] if timetable.starts(timetable.supply.windows[0], day)
    ]
    starts = timetable.starts(timetable.supply.windows[0], days[0])
    taken: list[float] = []

    async def one(number: int) -> None:
        began = time.perf_counter()
        day, start = days[number % len(days)], starts[number // len(days) % len(starts)]
        if kind == "book":
            await booking.book(replace(citizen(number)), Wish(SlotName("hall", day, start), (ITEM,)))
        else:
            async with database.engine.connect() as connection:
                statement = text("UPDATE bare SET booked = booked + 1 WHERE id = :id AND booked < capacity")
                await connection.execute(statement, {"id": number % 200})
                await connection.commit()
        taken.append(time.perf_counter() - began)

    async def lane(which: int) -> None:
        for number in range(first + which, first + count, lanes):
            await one(number)

    await asyncio.to_thread(sys.stdin.readline)
    began, busy = time.perf_counter(), time.process_time()
    await asyncio.gather(*(lane(which) for which in range(lanes)))
    seconds, cpu = time.perf_counter() - began, (time.process_time() - busy) / count
    await database.close()
    taken.sort()
    return {
        "seconds": seconds,
        "cpu": cpu * 1e3,
        "p50": taken[len(taken) // 2] * 1e3,
        "p99": taken[int(len(taken) * 0.99)] * 1e3,
    }


def main() -> None:
    kind, url, first, count, lanes = sys.argv[1:]
    print(json.dumps(asyncio.run(run(kind, url, int(first), int(count), int(lanes)))))


if __name__ == "__main__":
    main()
