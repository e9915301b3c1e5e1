"""Points in time as the API tells them."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator

__all__ = ["Instant"]


def _in_utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


Instant = Annotated[datetime, AfterValidator(_in_utc)]
"""Always written in UTC, as the store gives it back: an answer given again is the same to the letter."""
