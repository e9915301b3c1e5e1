"""The file of ``APPROVAL_SYSTEMS``: systems, their adapters and profiles, and which cases go where.

Secrets are given by reference, ``{env: NAME}``, never in the file. Faults are told all together.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, SecretStr, StringConstraints, ValidationError

from integrations.approval.profile import Profile, ProfileFault, load_profile
from integrations.approval.registry import AdapterKind, SystemConfig, kinds

__all__ = ["ConfigFault", "Configured", "Routing", "SystemsConfig", "load_systems"]

LARGEST = 1_000_000
SystemName = Annotated[str, StringConstraints(min_length=1)]


class ConfigFault(Exception):
    """A file that cannot be used: every fault, a line each, no secret in any."""


class Routing(BaseModel):
    """Which system cases go to: by item code, else by department (code or name), else ``default`` ('' = none);
    and to which they are reported.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    default: str = ""
    items: dict[str, SystemName] = Field(default_factory=dict)
    departments: dict[str, SystemName] = Field(default_factory=dict)
    report: tuple[SystemName, ...] = ()
    """Systems that hear of every case once it is over."""

    def name_for(self, item_code: str, department: str) -> str:
        """The system's name; '' = none."""
        return self.items.get(item_code) or self.departments.get(department) or self.default


@dataclass(frozen=True, slots=True)
class Configured:
    """One system, checked."""

    kind: AdapterKind
    config: SystemConfig
    profile: Profile


@dataclass(frozen=True, slots=True)
class SystemsConfig:
    """The file, checked."""

    systems: tuple[Configured, ...]
    routing: Routing


def load_systems(path: Path, environ: Mapping[str, str]) -> SystemsConfig:
    """Read and check the file, with its profiles and the secrets of ``environ``. Raises ConfigFault."""
    raw = _yaml(path)
    faults = [f"{name}: is not known here" for name in raw if name not in {"systems", "routing"}]
    rows = raw.get("systems")
    if not isinstance(rows, list) or not rows:
        faults.append("systems: must be a list of at least one")
        rows = []
    systems = [made for number, row in enumerate(rows) if (made := _system(row, number, path, environ, faults))]
    names = [str(row.get("name", "")) for row in rows if isinstance(row, Mapping)]
    faults += [f"systems: the name {name} is given twice" for name in sorted(set(names)) if names.count(name) > 1]
    routing = _routing(raw.get("routing", {}), names, faults)
    deaf = {made.config.name for made in systems if not made.kind.reports(made.config)}
    faults += [f"routing.report: {name} takes no reports" for name in routing.report if name in deaf]
    if faults:
        raise ConfigFault("\n".join(f"{path.name}: {fault}" for fault in faults))
    return SystemsConfig(tuple(systems), routing)


def _yaml(path: Path) -> Mapping[str, Any]:
    try:
        if path.stat().st_size > LARGEST:
            raise ConfigFault(f"{path.name}: larger than {LARGEST} bytes")
        raw = yaml.load(path.read_text("utf-8-sig"), Loader=yaml.CSafeLoader)
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigFault(f"{path.name}: cannot be read: {type(error).__name__}") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise ConfigFault(f"{path.name}: is not YAML, line {mark.line + 1 if mark else '?'}") from None
    if not isinstance(raw, Mapping):
        raise ConfigFault(f"{path.name}: must hold systems and routing")
    return raw


def _system(row: Any, number: int, path: Path, environ: Mapping[str, str], faults: list[str]) -> Configured | None:
    place = f"systems[{number}]"
    if not isinstance(row, Mapping):
        faults.append(f"{place}: must be a mapping")
        return None
    kind = kinds().get(str(row.get("adapter", "")))
    if kind is None:
        faults.append(f"{place}.adapter: must be one of {', '.join(kinds())}")
        return None
    before = len(faults)
    values = {
        name: _secret(kind, name, value, f"{place}.{name}", environ, faults)
        if name in kind.config.model_fields
        else value
        for name, value in row.items()
    }
    try:
        config = kind.config.model_validate(values)
        profile = load_profile(config.profile, path.parent)
    except ValidationError as error:
        known = {fault.split(":", 1)[0] for fault in faults[before:]}
        told = [_line(place, fault) for fault in error.errors(include_input=False, include_url=False)]
        faults += [line for line in told if line.split(":", 1)[0] not in known]
        return None
    except ProfileFault as error:
        faults += [f"{place}.profile: {line}" for line in str(error).splitlines()]
        return None
    faults += [f"{place}.{fault}" for fault in kind.check_config(config, profile)]
    return Configured(kind, config, profile)


def _secret(kind: AdapterKind, name: str, value: Any, place: str, environ: Mapping[str, str], faults: list[str]) -> Any:
    """The value of a field; that of a secret from the environment."""
    if SecretStr not in _types(kind.config.model_fields[name].annotation):
        return value
    variable = value.get("env") if isinstance(value, Mapping) and set(value) == {"env"} else None
    if not isinstance(variable, str) or not variable:
        faults.append(f"{place}: is a secret, to be given as {{env: NAME}}")
    elif not environ.get(variable):
        faults.append(f"{place}: the environment has no {variable}")
    else:
        return environ[variable]
    return ""


def _types(annotation: Any) -> Sequence[Any]:
    return (annotation, *getattr(annotation, "__args__", ()))


def _line(place: str, fault: Any) -> str:
    where = ".".join(str(part) for part in fault["loc"])
    return (
        f"{place}.{where}: {str(fault['msg']).removeprefix('Value error, ')}" if where else f"{place}: {fault['msg']}"
    )


def _routing(raw: Any, names: Sequence[str], faults: list[str]) -> Routing:
    try:
        routing = Routing.model_validate(raw or {})
    except ValidationError as error:
        faults += [_line("routing", fault) for fault in error.errors(include_input=False, include_url=False)]
        return Routing()
    used = {"routing.default": routing.default}
    used |= {f"routing.items.{code}": name for code, name in routing.items.items()}
    used |= {f"routing.departments.{each}": name for each, name in routing.departments.items()}
    used |= {f"routing.report[{number}]": name for number, name in enumerate(routing.report)}
    faults += [f"{place}: there is no system {name}" for place, name in used.items() if name and name not in names]
    return routing
