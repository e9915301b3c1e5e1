"""``/appointments/{id}/check-in`` and ``…/queue``: the day in the hall, from the phone."""

from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from affairs.clock import CHINA
from affairs.hall.queue import Position
from handlers.access import Access
from handlers.endpoint import Call, Nothing, endpoint
from handlers.keys import services_of
from handlers.miniapp.appointments import ONE

__all__ = ["operations"]

NOT_FOUND = (HTTPStatus.NOT_FOUND,)
GONE = (HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT)


class QueueOut(BaseModel):
    """One's place in the queue."""

    number: Annotated[str, Field(description="What is called out, e.g. `Y012`.")]
    state: Literal["waiting", "called", "parked", "done", "absent", "lapsed"]
    window: Annotated[str, Field(description="Where to go; empty unless called.")]
    ahead: Annotated[int, Field(description="People who are called before.")]
    minutes: Annotated[
        int | None, Field(description="Estimated wait, in steps of five; null while no window is open for it.")
    ]
    windows: Annotated[int, Field(description="Open windows that may call it.")]
    taken_at: datetime


def queue_out(place: Position) -> QueueOut:
    """A position as it is shown."""
    ticket = place.ticket
    return QueueOut(
        number=ticket.label,
        state=ticket.state.value,
        window=place.called_to,
        ahead=place.ahead,
        minutes=place.minutes,
        windows=place.windows,
        taken_at=ticket.taken_at.astimezone(CHINA),
    )


@endpoint(
    "POST", f"{ONE}/check-in", access=Access.CITIZEN, tag="appointments", reply=QueueOut, errors=GONE
)  # fmt: skip
async def check_in(call: Call[Nothing, Nothing]) -> QueueOut:
    """Say that I am there, and get my number; once is enough."""
    services = services_of(call.request)
    ticket = await services.hall.checking_in.own(call.citizen, call.request.match_info["id"])
    return queue_out(await services.hall.watching.ticket(ticket.venue, ticket))


@endpoint("GET", f"{ONE}/queue", access=Access.CITIZEN, tag="appointments", reply=QueueOut, errors=NOT_FOUND)
async def show_queue(call: Call[Nothing, Nothing]) -> QueueOut:
    """How many people are ahead of me, and where I am called."""
    services = services_of(call.request)
    place = await services.hall.watching.of_appointment(call.citizen.id, call.request.match_info["id"])
    return queue_out(place)


operations = (check_in, show_queue)
