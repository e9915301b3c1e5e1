"""Settings of how staff log in."""

from typing import Any

from pydantic import SecretStr, ValidationInfo, field_validator
from pydantic_settings import BaseSettings

from affairs.staff.permissions import Role

__all__ = ["StaffSettings"]


class StaffSettings(BaseSettings):
    """Second factor and identity provider. Empty means off."""

    second_factor_roles: str = ""
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr = SecretStr("")
    oidc_claim: str = "preferred_username"
    oidc_name: str = "统一身份认证"

    @field_validator("second_factor_roles")
    @classmethod
    def _roles(cls, value: str) -> str:
        names = [name.strip() for name in value.split(",") if name.strip()]
        if not set(names) <= {"all", *(role.value for role in Role)}:
            raise ValueError(f"must be all, or some of {', '.join(role.value for role in Role)}")
        return ",".join(names)

    @field_validator("oidc_client_id", "oidc_client_secret")
    @classmethod
    def _client(cls, value: Any, info: ValidationInfo) -> Any:
        if not value and info.data.get("oidc_issuer"):
            raise ValueError("is required while BANSHITONG_OIDC_ISSUER is set")
        return value

    @property
    def second_factor_of(self) -> frozenset[Role]:
        """The roles that must have a second factor."""
        names = set(self.second_factor_roles.split(","))
        return frozenset(role for role in Role if role.value in names or "all" in names)
