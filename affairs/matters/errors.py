"""Errors of matters."""

from affairs.errors import DomainError

__all__ = ["MatterMoved", "NoSuchMatter"]


class NoSuchMatter(DomainError):
    """No matter of that id, or not one of the caller's."""

    code = "no-such-matter"


class MatterMoved(DomainError):
    """It is answered, or somebody else has it: the act does not fit where it stands."""

    code = "matter-moved"
