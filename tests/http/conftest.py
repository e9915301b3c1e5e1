"""The real application over a SQLite file and the sample catalogue, served on a loopback port."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient, TestServer
from blockbuster import BlockBuster

from handlers.app import make_app
from handlers.resources import open_services
from handlers.services import Services
from handlers.settings import Settings
from knowledge.importers import sample_path
from tests.http.citizens import Caller, calling, desk_services, platform_running

TOKEN = "a-token-of-the-test"  # of the stand-in account
AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
APP_ID = "wx0000000000000001"

OVER_BOTH = pytest.mark.parametrize("stores", ["embedded", "servers"], indirect=True)
"""For modules whose tests must hold over SQLite alone and over PostgreSQL with Redis."""


@pytest.fixture(scope="session")
def _filled() -> dict[str, Path]:
    """The database that already holds the sample catalogue, made once."""
    return {}


@pytest.fixture
async def settings(
    tmp_path: Path, stores: tuple[str, str], _filled: dict[str, Path], blockbuster: BlockBuster
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
    )
    blockbuster.deactivate()  # starting may read files; what is tested is serving
    path = Path(database_url.removeprefix("sqlite:///"))
    if redis_url:
        async with open_services(made, catalogue=sample_path()):
            pass
    elif "sample" not in _filled:
        async with open_services(made, catalogue=sample_path()):
            pass
        kept = tmp_path.parent / "sample.db"
        shutil.copy(path, kept)
        _filled["sample"] = kept
    else:
        shutil.copy(_filled["sample"], path)
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
