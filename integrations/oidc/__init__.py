"""Log-in of staff by an identity provider."""

from integrations.oidc.provider import OidcProvider

__all__ = ["OidcProvider"]
