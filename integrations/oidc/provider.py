"""An OpenID Connect provider: authorization code flow with PKCE (OpenID Connect Core 1.0, section 3.1)."""

import base64
from typing import Any
from urllib.parse import quote, urlencode

import aiohttp
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from affairs.errors import LogInRefused, ServiceUnavailable
from affairs.ports import Clock
from affairs.staff.oidc import ProviderVisit
from integrations.oidc.discovery import Discovery, Endpoints, read_json

__all__ = ["OidcProvider"]

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384"]
"""Signatures by a key pair: never ``none``, never one keyed with what the client knows."""
LEEWAY = 60
REFUSED = "统一身份认证没有通过，请重新登录。"


class OidcProvider:
    """:class:`affairs.staff.oidc.IdentityProvider` over HTTP.

    ``claim`` of the id_token is the log-in name; ``redirect`` our address that the provider answers to.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        clock: Clock,
        *,
        issuer: str,
        client_id: str,
        client_secret: str,
        claim: str,
        redirect: str,
    ) -> None:
        self._session, self._clock = session, clock
        self._issuer, self._client_id, self._secret = issuer, client_id, client_secret
        self._claim, self._redirect = claim, redirect
        self._discovery = Discovery(session, issuer)

    async def check(self) -> None:
        """Return when the provider answers. Raises ServiceUnavailable."""
        await self._discovery.endpoints()

    async def address(self, visit: ProviderVisit) -> str:
        """Where the browser is sent to. Raises ServiceUnavailable."""
        endpoints = await self._discovery.endpoints()
        asked = {
            "response_type": "code",
            "client_id": self._client_id,
            "redirect_uri": self._redirect,
            "scope": "openid profile email",
            "state": visit.state,
            "nonce": visit.nonce,
            "code_challenge": visit.challenge,
            "code_challenge_method": "S256",
        }
        door = endpoints.authorization_endpoint
        return f"{door}{'&' if '?' in door else '?'}{urlencode(asked)}"

    async def name_of(self, code: str, visit: ProviderVisit) -> str:
        """The log-in name of whom the code was given to. Raises LogInRefused, ServiceUnavailable."""
        token = (await self._exchanged(await self._discovery.endpoints(), code, visit)).get("id_token")
        if not isinstance(token, str):
            raise LogInRefused(REFUSED)
        return self._name(await self._claims(token, visit))

    async def _exchanged(self, endpoints: Endpoints, code: str, visit: ProviderVisit) -> dict[str, Any]:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._redirect,
            "code_verifier": visit.verifier,
        }
        headers = {"Accept": "application/json"}
        if "client_secret_basic" in endpoints.token_endpoint_auth_methods_supported:
            # RFC 6749 section 2.3.1: both are form-encoded before they are joined.
            user, word = quote(self._client_id, safe=""), quote(self._secret, safe="")
            headers["Authorization"] = "Basic " + base64.b64encode(f"{user}:{word}".encode()).decode()
        else:
            form |= {"client_id": self._client_id, "client_secret": self._secret}
        return await read_json(self._session, "POST", endpoints.token_endpoint, refused=400, data=form, headers=headers)

    async def _claims(self, token: str, visit: ProviderVisit) -> dict[str, Any]:
        """What a token says that is theirs, for us, of this visit and not expired. Raises LogInRefused."""
        claims = self._signed(token, await self._discovery.keys())
        if claims is None:
            claims = self._signed(token, await self._discovery.keys(anew=True))
        if claims is None:
            raise LogInRefused(REFUSED)
        wanted = jwt.JWTClaimsRegistry(
            now=int(self._clock.now().timestamp()),
            leeway=LEEWAY,
            iss={"essential": True, "values": [self._issuer, f"{self._issuer}/"]},
            aud={"essential": True, "value": self._client_id},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": visit.nonce},
        )
        try:
            wanted.validate(claims)
        except JoseError:
            raise LogInRefused(REFUSED) from None
        if isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and claims.get("azp") != self._client_id:
            raise LogInRefused(REFUSED)
        return claims

    def _signed(self, token: str, keys: dict[str, Any]) -> dict[str, Any] | None:
        """The claims, if one of these keys signed them."""
        try:
            held = KeySet.import_key_set(keys)  # type: ignore[arg-type]
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise ServiceUnavailable("keys") from error
        try:
            return dict(jwt.decode(token, held, algorithms=ALGORITHMS).claims)
        except (JoseError, ValueError, KeyError, TypeError):
            return None

    def _name(self, claims: dict[str, Any]) -> str:
        found = claims.get(self._claim)
        # An address that nobody verified is whatever somebody typed in there.
        unverified = self._claim == "email" and claims.get("email_verified") is not True
        if not isinstance(found, str) or not found.strip() or unverified:
            raise LogInRefused(REFUSED)
        return found
