"""Who may call a route. Every route declares it; a test walks them all."""

from collections.abc import Callable
from enum import StrEnum
from typing import TypeVar

__all__ = ["Access", "access", "access_of"]

Handler = TypeVar("Handler", bound=Callable[..., object])


class Access(StrEnum):
    """Who may call."""

    ANYONE = "anyone"
    """No log-in; nothing personal is served."""
    SIGNED = "signed"
    """A machine that proves itself by a signature over the request."""
    CITIZEN = "citizen"
    """A bearer token of ``POST /api/v1/sessions``."""
    STAFF = "staff"
    """A staff session; roles are checked beyond it."""
    OPERATOR = "operator"
    """Probes and scrapers inside the network: no personal data, no secrets."""
    DEMO = "demo"
    """Exists only under ``serve --demo``."""


def access(who: Access) -> Callable[[Handler], Handler]:
    """Declare who may call a handler."""

    def declare(handler: Handler) -> Handler:
        handler.__access__ = who  # type: ignore[attr-defined]
        return handler

    return declare


def access_of(handler: object) -> Access | None:
    """What a handler declared, or None."""
    return getattr(handler, "__access__", None)
