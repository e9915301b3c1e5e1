"""Conversations in the database: what all processes share when there is no Redis."""

import asyncio
import secrets
from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy import and_, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from affairs.errors import StoreUnavailable
from affairs.ports import Clock
from bot.messages import Incoming, Reply
from bot.ports import Begun, Seen
from bot.session import Session
from integrations.database.statements import upsert
from integrations.database.tables import conversations, seen_messages
from integrations.database.unit_of_work import connected
from integrations.person_keys import PersonKeys
from integrations.turns import (
    CLAIM_SECONDS,
    SEEN_SECONDS,
    SESSION_SECONDS,
    dump_reply,
    dump_session,
    load_reply,
    load_session,
    new_revision,
)

__all__ = ["DatabaseConversations"]

CLAIM = timedelta(seconds=CLAIM_SECONDS)
SEEN = timedelta(seconds=SEEN_SECONDS)
SESSION = timedelta(seconds=SESSION_SECONDS)


class DatabaseConversations:
    """:class:`bot.ports.Conversations` in two tables; each method is one transaction.

    Every method raises StoreUnavailable when the database cannot be reached.
    """

    def __init__(self, engine: AsyncEngine, keys: PersonKeys, clock: Clock) -> None:
        self._engine = engine
        self._keys = keys
        self._clock = clock
        self._holder = secrets.token_hex(8)

    async def begin(self, incoming: Incoming) -> Begun:
        """Claim the message and load the session; see :class:`bot.ports.Conversations`."""
        person, message = self._names(incoming)
        now = self._clock.now()
        async with connected(self._engine, read_only=not message) as connection:
            fresh = not message or await self._claim(connection, person, message, now)
            found = None if fresh else await _seen(connection, person, message, now)
            session, revision = await _session(connection, person, now)
            await connection.commit()
        if fresh:
            return Begun(Seen.FRESH, session, revision)
        return Begun(Seen.DONE if found else Seen.IN_PROGRESS, session, revision, found)

    async def finish(self, incoming: Incoming, session: Session, revision: int, reply: Reply) -> bool:
        """Store session and reply, or False when the session is no longer of ``revision``."""
        person, message = self._names(incoming)
        now = self._clock.now()
        async with connected(self._engine) as connection:
            if not await _store(connection, person, session, revision, now):
                return False
            if message:
                row = {"holder": "", "reply": dump_reply(reply).decode(), "expires_at": now + SEEN}
                await connection.execute(
                    upsert(connection, seen_messages)
                    .values(person=person, message=message, **row)
                    .on_conflict_do_update(index_elements=["person", "message"], set_=row)
                )
            await connection.commit()
        return True

    async def reload(self, incoming: Incoming) -> Begun:
        """The session as it stands; DONE when another holder of the claim has answered meanwhile."""
        person, message = self._names(incoming)
        now = self._clock.now()
        async with connected(self._engine, read_only=True) as connection:
            reply = await _seen(connection, person, message, now) if message else None
            session, revision = await _session(connection, person, now)
        return Begun(Seen.DONE if reply else Seen.FRESH, session, revision, reply)

    async def release(self, incoming: Incoming) -> None:
        """Give up the claim, if it is still this process's and the message was not answered."""
        person, message = self._names(incoming)
        ours = and_(
            seen_messages.c.person == person,
            seen_messages.c.message == message,
            seen_messages.c.holder == self._holder,
        )
        async with connected(self._engine) as connection:
            await connection.execute(delete(seen_messages).where(ours))
            await connection.commit()

    async def forget(self, channel: str, user: str) -> None:
        """Erase everything of this person."""
        person = self._keys.person(channel, user)
        async with connected(self._engine) as connection:
            for table in (conversations, seen_messages):
                await connection.execute(delete(table).where(table.c.person == person))
            await connection.commit()

    async def purge(self) -> int:
        """Delete what has expired; how many rows."""
        now = self._clock.now()
        async with connected(self._engine) as connection:
            gone = 0
            for table in (conversations, seen_messages):
                gone += (await connection.execute(delete(table).where(table.c.expires_at <= now))).rowcount
            await connection.commit()
        return gone

    async def keep_clean(self, seconds: float = 600.0) -> None:
        """Purge for ever, every ``seconds``. To be cancelled."""
        while True:
            with suppress(StoreUnavailable):
                await self.purge()
            await asyncio.sleep(seconds)

    def _names(self, incoming: Incoming) -> tuple[str, str]:
        return self._keys.person(incoming.channel, incoming.user), self._keys.message(incoming.message_key)

    async def _claim(self, connection: AsyncConnection, person: str, message: str, now: datetime) -> bool:
        row = {"holder": self._holder, "reply": None, "expires_at": now + CLAIM}
        statement = (
            upsert(connection, seen_messages)
            .values(person=person, message=message, **row)
            .on_conflict_do_update(
                index_elements=["person", "message"], set_=row, where=seen_messages.c.expires_at <= now
            )
            .returning(seen_messages.c.person)
        )
        return (await connection.execute(statement)).first() is not None


async def _seen(connection: AsyncConnection, person: str, message: str, now: datetime) -> Reply | None:
    query = select(seen_messages.c.reply).where(
        seen_messages.c.person == person, seen_messages.c.message == message, seen_messages.c.expires_at > now
    )
    stored = await connection.scalar(query)
    return load_reply(stored) if stored else None


async def _session(connection: AsyncConnection, person: str, now: datetime) -> tuple[Session, int]:
    query = select(conversations.c.session, conversations.c.revision).where(
        conversations.c.person == person, conversations.c.expires_at > now
    )
    row = (await connection.execute(query)).first()
    return (load_session(row.session), row.revision) if row else (Session(), 0)


async def _store(connection: AsyncConnection, person: str, session: Session, revision: int, now: datetime) -> bool:
    row = {"session": dump_session(session).decode(), "revision": new_revision(), "expires_at": now + SESSION}
    if revision:
        alive = and_(conversations.c.person == person, conversations.c.expires_at > now)
        changed = update(conversations).where(alive, conversations.c.revision == revision).values(**row)
        return (await connection.execute(changed)).rowcount == 1
    made = (
        upsert(connection, conversations)
        .values(person=person, **row)
        .on_conflict_do_update(index_elements=["person"], set_=row, where=conversations.c.expires_at <= now)
        .returning(conversations.c.person)
    )
    return (await connection.execute(made)).first() is not None
