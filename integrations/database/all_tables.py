"""Every table of the schema, for migrations: importing a module of tables adds them to the one metadata."""

from integrations.database import (
    application_tables,
    appointment_tables,
    approval_tables,
    article_tables,
    calendar_tables,
    case_tables,
    factor_tables,
    hall_tables,
    handover_tables,
    interest_tables,
    matter_tables,
    notice_tables,
    people_tables,
    preregistration_tables,
    staff_tables,
    tables,
)

__all__ = [
    "application_tables",
    "appointment_tables",
    "approval_tables",
    "article_tables",
    "calendar_tables",
    "case_tables",
    "factor_tables",
    "hall_tables",
    "handover_tables",
    "interest_tables",
    "matter_tables",
    "metadata",
    "notice_tables",
    "people_tables",
    "preregistration_tables",
    "staff_tables",
]

metadata = tables.metadata
