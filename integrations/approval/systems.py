"""The systems of one process: made from the checked file, found by name or by item."""

from collections.abc import Sequence

from affairs.approval.system import ApprovalSystem
from integrations.approval.base import Adapter, Tools
from integrations.approval.config import SystemsConfig

__all__ = ["Systems"]


class Systems:
    """:class:`affairs.approval.system.ApprovalSystems` of a configuration."""

    def __init__(self, config: SystemsConfig, tools: Tools) -> None:
        self._routing = config.routing
        self._systems: dict[str, Adapter] = {
            each.config.name: each.kind.make(each.config, each.profile, tools) for each in config.systems
        }

    def named(self, name: str) -> ApprovalSystem | None:
        """By the name in the settings."""
        return self._systems.get(name)

    def for_item(self, item_code: str, department: str = "") -> ApprovalSystem | None:
        """Where cases of an item go; None = nowhere."""
        return self._systems.get(self._routing.name_for(item_code, department))

    def all(self) -> Sequence[ApprovalSystem]:
        """Every one, in the order of the settings."""
        return list(self._systems.values())

    def reported_to(self) -> Sequence[str]:
        """The names of those that hear of every case once it is over."""
        return self._routing.report

    async def close(self) -> None:
        """Close all of them."""
        for system in self._systems.values():
            await system.close()
