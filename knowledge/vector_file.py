"""Vectors of texts kept in a file, so that a text is encoded once in its life."""

import hashlib
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from knowledge.semantic import Encoder, Vectors

__all__ = ["VectorFile"]

CHUNK = 32
"""Texts encoded in one go: half a second, after which the work can be given up."""

SAVED_AFTER = 512
"""New texts after which what is done so far is written (ten seconds of work), or a tenth of what was written
before where that is more: a build that is killed goes on from there, and all its writing is eleven files' worth."""

_DIGEST = 16


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=_DIGEST).digest()


class VectorFile:
    """Vectors by their text's digest, of one encoder, read at the first use and replaced as a whole.

    A file that is absent, broken, or cannot be written costs encoding anew, nothing else.
    """

    def __init__(self, folder: Path, encoder: Encoder, name: str = "phrases") -> None:
        self._encoder = encoder
        self._path = folder / f"{name}-{encoder.name}.npz"
        self._known: dict[bytes, Vectors] | None = None

    def missing(self, texts: Sequence[str]) -> list[str]:
        """Those of the texts that were never encoded, each once."""
        known = self._read()
        return [text for text in dict.fromkeys(texts) if _digest(text) not in known]

    def encoding(self, texts: Sequence[str]) -> Iterator[int]:
        """Encode what is missing, yielding after each chunk how many texts are done.

        The file is written now and then, with all that it had, and at the end with these texts alone.
        """
        known, wanted = self._read(), self.missing(texts)
        saved = len(known)
        for start in range(0, len(wanted), CHUNK):
            chunk = wanted[start : start + CHUNK]
            for text, row in zip(chunk, self._encoder.encode(chunk), strict=True):
                # Half precision: what a restart reads must be what this process computed.
                known[_digest(text)] = row.astype(np.float16).astype(np.float32)
            if len(known) - saved >= max(SAVED_AFTER, saved // 10):
                self._write(known)
                saved = len(known)
            yield start + len(chunk)
        if wanted:
            # Others' words left the catalogue.
            self._known = {digest: known[digest] for digest in map(_digest, texts)}
            self._write(self._known)

    def rows(self, texts: Sequence[str]) -> Vectors:
        """A row for each text. Raises KeyError for one that was never encoded."""
        known = self._read()
        rows = [known[_digest(text)] for text in texts]
        return np.stack(rows) if rows else np.zeros((0, self._encoder.size), dtype=np.float32)

    def _read(self) -> dict[bytes, Vectors]:
        if self._known is None:
            self._known = {}
            with suppress(OSError, ValueError, KeyError, EOFError, BadZipFile):
                with self._path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
                    digests, rows = stored["digests"], stored["rows"].astype(np.float32)
                if rows.shape == (len(digests), self._encoder.size) and digests.shape[1:] == (_DIGEST,):
                    self._known = {digest.tobytes(): row for digest, row in zip(digests, rows, strict=True)}
        return self._known

    def _write(self, known: Mapping[bytes, Vectors]) -> None:
        rows = np.stack(list(known.values())).astype(np.float16)
        table = np.frombuffer(b"".join(known), dtype=np.uint8).reshape(-1, _DIGEST)
        with suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self._path.parent, prefix=self._path.stem, suffix=".tmp")
            try:
                with os.fdopen(handle, "wb") as file:
                    np.savez(file, digests=table, rows=rows)
                Path(name).replace(self._path)
            except BaseException:
                Path(name).unlink(missing_ok=True)
                raise
