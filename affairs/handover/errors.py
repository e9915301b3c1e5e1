"""Errors of hand-overs."""

from affairs.errors import DomainError

__all__ = ["HandoverOver", "HandoverTaken", "NoSuchCorrection", "NoSuchHandover"]


class NoSuchHandover(DomainError):
    """No hand-over of that id, or not one of the caller's."""

    code = "no-such-handover"


class HandoverTaken(DomainError):
    """A colleague was quicker, or it is no longer in the state that the act is for."""

    code = "handover-taken"


class NoSuchCorrection(DomainError):
    """No proposal to correct an application waits for an answer, or it is another one by now."""

    code = "no-such-correction"


class HandoverOver(DomainError):
    """It was closed, given back or withdrawn: nothing more can be said in it."""

    code = "handover-over"
