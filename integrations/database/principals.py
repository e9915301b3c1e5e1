"""Relatives, companies, and who may act for them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from affairs.people.principals import Company, Relation, Relative, Representation, RepresentationState, Role
from integrations.database.people_tables import companies, relatives, representations
from integrations.database.statements import AnyRow, upsert
from integrations.person_keys import PersonKeys, required

__all__ = ["DatabasePrincipals"]


class DatabasePrincipals:
    """:class:`affairs.people.ports.PrincipalRepository` upon one connection."""

    def __init__(self, connection: AsyncConnection, keys: PersonKeys | None) -> None:
        self._connection, self._given_keys = connection, keys

    @property
    def _keys(self) -> PersonKeys:
        return required(self._given_keys)

    async def add_relative(self, relative: Relative) -> None:
        """Keep a relative."""
        await self._connection.execute(insert(relatives).values(self._relative_row(relative)))

    async def relatives(self, citizen_id: str) -> Sequence[Relative]:
        """A citizen's, in the order they were added."""
        theirs = select(relatives).where(relatives.c.citizen_id == citizen_id, relatives.c.removed_at.is_(None))
        rows = await self._connection.execute(theirs.order_by(relatives.c.created_at, relatives.c.id))
        return [self._relative(row) for row in rows]

    async def relative(self, relative_id: str) -> Relative | None:
        """One that was not removed."""
        query = select(relatives).where(relatives.c.id == relative_id, relatives.c.removed_at.is_(None))
        row = (await self._connection.execute(query)).first()
        return self._relative(row) if row else None

    async def several_relatives(self, ids: Collection[str]) -> Mapping[str, Relative]:
        """Those of them that were not removed."""
        if not ids:
            return {}
        query = select(relatives).where(relatives.c.id.in_(ids), relatives.c.removed_at.is_(None))
        return {row.id: self._relative(row) for row in await self._connection.execute(query)}

    async def save_relative(self, relative: Relative) -> None:
        """Store what changed."""
        this = update(relatives).where(relatives.c.id == relative.id)
        await self._connection.execute(this.values(self._relative_row(relative)))

    async def company(self, company_id: str) -> Company | None:
        """One company."""
        row = (await self._connection.execute(select(companies).where(companies.c.id == company_id))).first()
        return self._company(row) if row else None

    async def several_companies(self, ids: Collection[str]) -> Mapping[str, Company]:
        """Those of them that are there."""
        if not ids:
            return {}
        rows = await self._connection.execute(select(companies).where(companies.c.id.in_(ids)))
        return {row.id: self._company(row) for row in rows}

    async def settle_company(self, company: Company) -> Company:
        """The company of this credit code as it is stored: this one, where there was none."""
        fresh = upsert(self._connection, companies).values(self._company_row(company))
        await self._connection.execute(fresh.on_conflict_do_nothing(index_elements=["credit_code"]))
        query = select(companies).where(companies.c.credit_code == company.credit_code)
        return self._company((await self._connection.execute(query)).one())

    async def save_company(self, company: Company) -> None:
        """Store what changed."""
        this = update(companies).where(companies.c.id == company.id)
        await self._connection.execute(this.values(self._company_row(company)))

    async def add_representation(self, representation: Representation, *, code: bytes = b"") -> None:
        """Keep one."""
        row = asdict(representation) | {"code": code}
        await self._connection.execute(insert(representations).values(row))

    async def representation(self, representation_id: str, *, lock: bool = False) -> Representation | None:
        """One of them."""
        query = select(representations).where(representations.c.id == representation_id)
        row = (await self._connection.execute(query.with_for_update() if lock else query)).first()
        return _representation(row) if row else None

    async def invitation(self, code: bytes) -> Representation | None:
        """The open invitation of a code, locked."""
        query = select(representations).where(
            representations.c.code == code, representations.c.state == RepresentationState.INVITED
        )
        row = (await self._connection.execute(query.with_for_update())).first()
        return _representation(row) if row else None

    async def save_representation(self, representation: Representation) -> None:
        """Store what changed."""
        this = update(representations).where(representations.c.id == representation.id)
        await self._connection.execute(this.values(asdict(representation)))

    async def representations(self, *, citizen_id: str = "", company_id: str = "") -> Sequence[Representation]:
        """Those of a citizen, or of a company, that did not end."""
        query = select(representations).where(representations.c.state != RepresentationState.ENDED)
        if citizen_id:
            query = query.where(representations.c.citizen_id == citizen_id)
        if company_id:
            query = query.where(representations.c.company_id == company_id)
        rows = await self._connection.execute(query.order_by(representations.c.created_at, representations.c.id))
        return [_representation(row) for row in rows]

    async def pending(self, limit: int) -> Sequence[Representation]:
        """Those that wait for staff to look at the authorisation, the oldest first."""
        waiting = select(representations).where(representations.c.state == RepresentationState.PENDING)
        rows = await self._connection.execute(waiting.order_by(representations.c.created_at).limit(limit))
        return [_representation(row) for row in rows]

    def _relative_row(self, relative: Relative) -> dict[str, Any]:
        seal = self._keys.seal.seal
        sealed = {"name": seal(relative.name, relative.id), "id_number": seal(relative.id_number, relative.id)}
        return asdict(relative) | sealed

    def _relative(self, row: AnyRow) -> Relative:
        unseal = self._keys.seal.open
        opened = {"name": unseal(row.name, row.id), "id_number": unseal(row.id_number, row.id)}
        return Relative(**{**row._mapping, **opened, "relation": Relation(row.relation)})

    def _company_row(self, company: Company) -> dict[str, Any]:
        return asdict(company) | {"legal_person": self._keys.seal.seal(company.legal_person, company.credit_code)}

    def _company(self, row: AnyRow) -> Company:
        return Company(**{**row._mapping, "legal_person": self._keys.seal.open(row.legal_person, row.credit_code)})


def _representation(row: AnyRow) -> Representation:
    values = {name: value for name, value in row._mapping.items() if name != "code"}
    return Representation(**values | {"role": Role(row.role), "state": RepresentationState(row.state)})
