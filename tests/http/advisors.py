"""Advisors who act through the use cases, for tests that look at the citizen's side."""

from affairs.staff.permissions import Actor, Role, permissions_of
from handlers.services import Services
from tests.http.staff import hired, quick


async def advisor(desk: Services, login: str = "lin", name: str = "林晓", *roles: Role) -> Actor:
    """An advisor at the desk."""
    held = frozenset(roles or {Role.ADVISOR})
    person = await hired(quick(desk), login, *held, name=name)
    actor = Actor(person.id, name, permissions_of(held), held)
    await desk.handovers.desk.seen(actor)
    return actor
