"""Files on their way to a rest system: streamed in pieces, gone on with where they broke off."""

from collections.abc import AsyncIterator, Mapping
from typing import Any
from urllib.parse import quote

from affairs.approval.errors import Rejected, Unavailable, Unknown
from affairs.approval.packet import FileReference
from affairs.approval.system import FileSource
from integrations.approval.rest.client import RestClient

__all__ = ["Uploads"]

STANDSTILLS = 3
"""Failures in a row without a byte more, after which the file waits for another attempt."""


class Uploads:
    """Brings files over, ``piece`` bytes a request. Asking the system how far it is comes before every retry."""

    def __init__(self, client: RestClient, files: FileSource, piece: int, path: str) -> None:
        self._client, self._files, self._piece, self._path = client, files, piece, path

    async def bring(self, application_no: str, material: str, file: FileReference) -> str:
        """The file's name in the system, once it holds all of it. Raises Unavailable, Rejected."""
        try:
            return await self._bring(application_no, material, file)
        except Unknown as error:
            # Whatever arrived of it stays there, and doing it again goes on from it: nothing is in doubt.
            raise Unavailable(str(error)) from None
        except FileNotFoundError:
            raise Rejected(f"材料“{file.name}”的文件找不到了，请重新上传") from None

    async def _bring(self, application_no: str, material: str, file: FileReference) -> str:
        about = {
            "applicationNo": application_no,
            "material": material,
            "name": file.name,
            "size": file.size,
            "sha256": file.sha256,
            "mediaType": file.media_type,
        }
        state = await self._client.post(self._path, about, key=f"{application_no}:{material}:{file.sha256}")
        upload_id = str(state.get("uploadId", ""))
        path = f"{self._path}/{quote(upload_id, safe='')}"
        still = 0
        while state.get("complete") is not True:
            offset = _offset(state, file.size)
            try:
                state = await self._send(path, file, offset)
            except (Unknown, Unavailable) as error:
                state = await self._client.get(path, missing={}) or {}
                still = 0 if _offset(state, file.size) > offset else still + 1
                if still >= STANDSTILLS or "offset" not in state:
                    raise Unavailable(str(error)) from None
        return upload_id

    async def _send(self, path: str, file: FileReference, offset: int) -> Mapping[str, Any]:
        digest = f"stream-{file.sha256}-{offset}"
        pieces = self._pieces(file, offset)
        # The first piece is read before anything is sent: to the HTTP client a file that is gone is a lost connection.
        first = await anext(pieces, b"")
        return await self._client.put(f"{path}?offset={offset}", _all(first, pieces), digest=digest)

    async def _pieces(self, file: FileReference, offset: int) -> AsyncIterator[bytes]:
        left = self._piece
        async for piece in self._files.read(file.reference, offset):
            yield piece[:left]
            left -= len(piece)
            if left <= 0:
                return


def _offset(state: Mapping[str, Any], size: int) -> int:
    offset = state.get("offset")
    return offset if isinstance(offset, int) and 0 <= offset <= size else 0


async def _all(first: bytes, others: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for piece in others:
        yield piece
