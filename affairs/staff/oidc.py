"""Logging in by an identity provider (OpenID Connect): what a visit to it carries, and what is asked of it."""

import base64
import hashlib
import hmac
from dataclasses import dataclass, field
from typing import Protocol, Self

__all__ = ["IdentityProvider", "ProviderVisit"]


@dataclass(frozen=True, slots=True)
class ProviderVisit:
    """One visit to the provider. All three come from one secret that only the browser keeps.

    ``state`` ties the answer to the browser that asked, ``nonce`` the token to the visit,
    ``verifier`` the code to both (PKCE, RFC 7636): none tells the secret, or another of the three.
    """

    state: str
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)

    @classmethod
    def of(cls, secret: str) -> Self:
        """The visit of a browser's secret."""
        return cls(*(_derived(secret, name) for name in ("state", "nonce", "verifier")))

    @property
    def challenge(self) -> str:
        """What the provider is shown of the verifier (S256)."""
        return _text(hashlib.sha256(self.verifier.encode()).digest())

    def is_answered_by(self, state: str) -> bool:
        """Whether an answer belongs to this visit, told in constant time."""
        return hmac.compare_digest(state.encode("utf-8", "replace"), self.state.encode())


class IdentityProvider(Protocol):
    """Somebody else who knows who people are."""

    async def address(self, visit: ProviderVisit) -> str:
        """Where the browser is sent to. Raises ServiceUnavailable."""

    async def name_of(self, code: str, visit: ProviderVisit) -> str:
        """The log-in name of whom the code was given to.

        Raises LogInRefused when the code or the token is not good, ServiceUnavailable.
        """


def _derived(secret: str, name: str) -> str:
    return _text(hmac.digest(secret.encode("utf-8", "replace"), f"oidc {name}".encode(), "sha256"))


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
