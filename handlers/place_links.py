"""Links to one appointment that open without a log-in, for whoever was given them: number, last day and a seal.

An appointment's number opens its ticket in the hall; the seal keeps that it is in an address from being enough to see
what it is for. After its last day a link leads nowhere. Links made under the former secret key open as long.
"""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from datetime import date, timedelta

from affairs.appointments.appointment import Appointment
from affairs.clock import china_day
from affairs.ports import Clock
from handlers.settings import Settings

__all__ = ["PlaceLinks", "place_links"]

OPEN_FOR = timedelta(days=7)
"""After the day of the appointment."""
SEAL_BYTES = 16
LONGEST = 120


class PlaceLinks:
    """Makes and reads such links, under the first of ``secrets``; the others are those that were before."""

    def __init__(self, secrets: Sequence[str], clock: Clock) -> None:
        self._keys = [hashlib.sha256(f"place link {secret}".encode()).digest() for secret in secrets if secret]
        self._clock = clock

    def path(self, appointment: Appointment) -> str:
        """The path of the page of an appointment."""
        named = f"{appointment.id}.{appointment.day + OPEN_FOR:%Y%m%d}"
        return f"/places/{named}.{_seal(self._keys[0], named)}"

    def opened(self, mark: str) -> str | None:
        """The number of the appointment whose link it is; None for what was not made here, or is over."""
        named, _, seal = mark[:LONGEST].encode("ascii", "replace").decode().rpartition(".")
        if not any(hmac.compare_digest(_seal(key, named), seal) for key in self._keys):
            return None
        number, _, last = named.rpartition(".")
        return number if date.fromisoformat(last) >= china_day(self._clock.now()) else None


def place_links(settings: Settings, clock: Clock) -> PlaceLinks:
    """Those of an installation."""
    return PlaceLinks((settings.secret_key.get_secret_value(), settings.secret_key_previous.get_secret_value()), clock)


def _seal(key: bytes, named: str) -> str:
    sealed = hmac.digest(key, named.encode(), "sha256")[:SEAL_BYTES]
    return base64.urlsafe_b64encode(sealed).decode().rstrip("=")
