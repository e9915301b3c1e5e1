"""Kleene's logic of three values: true, false, and None for *not known yet*."""

from collections.abc import Iterable
from typing import TypeAlias

__all__ = ["Truth", "all_of", "any_of", "not_"]

Truth: TypeAlias = bool | None


def all_of(truths: Iterable[Truth]) -> Truth:
    """False when one is false, else unknown when one is unknown."""
    whole: Truth = True
    for truth in truths:
        if truth is False:
            return False
        if truth is None:
            whole = None
    return whole


def any_of(truths: Iterable[Truth]) -> Truth:
    """True when one is true, else unknown when one is unknown."""
    whole: Truth = False
    for truth in truths:
        if truth is True:
            return True
        if truth is None:
            whole = None
    return whole


def not_(truth: Truth) -> Truth:
    """The contrary; unknown stays unknown."""
    return None if truth is None else not truth
