"""What people send to the official account, fetched; and who they are at the owner's other accounts."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import aiohttp
import structlog

from affairs.errors import NoSuchFile, ServiceUnavailable
from bot.ports import MediaFile
from integrations.wechat.client import WeChatClient
from integrations.wechat.faults import Rejected, WeChatFault
from integrations.wechat.incoming import CHANNEL

__all__ = ["NoMedia", "WeChatKin", "WeChatMedia"]

PIECE = 64 * 1024
ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "application/pdf": "pdf"}
log = structlog.get_logger(__name__)


class WeChatMedia:
    """:class:`bot.ports.MediaSource` of one official account."""

    def __init__(self, client: WeChatClient) -> None:
        self._client = client

    @asynccontextmanager
    async def open(self, channel: str, media_id: str) -> AsyncIterator[MediaFile]:
        """The file. Raises NoSuchFile, ServiceUnavailable."""
        if channel != CHANNEL:
            raise NoSuchFile
        try:
            async with self._client.media(media_id) as response:
                yield MediaFile(_name(response), _pieces(response))
        except Rejected:
            raise NoSuchFile from None
        except WeChatFault:
            raise ServiceUnavailable from None


class NoMedia:
    """:class:`bot.ports.MediaSource` of an installation without credentials of an account."""

    def open(self, channel: str, media_id: str) -> AbstractAsyncContextManager[MediaFile]:
        """Raises ServiceUnavailable."""
        raise ServiceUnavailable


class WeChatKin:
    """:class:`bot.ports.Kin` by the UnionID of the WeChat Open Platform."""

    def __init__(self, client: WeChatClient) -> None:
        self._client = client

    async def union_of(self, channel: str, user: str) -> str:
        """The UnionID; '' when the account has none, or WeChat is away: the next time will do."""
        if channel != CHANNEL:
            return ""
        try:
            return await self._client.union_id(user)
        except WeChatFault as fault:
            log.warning("wechat.union_unknown", code=fault.code)
            return ""


def _name(response: aiohttp.ClientResponse) -> str:
    """The name it is sent under; one by its type where there is none."""
    given = response.content_disposition.filename if response.content_disposition else None
    return given or f"photo.{ENDINGS.get(response.content_type, 'bin')}"


async def _pieces(response: aiohttp.ClientResponse) -> AsyncIterator[bytes]:
    try:
        async for piece in response.content.iter_chunked(PIECE):
            yield piece
    except (aiohttp.ClientError, TimeoutError, OSError):
        raise ServiceUnavailable from None
