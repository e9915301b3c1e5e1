"""Stores for every test: real servers once a session, a database and a name space of its own for each test."""

import asyncio
import os
import secrets
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest
from blockbuster import BlockBuster
from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import AsyncEngine

from affairs.ports import UnitOfWorkFactory
from bot.ports import Conversations
from integrations.database.conversations import DatabaseConversations
from integrations.database.engine import make_engine
from integrations.database.schema import upgrade
from integrations.database.unit_of_work import unit_of_work_factory
from integrations.fallback import FallbackConversations
from integrations.memory import MemoryConversations
from integrations.person_keys import PersonKeys
from integrations.redis.client import make_redis
from integrations.redis.conversations import RedisConversations
from tests.clocks import HandClock
from tests.servers import PostgresServer, ValkeyServer

TEMPLATE = "bst_template"
OUR_ROOMS = ["knowledge", "affairs", "bot", "integrations", "handlers"]


LONGEST = (
    "test_openapi",
    "test_learning_loop",
    "test_killed",
    "tests/browser/",
    "test_chat_applications",
    "test_upgrades",
)
"""Files that take longest go first, so that no worker is left with one of them at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first; the order within a file stays."""
    items.sort(key=lambda item: next((n for n, name in enumerate(LONGEST) if name in item.nodeid), len(LONGEST)))


@pytest.fixture(scope="session")
def _blockbuster() -> BlockBuster:
    guard = BlockBuster(OUR_ROOMS)
    for name in ("os.getcwd", "os.path.abspath"):
        guard.functions.pop(name, None)
    for function in guard.functions.values():
        # Known ones: migrations read their scripts at start-up; the PostgreSQL driver looks for
        # its password file and certificates once a connection; a traceback is printed with its sources.
        function.can_block_in("rich/traceback.py", {"_render_stack"})
        function.can_block_in("integrations/database/schema.py", {"_upgrade", "_state", "_state_at", "_differences"})
        function.can_block_in("asyncpg/connect_utils.py", {"_parse_connect_arguments", "_parse_connect_dsn_and_args"})
    return guard


@pytest.fixture(autouse=True)
def blockbuster(_blockbuster: BlockBuster) -> Iterator[BlockBuster]:
    """Our code that blocks the event loop fails the test; tests themselves may block."""
    _blockbuster.activate()
    yield _blockbuster
    _blockbuster.deactivate()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A PostgreSQL of this session."""
    server = PostgresServer()
    yield server
    server.close()


@pytest.fixture(scope="session")
def postgres_url(request: pytest.FixtureRequest) -> str:
    """Address of a PostgreSQL where we may create databases: the environment's, else our own."""
    given = os.environ.get("BANSHITONG_TEST_DATABASE_URL", "")
    return given or request.getfixturevalue("postgres_server").url


@pytest.fixture(scope="session")
def secret() -> str:
    """The secret of this session's processes."""
    return secrets.token_urlsafe(32)


@asynccontextmanager
async def _maintenance(url: str) -> AsyncIterator[AsyncEngine]:
    engine = make_engine(url, pool_size=1)
    try:
        yield engine
    finally:
        await engine.dispose()


async def execute(url: str, *statements: str) -> None:
    """Run statements outside any transaction."""
    async with _maintenance(url) as engine, engine.connect() as connection:
        # Databases are made and dropped outside any transaction.
        bare = await connection.execution_options(isolation_level="AUTOCOMMIT")
        for statement in statements:
            await bare.execute(text(statement))


def _beside(url: str, database: str) -> str:
    return make_url(url).set(database=database).render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def _migrated() -> Iterator[dict[str, str]]:
    """The databases that were migrated already, to be copied, by kind."""
    migrated: dict[str, str] = {}
    yield migrated
    if "postgresql" in migrated and os.environ.get("BANSHITONG_TEST_DATABASE_URL"):
        drop = f"DROP DATABASE IF EXISTS {migrated['postgresql']} WITH (FORCE)"
        asyncio.run(execute(migrated["postgresql at"], drop))


async def _sqlite_database(folder: Path, migrated: dict[str, str], factory: pytest.TempPathFactory) -> str:
    if "sqlite" not in migrated:
        template = factory.mktemp("template") / "template.db"
        await upgrade(f"sqlite:///{template}")
        migrated["sqlite"] = str(template)
    path = folder / "banshitong.db"
    shutil.copy(migrated["sqlite"], path)
    return f"sqlite:///{path}"


async def postgresql_database(url: str, migrated: dict[str, str]) -> str:
    """Address of a fresh copy of the migrated database, which is made where there is none yet."""
    if "postgresql" not in migrated:
        name = f"{TEMPLATE}_{secrets.token_hex(4)}"
        await execute(url, f"CREATE DATABASE {name}")
        await upgrade(_beside(url, name))
        migrated |= {"postgresql": name, "postgresql at": url}
    name = f"bst_{secrets.token_hex(6)}"
    await execute(url, f"CREATE DATABASE {name} TEMPLATE {migrated['postgresql']} STRATEGY = FILE_COPY")
    return _beside(url, name)


@pytest.fixture
async def sqlite_url(tmp_path: Path, _migrated: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> str:
    """Address of a fresh, migrated SQLite file."""
    return await _sqlite_database(tmp_path, _migrated, tmp_path_factory)


@pytest.fixture
async def postgresql_url(postgres_url: str, _migrated: dict[str, str]) -> AsyncIterator[str]:
    """Address of a fresh, migrated PostgreSQL database."""
    url = await postgresql_database(postgres_url, _migrated)
    yield url
    await execute(postgres_url, f"DROP DATABASE IF EXISTS {make_url(url).database} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Address of a fresh, migrated database, of either kind in turn."""
    return request.getfixturevalue(f"{request.param}_url")


@pytest.fixture
async def engine(database_url: str) -> AsyncIterator[AsyncEngine]:
    """An engine on ``database_url``."""
    engine = make_engine(database_url)
    yield engine
    await engine.dispose()


@pytest.fixture
def keys(secret: str) -> PersonKeys:
    """Names of people under a secret of this test alone."""
    return PersonKeys(secret + secrets.token_hex(4))


@pytest.fixture
def uow_factory(engine: AsyncEngine, keys: PersonKeys) -> UnitOfWorkFactory:
    """Units of work on a fresh database, of either kind in turn."""
    return unit_of_work_factory(engine, keys)


@pytest.fixture(scope="session")
def valkey_server() -> Iterator[ValkeyServer]:
    """A Valkey of this session; not to be killed."""
    server = ValkeyServer()
    yield server
    server.close()


@pytest.fixture
def redis_url(request: pytest.FixtureRequest) -> str:
    """Address of a Redis that tests share: the environment's, else our own."""
    given = os.environ.get("BANSHITONG_TEST_REDIS_URL", "")
    return given or request.getfixturevalue("valkey_server").url


@pytest.fixture
def redis_server() -> Iterator[ValkeyServer]:
    """A Valkey of this test alone: kill it, start it again on the same port, let it hang."""
    server = ValkeyServer()
    yield server
    server.close()


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real catalogues and questions."""
    folder = os.environ.get("BANSHITONG_TEST_DATA", "")
    if not folder or not Path(folder).is_dir():
        pytest.skip("BANSHITONG_TEST_DATA names no folder")
    return Path(folder)


@pytest.fixture
def clock() -> HandClock:
    """A clock that the test moves by hand; the stores of the test go by it where they can."""
    return HandClock()


NOWHERE = "redis://127.0.0.1:1/0"
STORES = {
    "memory": (),
    "redis": ("redis_url",),
    "sqlite": ("sqlite_url",),
    "postgresql": ("postgresql_url",),
    "redis-else-sqlite": ("redis_url", "sqlite_url"),
    "sqlite-for-redis": ("sqlite_url",),
}


@pytest.fixture(params=STORES)
def conversation_store(request: pytest.FixtureRequest) -> tuple[str, list[str]]:
    """A kind of store, and its addresses."""
    return request.param, [request.getfixturevalue(name) for name in STORES[request.param]]


@pytest.fixture
async def conversations(
    conversation_store: tuple[str, list[str]], keys: PersonKeys, clock: HandClock
) -> AsyncIterator[Conversations]:
    """An empty store of conversations, of each kind in turn."""
    kind, urls = conversation_store
    async with AsyncExitStack() as stack:
        redis = await stack.enter_async_context(make_redis(urls[0] if kind.startswith("redis") else NOWHERE))
        if kind == "memory":
            yield MemoryConversations(clock=clock)
            return
        if kind == "redis":
            yield RedisConversations(redis, keys)
            return
        engine = make_engine(urls[-1])
        stack.push_async_callback(engine.dispose)
        database = DatabaseConversations(engine, keys, clock)
        yield (
            database
            if kind in {"sqlite", "postgresql"}
            else FallbackConversations(RedisConversations(redis, keys), database)
        )


@pytest.fixture
def stores(request: pytest.FixtureRequest) -> tuple[str, str]:
    """Addresses of a fresh database and of Redis: nothing but a file, unless a module asks for ``servers``."""
    if getattr(request, "param", "embedded") == "servers":
        return request.getfixturevalue("postgresql_url"), request.getfixturevalue("redis_url")
    return request.getfixturevalue("sqlite_url"), ""


@pytest.fixture(params=["postgresql", "sqlite"])
async def empty_url(request: pytest.FixtureRequest, tmp_path: Path, postgres_url: str) -> AsyncIterator[str]:
    """Address of a database with nothing in it, of either kind in turn; of SQLite not even the file."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/new/folder/banshitong.db"
        return
    name = f"bst_empty_{secrets.token_hex(6)}"
    await execute(postgres_url, f"CREATE DATABASE {name}")
    yield make_url(postgres_url).set(database=name).render_as_string(hide_password=False)
    await execute(postgres_url, f"DROP DATABASE {name} WITH (FORCE)")
