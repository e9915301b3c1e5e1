"""The adapters there are: one list of data. A new one is a module, and a line here."""

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from integrations.approval.base import Adapter, Tools
from integrations.approval.profile import Profile

__all__ = ["ADAPTERS", "AdapterKind", "SystemConfig", "by_name", "kinds"]

ADAPTERS: tuple[str, ...] = (
    "integrations.approval.rest",
    "integrations.approval.exchange",
    "integrations.approval.province",
)
"""Modules or packages with a ``KIND``."""


class SystemConfig(BaseModel):
    """What every system's entry in the file has. ``profile`` is one of ours, or a .yaml beside the file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,31}$")]
    adapter: str
    profile: str
    timeout_s: float = Field(15.0, gt=0, le=300)
    """Seconds for one call; after them its outcome is unknown."""
    connect_s: float = Field(5.0, gt=0, le=60)


def _never(_config: Any) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class AdapterKind:
    """One adapter: its name in the file, its settings, how it is made, and what else must hold of its settings.

    ``check_config`` gives ``field: reason`` for each fault that no single field shows; ``reports`` says whether one
    with these settings can be told of cases that others decided.
    """

    name: str
    config: type[SystemConfig]
    make: Callable[[Any, Profile, Tools], Adapter]
    check_config: Callable[[Any, Profile], Sequence[str]]
    reports: Callable[[Any], bool] = _never


def by_name(found: Sequence[AdapterKind]) -> Mapping[str, AdapterKind]:
    """The kinds by name. Raises ValueError for two of one name."""
    names = [kind.name for kind in found]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"adapters of one name: {', '.join(twice)}")
    return {kind.name: kind for kind in found}


@functools.cache
def kinds() -> Mapping[str, AdapterKind]:
    """Every adapter by name."""
    return by_name([import_module(module).KIND for module in ADAPTERS])
