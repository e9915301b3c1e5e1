"""Errors of publications."""

from affairs.errors import DomainError

__all__ = ["NoSuchPublication"]


class NoSuchPublication(DomainError):
    """None of that id, or it was taken back."""

    code = "no-such-publication"
