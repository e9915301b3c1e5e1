"""By which share of a limit a card is due, by item. Values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

__all__ = ["Thresholds", "ThresholdsOf"]


@dataclass(frozen=True, slots=True)
class Thresholds:
    """``yellow``: a card is due once this share of the days is used; ``red`` once more than this share is.

    With a red of 1 the card is red on the day after the last one. ``silence_grants`` (超时默认): the item says that
    an authority that has not decided by its statutory limit has agreed.
    """

    yellow: float = 0.8
    red: float = 1.0
    silence_grants: bool = False

    def __post_init__(self) -> None:
        if not 0 < self.yellow <= self.red <= 1:
            raise ValueError("0 < yellow <= red <= 1")


@dataclass(frozen=True, slots=True)
class ThresholdsOf:
    """Those of every item: its own, or the common ones."""

    common: Thresholds = field(default_factory=Thresholds)
    items: Mapping[str, Thresholds] = field(default_factory=lambda: MappingProxyType({}))

    def __call__(self, item_code: str) -> Thresholds:
        """The item's."""
        return self.items.get(item_code, self.common)
