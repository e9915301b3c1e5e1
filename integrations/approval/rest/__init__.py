"""JSON over HTTPS, signed; files streamed and resumed; pushes verified."""

from integrations.approval.registry import AdapterKind
from integrations.approval.rest.adapter import RestAdapter
from integrations.approval.rest.config import RestConfig, check_config

__all__ = ["KIND"]

KIND = AdapterKind("rest", RestConfig, RestAdapter, check_config)
