"""The tables of news and policies. Topics stand in the row for reading, and beside it for looking up."""

from sqlalchemy import JSON, Boolean, Column, Date, ForeignKey, Index, Integer, String, Table, Text

from integrations.database.tables import Moment, Serial, metadata

__all__ = ["article_topics", "articles"]

articles = Table(
    "articles",
    metadata,
    Column("serial", Serial, primary_key=True, autoincrement=True),
    Column("id", String(16), nullable=False, unique=True),
    Column("kind", String(16), nullable=False),
    Column("title", String(100), nullable=False),
    Column("summary", String(300), nullable=False),
    Column("body", Text, nullable=False),
    Column("dated", Date, nullable=False),
    Column("published", Boolean, nullable=False),
    Column("department", String(64), nullable=False),
    Column("topics", JSON, nullable=False),
    Column("items", JSON, nullable=False),
    Column("sample", Boolean, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Index(None, "kind", "published", "dated"),
)

article_topics = Table(
    "article_topics",
    metadata,
    Column("article_id", String(16), ForeignKey(articles.c.id), primary_key=True),
    Column("topic", String(20), primary_key=True, index=True),
)
