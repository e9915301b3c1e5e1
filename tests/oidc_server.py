"""A stand-in OpenID Connect provider: a real HTTP server that signs with its own code on ``cryptography``."""

import base64
import hashlib
import json
import secrets
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from aiohttp import web
from aiohttp.test_utils import TestServer
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

CLIENT, SECRET = "desk client", "s3cret/+%"


def plain(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def segment(document: dict[str, Any]) -> str:
    return plain(json.dumps(document).encode())


@dataclass
class StandIn:
    """``changed`` alters the claims of the next tokens, ``header`` their header, ``document`` the discovery."""

    url: str = ""
    key: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))
    signing: rsa.RSAPrivateKey | None = None
    changed: dict[str, Any] = field(default_factory=dict)
    header: dict[str, Any] = field(default_factory=dict)
    document: dict[str, Any] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    keys_read: int = 0
    kid: str = "one"

    def signed_in(self, address: str, name: str) -> str:
        """What a browser is sent back with, after ``name`` signed in at ``address``: the query."""
        asked = {key: values[0] for key, values in parse_qs(urlsplit(address).query).items()}
        assert asked["client_id"] == CLIENT
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(8)
        self.codes[code] = asked | {"name": name}
        return f"code={code}&state={asked['state']}"

    def token(self, asked: dict[str, str]) -> str:
        now = int(time.time())
        claims = {"iss": self.url, "aud": CLIENT, "sub": "7", "iat": now, "exp": now + 300, "nonce": asked["nonce"]}
        claims |= {"preferred_username": asked["name"]} | self.changed
        head = segment({"alg": "RS256", "kid": self.kid} | self.header)
        body = f"{head}.{segment({key: value for key, value in claims.items() if value is not None})}"
        signature = (self.signing or self.key).sign(body.encode(), padding.PKCS1v15(), SHA256())
        return f"{body}.{plain(signature)}"

    async def discovery(self, _request: web.Request) -> web.Response:
        document = {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
        }
        return web.json_response(document | self.document)

    async def keys(self, _request: web.Request) -> web.Response:
        self.keys_read += 1
        numbers = self.key.public_key().public_numbers()
        n, e = (plain(each.to_bytes((each.bit_length() + 7) // 8, "big")) for each in (numbers.n, numbers.e))
        key = {"kty": "RSA", "kid": self.kid, "use": "sig", "alg": "RS256", "n": n, "e": e}
        return web.json_response({"keys": [key]})

    async def exchange(self, request: web.Request) -> web.Response:
        form = await request.post()
        scheme, _, said = request.headers["Authorization"].partition(" ")
        assert (scheme, base64.b64decode(said)) == ("Basic", b"desk%20client:s3cret%2F%2B%25")
        asked = self.codes.pop(str(form["code"]), None)
        verifier = plain(hashlib.sha256(str(form["code_verifier"]).encode()).digest())
        if asked is None or verifier != asked["code_challenge"] or form["redirect_uri"] != asked["redirect_uri"]:
            return web.json_response({"error": "invalid_grant"}, status=400)
        return web.json_response({"access_token": "x", "token_type": "Bearer", "id_token": self.token(asked)})


@asynccontextmanager
async def provider() -> AsyncIterator[StandIn]:
    """The stand-in, listening."""
    made, app = StandIn(), web.Application()
    app.router.add_get("/.well-known/openid-configuration", made.discovery)
    app.router.add_get("/keys", made.keys)
    app.router.add_post("/token", made.exchange)
    async with TestServer(app) as server:
        made.url = str(server.make_url("")).rstrip("/")
        yield made
