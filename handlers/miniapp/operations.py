"""Every operation of the API."""

from handlers.endpoint import Operation
from handlers.miniapp import (
    applications,
    ask,
    bulk,
    companies,
    guides,
    materials,
    me,
    preregistrations,
    relatives,
    sessions,
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
    *preregistrations.operations,
)
