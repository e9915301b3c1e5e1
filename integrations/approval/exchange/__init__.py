"""The exchange database (前置库): applications are rows for a collector, and so is what comes back."""

from integrations.approval.exchange.adapter import ExchangeAdapter
from integrations.approval.exchange.config import ExchangeConfig, check_config, reports
from integrations.approval.registry import AdapterKind

__all__ = ["KIND"]

KIND = AdapterKind("exchange", ExchangeConfig, ExchangeAdapter, check_config, reports)
