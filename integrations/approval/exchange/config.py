"""Settings of an exchange database."""

from collections.abc import Sequence
from enum import StrEnum
from importlib.util import find_spec

from pydantic import Field, SecretStr
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from integrations.approval.profile import Profile
from integrations.approval.registry import SystemConfig

__all__ = ["DRIVERS", "Direction", "ExchangeConfig", "check_config", "reports"]

DRIVERS = {"sqlite": "aiosqlite", "postgresql": "asyncpg", "mysql": "asyncmy", "mariadb": "asyncmy"}
"""The driver of each kind of database; ``asyncmy`` is to be installed by who needs it."""
NEEDED = frozenset({"accept", "material", "process", "special", "result"})
COLUMNS = frozenset({"id", "batch", "operation", "time", "source"})


class Direction(StrEnum):
    """APPLY: applications go out, what becomes of them comes back. REPORT: all goes out, nothing comes back."""

    APPLY = "apply"
    REPORT = "report"


class ExchangeConfig(SystemConfig):
    """``data_source`` says in every row who wrote it. ``overlap_s`` is how far back rows are read again where the
    layout has no flag for what was read: rows may be committed that much later than they are stamped.
    """

    url: SecretStr
    direction: Direction = Direction.APPLY
    data_source: str = Field("001", max_length=3)
    create_tables: bool = False
    """Make tables that are not there: for tests and demonstrations; an operator's database has its own."""
    overlap_s: float = Field(3600.0, ge=0, le=30 * 86400)


def reports(config: ExchangeConfig) -> bool:
    """Whether cases that others decided may be written there."""
    return config.direction is Direction.REPORT


def check_config(config: ExchangeConfig, profile: Profile) -> Sequence[str]:
    """``field: reason`` for each fault."""
    faults = [f"profile: has no message {name}" for name in sorted(NEEDED - set(profile.messages))]
    faults += [f"profile: has no column {name}" for name in sorted(COLUMNS - set(profile.columns))]
    faults += [
        f"profile: reads {reading.target}, which no message describes"
        for reading in profile.readings.values()
        if reading.target not in {message.target for message in profile.messages.values()}
    ]
    try:
        backend = make_url(config.url.get_secret_value()).get_backend_name()
    except ArgumentError:
        return [*faults, "url: must be sqlite:///file, postgresql://… or mysql://…"]
    if backend not in DRIVERS:
        faults.append(f"url: must be one of {', '.join(DRIVERS)}")
    elif find_spec(DRIVERS[backend]) is None:
        faults.append(f"url: needs the package {DRIVERS[backend]}: pip install {DRIVERS[backend]}")
    return faults
