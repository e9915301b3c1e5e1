"""What the centre publishes."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Column, Index, String, Table, Text, and_, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from affairs.publications.publication import Publication, PublicationKind
from integrations.database.statements import AnyRow
from integrations.database.tables import Moment, metadata

__all__ = ["DatabasePublications", "publications"]

publications = Table(
    "publications",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("title", String(200), nullable=False),
    Column("text", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("published_by", String(16), nullable=False),
    Column("published_at", Moment, nullable=False),
    Column("withdrawn_at", Moment),
    Index(None, "kind", "published_at"),
)


class DatabasePublications:
    """:class:`affairs.publications.publication.PublicationRepository` upon one connection."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, publication: Publication) -> None:
        """Keep one."""
        row = {name: getattr(publication, name) for name in Publication.__slots__}
        await self._connection.execute(insert(publications).values(row))

    async def get(self, publication_id: str) -> Publication | None:
        """One that was not taken back."""
        this = and_(publications.c.id == publication_id, publications.c.withdrawn_at.is_(None))
        row = (await self._connection.execute(select(publications).where(this))).first()
        return _publication(row) if row else None

    async def page(
        self, kinds: Sequence[PublicationKind], *, limit: int, before: str | None = None
    ) -> Sequence[Publication]:
        """Those that were not taken back, the latest first."""
        shown = and_(publications.c.kind.in_(list(kinds)), publications.c.withdrawn_at.is_(None))
        query = select(publications).where(shown)
        if before is not None:
            at = select(publications.c.published_at).where(publications.c.id == before).scalar_subquery()
            same = and_(publications.c.published_at == at, publications.c.id < before)
            query = query.where(or_(publications.c.published_at < at, same))
        newest = query.order_by(publications.c.published_at.desc(), publications.c.id.desc()).limit(limit)
        return [_publication(row) for row in await self._connection.execute(newest)]

    async def withdraw(self, publication_id: str, *, now: datetime) -> bool:
        """Take one back; False when there is none."""
        this = and_(publications.c.id == publication_id, publications.c.withdrawn_at.is_(None))
        statement = update(publications).where(this).values(withdrawn_at=now)
        return (await self._connection.execute(statement)).rowcount == 1


def _publication(row: AnyRow) -> Publication:
    return Publication(**{**row._mapping, "kind": PublicationKind(row.kind)})
