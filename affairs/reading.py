"""Reading what is written on a material."""

from typing import Protocol

__all__ = ["TextReader"]


class TextReader(Protocol):
    """Reads the text of stored files, without holding up anybody else."""

    @property
    def pictures(self) -> bool:
        """Whether it reads pictures too, or the text layer of PDF files alone."""

    async def read(self, file_key: str) -> str | None:
        """What is written on it, a line each; '' = nothing; None = nobody could read it (in time).

        It is personal data: keep it sealed or not at all. Raises NoSuchFile, StoreUnavailable.
        """
