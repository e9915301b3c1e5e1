"""The tables of a front database as SQLAlchemy knows them, made from a profile."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Column, DateTime, Integer, MetaData, String, Table
from sqlalchemy.dialects.sqlite import DATETIME as SqliteDateTime  # noqa: N811 - the name of the type
from sqlalchemy.types import TypeEngine

from integrations.approval.profile import FieldRule, Form, Profile

__all__ = ["MOMENT", "Layout"]

LONGEST = 2000
MOMENT = DateTime().with_variant(SqliteDateTime(truncate_microseconds=True), "sqlite")  # type: ignore[no-untyped-call]
"""Written by SQLite's own functions without fractions of a second; compared as text there."""
UNMAPPED = 36


class Layout:
    """Tables by message name, and the names of their bookkeeping columns.

    ``synced`` is '' for layouts without a flag for what was collected.
    """

    def __init__(self, profile: Profile) -> None:
        self.metadata = MetaData()
        self._names = profile.columns
        self.tables: Mapping[str, Table] = {
            name: self._table(message.target, message.fields)
            for name, message in profile.messages.items()
            if message.target
        }
        self.by_target: Mapping[str, Table] = {table.name: table for table in self.tables.values()}
        self.case_column = next(
            name for name, rule in profile.messages["accept"].fields.items() if rule.source == "case.application_no"
        )

    def column(self, role: str) -> str:
        """The name of a bookkeeping column; '' = this layout has none."""
        return self._names.get(role, "")

    def _table(self, target: str, fields: Mapping[str, FieldRule]) -> Table:
        books: list[Column[object]] = [
            Column(self.column("id"), String(50), primary_key=True),
            Column(self.column("batch"), String(32), nullable=False),
            Column(self.column("operation"), String(2), nullable=False),
            Column(self.column("time"), MOMENT, nullable=False, index=True),
            Column(self.column("source"), String(3), nullable=False),
        ]
        if self.column("synced"):
            books.append(Column(self.column("synced"), String(2), nullable=False, index=True))
        own = [Column(name, _type(rule), nullable=not rule.required) for name, rule in fields.items()]
        return Table(target, self.metadata, *books, *own)


def _type(rule: FieldRule) -> TypeEngine[Any]:
    match rule.form:
        case Form.INTEGER:
            return Integer()
        case Form.MOMENT:
            return MOMENT
        case _:
            return String(rule.max or LONGEST)
