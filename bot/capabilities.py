"""What this installation can do beyond answering, so that no sentence promises more."""

from dataclasses import dataclass

__all__ = ["Capabilities"]


@dataclass(frozen=True, slots=True)
class Capabilities:
    """One switch a service; off = the bot says honestly where to go instead."""

    apply: bool = False
    progress: bool = False
    booking: bool = False
    hall: bool = False
    advisors: bool = False
    advising: bool = False
    matters: bool = False
