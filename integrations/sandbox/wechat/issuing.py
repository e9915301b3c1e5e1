"""Access tokens: who gets one, and how the two kinds live beside each other."""

import secrets
from typing import Any

from integrations.sandbox.wechat.config import SandboxConfig
from integrations.sandbox.wechat.errors import ApiError
from integrations.sandbox.wechat.store import Store, Token

__all__ = ["check_account", "check_token", "plain_token", "stable_token"]

KEEP_OLD_S = 300.0
RENEW_S = 300.0
FORCED_A_DAY = 20
FORCED_APART_S = 30.0


def check_account(config: SandboxConfig, app_id: Any, secret: Any, address: str | None) -> None:
    """Raises ApiError for an unknown account, a wrong secret, an address that is not on the white list."""
    known = {config.app_id: config.app_secret, config.miniapp_app_id: config.miniapp_secret}
    if app_id not in known:
        raise ApiError(40013)
    if not isinstance(secret, str) or not secrets.compare_digest(known[app_id].encode(), secret.encode()):
        raise ApiError(40125)
    if config.addresses and address not in config.addresses:
        raise ApiError(40164)


def check_token(store: Store, token: str | None) -> None:
    """Raises ApiError when the token is missing, unknown or over."""
    if token is None:
        raise ApiError(41001)
    until = store.valid.get(token)
    if until is None:
        raise ApiError(40001)
    if until < store.now():
        raise ApiError(42001)


def stable_token(config: SandboxConfig, store: Store, *, force: bool) -> dict[str, Any]:
    """The same token for all who ask, a new one in its last minutes or when forced."""
    now = store.now()
    if force:
        _force(store, now)
    if store.stable is None or store.stable.until - now < min(RENEW_S, config.token_life_s / 2):
        store.stable = store.issue(config.token_life_s)
    return _answer(store.stable, now)


def _force(store: Store, now: float) -> None:
    store.forced = [at for at in store.forced if at > now - 86400]
    if len(store.forced) >= FORCED_A_DAY or (store.forced and now - store.forced[-1] < FORCED_APART_S):
        raise ApiError(45011)
    store.forced.append(now)
    if store.stable:
        store.valid.pop(store.stable.value, None)
    store.stable = None


def plain_token(config: SandboxConfig, store: Store) -> dict[str, Any]:
    """A new token each time; the older plain ones end within minutes."""
    now = store.now()
    stable = store.stable.value if store.stable else ""
    for value, until in store.valid.items():
        if value != stable:
            store.valid[value] = min(until, now + KEEP_OLD_S)
    return _answer(store.issue(config.token_life_s), now)


def _answer(token: Token, now: float) -> dict[str, Any]:
    return {"access_token": token.value, "expires_in": int(token.until - now)}
