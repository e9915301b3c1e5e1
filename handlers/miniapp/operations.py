"""Every operation of the API."""

from handlers.endpoint import Operation
from handlers.miniapp import (
    applications,
    appointments,
    ask,
    bulk,
    cases,
    companies,
    guides,
    hall,
    handovers,
    materials,
    matters,
    me,
    news,
    notices,
    preregistrations,
    ratings,
    relatives,
    sessions,
    waitlist,
)

__all__ = ["OPERATIONS", "PREFIX"]

PREFIX = "/api/v1"
OPERATIONS: tuple[Operation, ...] = (
    *sessions.operations,
    *me.operations,
    *ask.operations,
    *guides.operations,
    *relatives.operations,
    *companies.operations,
    *bulk.operations,
    *applications.operations,
    *materials.operations,
    *cases.operations,
    *news.operations,
    *notices.operations,
    *ratings.operations,
    *preregistrations.operations,
    *appointments.operations,
    *waitlist.operations,
    *hall.operations,
    *handovers.operations,
    *matters.operations,
)
