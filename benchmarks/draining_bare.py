"""The peer of the draining: claims rows of the outbox, posts each, marks it as done; nothing else."""

import asyncio
import os

import aiohttp
import asyncpg
import uvloop

CLAIM = """
WITH due AS MATERIALIZED (
    SELECT id FROM outbox WHERE state = 'pending' ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
UPDATE outbox SET state = 'leased' WHERE id IN (SELECT id FROM due) RETURNING id, key"""
AT_ONCE = 8


async def drain(pool: asyncpg.Pool, http: aiohttp.ClientSession) -> None:
    """Until nothing is left."""
    url = f"{os.environ['BARE_URL']}/cases"
    while row := await pool.fetchrow(CLAIM):
        async with http.post(
            url, json={"application_no": row["key"]}, headers={"Idempotency-Key": row["key"]}
        ) as answer:
            await answer.json()
        await pool.execute("UPDATE outbox SET state = 'done' WHERE id = $1", row["id"])


async def work() -> None:
    """So many at once."""
    async with (
        asyncpg.create_pool(os.environ["BANSHITONG_DATABASE_URL"], min_size=1, max_size=AT_ONCE) as pool,
        aiohttp.ClientSession() as http,
    ):
        await asyncio.gather(*(drain(pool, http) for _ in range(AT_ONCE)))
        await asyncio.Event().wait()


def main() -> None:
    """Until killed."""
    uvloop.run(work())
