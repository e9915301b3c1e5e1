"""Reporting to a province's platform: staged messages, each acknowledged by itself."""

from integrations.approval.province.adapter import ProvinceAdapter
from integrations.approval.province.config import ProvinceConfig, check_config
from integrations.approval.registry import AdapterKind

__all__ = ["KIND"]

KIND = AdapterKind("province", ProvinceConfig, ProvinceAdapter, check_config, lambda _config: True)
