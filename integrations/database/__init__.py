"""The relational store: SQLite within the process, or PostgreSQL."""

from integrations.database.conversations import DatabaseConversations
from integrations.database.engine import make_engine
from integrations.database.resealing import Resealed, reseal
from integrations.database.schema import DatabaseFault, SchemaState, check, upgrade
from integrations.database.unit_of_work import Database, DatabaseUnitOfWork, unit_of_work_factory

__all__ = [
    "Database",
    "DatabaseConversations",
    "DatabaseFault",
    "DatabaseUnitOfWork",
    "Resealed",
    "SchemaState",
    "check",
    "make_engine",
    "reseal",
    "unit_of_work_factory",
    "upgrade",
]
