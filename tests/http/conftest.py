"""The real application over a SQLite file and the sample catalogue, served on a loopback port."""

import asyncio
import os
import secrets
import shutil
from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient, TestServer
from blockbuster import BlockBuster
from sqlalchemy import make_url

from affairs.catalogue import Catalogues
from handlers.app import make_app
from handlers.resources import open_services
from handlers.services import Services
from handlers.settings import Settings
from integrations.snapshots import SnapshotHolder
from knowledge.catalogue import Catalogue
from knowledge.importers import sample_path
from knowledge.snapshot import Snapshot
from tests.conftest import execute, postgresql_database
from tests.http.citizens import Caller, calling, desk_services, platform_running

TOKEN = "a-token-of-the-test"  # of the stand-in account
AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
APP_ID = "wx0000000000000001"

OVER_BOTH = pytest.mark.parametrize("stores", ["embedded", "servers"], indirect=True)
"""For modules whose tests must hold over SQLite alone and over PostgreSQL with Redis."""


@pytest.fixture(scope="session")
def _filled() -> Iterator[dict[str, str]]:
    """The databases that already hold the sample catalogue, made once, to be copied: by kind."""
    filled: dict[str, str] = {}
    yield filled
    if "postgresql" in filled and os.environ.get("BANSHITONG_TEST_DATABASE_URL"):
        asyncio.run(execute(filled["postgresql at"], f"DROP DATABASE IF EXISTS {filled['postgresql']} WITH (FORCE)"))


@pytest.fixture(scope="session")
def _read() -> tuple[dict[tuple[int, datetime], Catalogue], dict[int, Snapshot]]:
    """Samples by number and time of publishing, and their indexes."""
    return {}, {}


@pytest.fixture(scope="module", autouse=True)
def _sample_is_read_once(
    _read: tuple[dict[tuple[int, datetime], Catalogue], dict[int, Snapshot]],
) -> Iterator[None]:
    """Every store of these tests is a copy of one that was filled once: what is read from it is the same.

    For these modules alone: elsewhere catalogues of the same number and time differ.
    """
    patch, load, of = pytest.MonkeyPatch(), Catalogues.load, Snapshot.of
    loaded, built = _read

    async def loaded_once(self: Catalogues, number: int) -> Catalogue:
        version = next(iter(await self.versions(1, number + 1)), None)
        if version is None or number > 1:
            return await load(self, number)
        key = (number, version.published_at)
        if key not in loaded:
            loaded[key] = await load(self, number)
        return loaded[key]

    def built_once(catalogue: Catalogue, before: Snapshot | None = None) -> Snapshot:
        if not any(catalogue is each for each in loaded.values()):
            return of(catalogue, before)
        if id(catalogue) not in built:
            built[id(catalogue)] = of(catalogue, before)
        return built[id(catalogue)]

    patch.setattr(Catalogues, "load", loaded_once)
    patch.setitem(SnapshotHolder.__init__.__kwdefaults__, "build", built_once)
    yield
    patch.undo()


async def _fill(made: Settings) -> None:
    async with open_services(made, catalogue=sample_path()):
        pass


async def _fill_sqlite(made: Settings, filled: dict[str, str], folder: Path) -> None:
    path = Path(made.database_url.removeprefix("sqlite:///"))
    if "sqlite" in filled:
        shutil.copy(filled["sqlite"], path)
        return
    await _fill(made)
    filled["sqlite"] = str(shutil.copy(path, folder / "sample.db"))


async def _fill_postgresql(made: Settings, filled: dict[str, str], server: str) -> None:
    if "postgresql" in filled:
        return  # it was made from the filled one
    name = make_url(made.database_url).database
    await _fill(made)
    kept = f"bst_sample_{secrets.token_hex(4)}"
    await execute(server, f"CREATE DATABASE {kept} TEMPLATE {name}")
    filled |= {"postgresql": kept, "postgresql at": server}


@pytest.fixture
async def postgresql_url(postgres_url: str, _migrated: dict[str, str], _filled: dict[str, str]) -> AsyncIterator[str]:
    """Address of a PostgreSQL database that holds the sample catalogue, or will."""
    source = {"postgresql": _filled["postgresql"]} if "postgresql" in _filled else _migrated
    url = await postgresql_database(postgres_url, source)
    yield url
    await execute(postgres_url, f"DROP DATABASE IF EXISTS {make_url(url).database} WITH (FORCE)")


@pytest.fixture
async def settings(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    stores: tuple[str, str],
    _filled: dict[str, str],
    blockbuster: BlockBuster,
) -> Settings:
    """Settings of fresh stores that hold the sample catalogue."""
    database_url, redis_url = stores
    made = Settings(
        _env_file=None,
        database_url=database_url,
        redis_url=redis_url,
        secret_key="of this test alone",
        base_url="https://desk.example.gov.cn",
        wechat_token=TOKEN,
        wechat_aes_key=AES_KEY,
        wechat_app_id=APP_ID,
        region="云江区",
        files=str(tmp_path / "files"),
    )
    blockbuster.deactivate()  # starting may read files; what is tested is serving
    if redis_url:
        await _fill_postgresql(made, _filled, request.getfixturevalue("postgres_url"))
    else:
        await _fill_sqlite(made, _filled, tmp_path.parent)
    return made


@pytest.fixture
async def services(settings: Settings, blockbuster: BlockBuster) -> AsyncIterator[Services]:
    """Everything behind the application."""
    async with open_services(settings) as opened:
        blockbuster.activate()
        yield opened
        blockbuster.deactivate()


@pytest.fixture
async def client(services: Services) -> AsyncIterator[TestClient]:
    """A client of the application."""
    async with TestClient(TestServer(make_app(services))) as made:
        yield made


@pytest.fixture
async def platform() -> AsyncIterator[str]:
    """Address of the stand-in platform."""
    async with platform_running() as url:
        yield url


@pytest.fixture
async def desk(settings: Settings, platform: str, blockbuster: BlockBuster) -> AsyncIterator[Services]:
    """Everything behind the application, with a mini-program at the stand-in platform."""
    async with desk_services(settings, platform) as opened:
        blockbuster.activate()
        yield opened
        blockbuster.deactivate()


@pytest.fixture
async def anyone(desk: Services) -> AsyncIterator[Caller]:
    """Somebody without a token; ``signed_in(NAME)`` is the citizen NAME."""
    async with calling(desk) as caller:
        yield caller
