"""The approval systems that the settings name, their adapters ready, and what each says of its health."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from affairs.approval.messages import MessageLedger
from affairs.approval.system import ApprovalSystem, ApprovalSystems, SystemState
from affairs.files import FileStore
from affairs.ports import Clock, UnitOfWorkFactory
from handlers.metrics import Metrics
from handlers.services import Health, HealthCheck, State
from handlers.settings import PREFIX, Settings, SettingsFault
from integrations.approval.base import Tools
from integrations.approval.config import ConfigFault, load_systems
from integrations.approval.files import StoredFiles
from integrations.approval.systems import Systems
from knowledge.guide import ItemState
from knowledge.snapshot import Snapshot

__all__ = ["approval_checks", "open_approval"]


@asynccontextmanager
async def open_approval(
    settings: Settings,
    unit_of_work: UnitOfWorkFactory,
    snapshot: Callable[[], Snapshot],
    files: FileStore,
    clock: Clock,
    metrics: Metrics,
) -> AsyncIterator[ApprovalSystems | None]:
    """The systems, closed at the end; None when the settings name no file. Raises SettingsFault, every fault a line."""
    if not settings.approval_systems:
        yield None
        return
    try:
        config = await asyncio.to_thread(load_systems, Path(settings.approval_systems), os.environ)
    except ConfigFault as fault:
        lines = str(fault).splitlines()
        raise SettingsFault("\n".join(f"{PREFIX}APPROVAL_SYSTEMS: {line}" for line in lines)) from None
    tools = Tools(MessageLedger(unit_of_work, clock), StoredFiles(files), clock, _in_force(snapshot), metrics)
    systems = Systems(config, tools)
    try:
        yield systems
    finally:
        await systems.close()


def approval_checks(systems: ApprovalSystems | None) -> dict[str, HealthCheck]:
    """One check a system, named ``approval:NAME``."""
    found = systems.all() if systems is not None else ()
    return {f"approval:{system.name}": _check(system) for system in found}


def _check(system: ApprovalSystem) -> HealthCheck:
    async def check() -> Health:
        health = await system.check()
        # The desk goes on without it: what is submitted meanwhile waits.
        return Health(State.OK if health.state is SystemState.OK else State.DEGRADED, health.reason)

    return check


def _in_force(snapshot: Callable[[], Snapshot]) -> Callable[[str], bool]:
    """未进入目录库不得实施: whether an item is in the catalogue in force, and can be done."""

    def has(code: str) -> bool:
        item = snapshot().catalogue.items_by_code.get(code)
        return item is not None and item.state is ItemState.IN_FORCE

    return has
