"""Catalogue versions as lists of shared documents.

A document is stored once under the digest of its bytes; a version is a list of digests.
Publishing a catalogue in which a few guides changed stores these few, and a list.
"""

import asyncio
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import islice
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from affairs.errors import CatalogueConflict, NoSuchVersion
from affairs.ports import CatalogueVersion
from integrations.database.statements import AnyRow, upsert
from integrations.database.tables import adapters, catalogue_documents, catalogue_entries, catalogue_versions
from knowledge.catalogue import Catalogue
from knowledge.codec import KINDS, Part, Reader, digest, encode, kind_of
from knowledge.forms import Form

__all__ = ["DatabaseCatalogues"]

CHUNK = 5_000


@lru_cache(maxsize=256)
def _form(payload: bytes) -> Form:
    """What is kept is named by its content and never changes; a day has few forms, each read for every application."""
    return cast("Form", Reader().read("form", payload))


class DatabaseCatalogues:
    """:class:`affairs.ports.CatalogueRepository` upon one connection."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def in_force(self, at: datetime) -> CatalogueVersion | None:
        """The version that took effect last, at ``at`` or before; of several at one time the newest."""
        versions = catalogue_versions.c
        query = (
            select(catalogue_versions)
            .where(versions.effective_from <= at)
            .order_by(versions.effective_from.desc(), versions.number.desc())
            .limit(1)
        )
        row = (await self._connection.execute(query)).first()
        return _version(row) if row else None

    async def versions(self, limit: int, before: int | None = None) -> Sequence[CatalogueVersion]:
        """Versions, the newest first, numbers below ``before``."""
        query = select(catalogue_versions).order_by(catalogue_versions.c.number.desc()).limit(limit)
        if before is not None:
            query = query.where(catalogue_versions.c.number < before)
        return [_version(row) for row in await self._connection.execute(query)]

    async def latest(self) -> int:
        """The newest version number; 0 = none."""
        return await self._connection.scalar(select(func.max(catalogue_versions.c.number))) or 0

    async def load(self, number: int) -> Catalogue:
        """The whole of one version. Raises NoSuchVersion."""
        query = select(catalogue_versions).where(catalogue_versions.c.number == number)
        version = (await self._connection.execute(query)).first()
        if version is None:
            raise NoSuchVersion(str(number))
        entries, documents = catalogue_entries.c, catalogue_documents.c
        stored = await self._connection.execute(
            select(entries.kind, documents.payload)
            .join_from(catalogue_entries, catalogue_documents)
            .where(entries.version == number)
            .order_by(entries.kind, entries.ordinal)
        )
        return await asyncio.to_thread(_catalogue, version, stored.all())

    async def publish(
        self,
        catalogue: Catalogue,
        *,
        source: str,
        effective_from: datetime,
        now: datetime,
        latest: int,
        note: str = "",
        figures: Mapping[str, Any] | None = None,
    ) -> CatalogueVersion:
        """Store a new version; documents that did not change are shared with older ones.

        Raises CatalogueConflict when ``latest`` is not the newest number any more.
        """
        version = CatalogueVersion(
            number=latest + 1,
            published_at=now,
            effective_from=effective_from,
            source=source,
            items=len(catalogue.items),
            guides=len(catalogue.guides),
            regions=len(catalogue.regions),
            sample=catalogue.sample,
            name=catalogue.name,
            note=note,
            figures=dict(figures or {}),
        )
        await self._take_number(version, latest)
        documents, entries = await asyncio.to_thread(_rows, catalogue, version.number)
        for stored in await self._stored(latest):
            documents.pop(stored, None)
        await self._add_documents(documents)
        for chunk in _chunks(entries):
            await self._connection.execute(insert(catalogue_entries), chunk)
        return version

    async def form(self, digest: str) -> Form | None:
        """The form of a digest, of whichever version; or None."""
        documents = catalogue_documents.c
        query = select(documents.payload).where(documents.digest == bytes.fromhex(digest))
        payload = (await self._connection.execute(query)).scalar_one_or_none()
        return _form(bytes(payload)) if payload is not None else None

    async def forms(self, digests: Collection[str]) -> Mapping[str, Form]:
        """The forms of digests, those that are there."""
        documents = catalogue_documents.c
        these = documents.digest.in_([bytes.fromhex(digest) for digest in digests])
        rows = await self._connection.execute(select(documents.digest, documents.payload).where(these))
        return {row.digest.hex(): _form(bytes(row.payload)) for row in rows}

    async def adapter(self, number: int, encoder: str) -> bytes | None:
        """The payload of the newest adapter of this encoder, of version ``number`` or one before."""
        payload: bytes | None = await self._connection.scalar(_newest(number, encoder, adapters.c.payload))
        return payload

    async def adapter_mark(self, number: int, encoder: str) -> str:
        """The version and the moment of that adapter; '' = there is none."""
        columns = (adapters.c.version, adapters.c.trained_at)
        row = (await self._connection.execute(_newest(number, encoder, *columns))).first()
        return f"{row.version} {row.trained_at.isoformat()}" if row else ""

    async def keep_adapter(
        self, number: int, encoder: str, payload: bytes, figures: Mapping[str, Any], *, now: datetime
    ) -> None:
        """Store an adapter, over the one of the same version and encoder."""
        fresh = {"payload": payload, "figures": dict(figures), "trained_at": now}
        await self._connection.execute(
            upsert(self._connection, adapters)
            .values({"version": number, "encoder": encoder, **fresh})
            .on_conflict_do_update(index_elements=["version", "encoder"], set_=fresh)
        )

    async def _take_number(self, version: CatalogueVersion, latest: int) -> None:
        # First of all, so that of two publishers the later one stops here before it has written anything.
        if await self.latest() != latest:
            raise CatalogueConflict
        row = {column.name: getattr(version, column.name) for column in catalogue_versions.c}
        try:
            await self._connection.execute(insert(catalogue_versions).values(row))
        except IntegrityError:
            raise CatalogueConflict from None

    async def _stored(self, number: int) -> Sequence[bytes]:
        query = select(catalogue_entries.c.digest).where(catalogue_entries.c.version == number)
        return (await self._connection.scalars(query)).all()

    async def _add_documents(self, documents: dict[bytes, bytes]) -> None:
        statement = upsert(self._connection, catalogue_documents).on_conflict_do_nothing(index_elements=["digest"])
        rows = [{"digest": digest, "payload": payload} for digest, payload in documents.items()]
        for chunk in _chunks(rows):
            await self._connection.execute(statement, chunk)


def _rows(catalogue: Catalogue, number: int) -> tuple[dict[bytes, bytes], list[dict[str, Any]]]:
    documents: dict[bytes, bytes] = {}
    entries: list[dict[str, Any]] = []
    for parts in _parts(catalogue):
        for ordinal, part in enumerate(parts):
            payload = encode(part)
            key = digest(part, payload)
            documents[key] = payload
            entries.append({"version": number, "kind": kind_of(part), "ordinal": ordinal, "digest": key})
    return documents, entries


def _parts(catalogue: Catalogue) -> tuple[tuple[Part, ...], ...]:
    return (
        catalogue.items,
        catalogue.guides,
        catalogue.regions,
        catalogue.venues,
        catalogue.synonyms,
        catalogue.out_of_scope,
        catalogue.regression,
        catalogue.scenarios,
        catalogue.forms,
    )


def _newest(number: int, encoder: str, *columns: ColumnElement[Any]) -> Select[Any]:
    return (
        select(*columns)
        .where(adapters.c.version <= number, adapters.c.encoder == encoder)
        .order_by(adapters.c.version.desc())
        .limit(1)
    )


def _chunks(rows: Sequence[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    waiting = iter(rows)
    while chunk := list(islice(waiting, CHUNK)):
        yield chunk


def _version(row: AnyRow) -> CatalogueVersion:
    return CatalogueVersion(**row._mapping)


def _catalogue(version: AnyRow, stored: Sequence[AnyRow]) -> Catalogue:
    reader = Reader()
    parts: dict[str, list[Part]] = {kind: [] for kind in KINDS}
    for row in stored:
        parts[row.kind].append(reader.read(row.kind, row.payload))
    return Catalogue(
        items=tuple(parts["item"]),  # type: ignore[arg-type]
        guides=tuple(parts["guide"]),  # type: ignore[arg-type]
        regions=tuple(parts["region"]),  # type: ignore[arg-type]
        venues=tuple(parts["venue"]),  # type: ignore[arg-type]
        name=version.name,
        sample=version.sample,
        version=version.number,
        synonyms=tuple(parts["synonym"]),  # type: ignore[arg-type]
        out_of_scope=tuple(parts["out_of_scope"]),  # type: ignore[arg-type]
        regression=tuple(parts["regression"]),  # type: ignore[arg-type]
        scenarios=tuple(parts["scenario"]),  # type: ignore[arg-type]
        forms=tuple(parts["form"]),  # type: ignore[arg-type]
    )
