"""The ratios of supervision, from their file."""

from pathlib import Path

import msgspec

from affairs.supervision.thresholds import Thresholds, ThresholdsOf

__all__ = ["read_thresholds"]


def read_thresholds(path: str) -> ThresholdsOf:
    """``common`` and ``items`` of a YAML file, each with ``yellow``, ``red``, ``silence_grants``; '' = the usual ones.

    Raises ValueError for a file that says something else.
    """
    if not path:
        return ThresholdsOf()
    try:
        return msgspec.yaml.decode(Path(path).read_bytes(), type=_File).thresholds()
    except msgspec.MsgspecError as error:
        raise ValueError(f"{Path(path).name}: {error}") from None


class _File(msgspec.Struct, forbid_unknown_fields=True):
    """The file."""

    common: Thresholds = Thresholds()
    items: dict[str, Thresholds] = {}

    def thresholds(self) -> ThresholdsOf:
        """As the use cases want them."""
        return ThresholdsOf(self.common, self.items)
