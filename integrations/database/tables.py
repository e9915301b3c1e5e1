"""The tables. Times are UTC; what changes here needs a migration in :mod:`.migrations`."""

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    text,
)

__all__ = [
    "adapters",
    "catalogue_documents",
    "catalogue_entries",
    "catalogue_versions",
    "conversations",
    "metadata",
    "outbox",
    "preferences",
    "questions",
    "seen_messages",
]

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Moment(TypeDecorator[datetime]):
    """A point in time: aware on both sides, UTC in the store (SQLite knows no offsets)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """To UTC. Raises ValueError for a time without an offset."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without an offset")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """An aware time in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# SQLite counts its rowids only for a column that is declared INTEGER.
Serial = BigInteger().with_variant(Integer, "sqlite")

catalogue_versions = Table(
    "catalogue_versions",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("sample", Boolean, nullable=False),
    Column("published_at", Moment, nullable=False),
    Column("effective_from", Moment, nullable=False),
    Column("items", Integer, nullable=False),
    Column("guides", Integer, nullable=False),
    Column("regions", Integer, nullable=False),
    Column("note", Text, nullable=False, server_default=""),
    Column("figures", JSON, nullable=False, server_default="{}"),
    Index(None, "effective_from", "number"),
)

catalogue_documents = Table(
    "catalogue_documents",
    metadata,
    Column("digest", LargeBinary(16), primary_key=True),
    Column("payload", LargeBinary, nullable=False),
)

catalogue_entries = Table(
    "catalogue_entries",
    metadata,
    Column("version", Integer, ForeignKey(catalogue_versions.c.number), primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("digest", LargeBinary(16), ForeignKey(catalogue_documents.c.digest), nullable=False),
)

adapters = Table(
    "adapters",
    metadata,
    Column("version", Integer, ForeignKey(catalogue_versions.c.number), primary_key=True),
    Column("encoder", String(64), primary_key=True),
    Column("payload", LargeBinary, nullable=False),
    Column("figures", JSON, nullable=False),
    Column("trained_at", Moment, nullable=False),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Serial, primary_key=True, autoincrement=True),
    Column("kind", String(64), nullable=False),
    Column("key", String(200), nullable=False, unique=True),
    Column("subject", String(64)),
    Column("payload", JSON, nullable=False),
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("losses", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("worker", String(100), nullable=False),
    Column("finished_at", Moment),
    Column("error", Text, nullable=False),
    Index(None, "state", "kind", "due_at"),
    Index(None, "state", "finished_at"),
    Index(
        None,
        "subject",
        "id",
        sqlite_where=text("subject IS NOT NULL"),
        postgresql_where=text("subject IS NOT NULL"),
    ),
    sqlite_autoincrement=True,
)

questions = Table(
    "questions",
    metadata,
    Column("id", Serial, primary_key=True, autoincrement=True),
    Column("asked_at", Moment, nullable=False, index=True),
    Column("channel", String(32), nullable=False),
    Column("text", Text, nullable=False),
    Column("outcome", String(32), nullable=False),
    Column("shown", JSON, nullable=False),
    Column("chosen", String(64), nullable=False),
    Column("region", String(64), nullable=False),
    Column("confidence", Float),
    Column("catalogue_version", Integer, nullable=False),
    Column("thread", String(64), nullable=False),
    Index(None, "outcome", "id"),
    Index(None, "thread", "id"),
    sqlite_autoincrement=True,
)

preferences = Table(
    "preferences",
    metadata,
    Column("person", String(32), primary_key=True),
    Column("region", String(64), nullable=False),
    Column("changed_at", Moment, nullable=False),
)

conversations = Table(
    "conversations",
    metadata,
    Column("person", String(32), primary_key=True),
    Column("session", Text, nullable=False),
    Column("revision", BigInteger, nullable=False),
    Column("expires_at", Moment, nullable=False, index=True),
)

seen_messages = Table(
    "seen_messages",
    metadata,
    Column("person", String(32), primary_key=True),
    Column("message", String(32), primary_key=True),
    Column("holder", String(32), nullable=False),
    Column("reply", Text),
    Column("expires_at", Moment, nullable=False, index=True),
)
