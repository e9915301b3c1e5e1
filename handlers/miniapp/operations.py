"""Every operation of the API."""

from handlers.endpoint import Operation
from handlers.miniapp import ask, guides

__all__ = ["OPERATIONS", "PREFIX"]

PREFIX = "/api/v1"
OPERATIONS: tuple[Operation, ...] = (*ask.operations, *guides.operations)
