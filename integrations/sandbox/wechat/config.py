"""How the stand-in platform is set up."""

from dataclasses import dataclass

__all__ = ["SandboxConfig"]


@dataclass(slots=True)
class SandboxConfig:
    """One official account with its mini-program. ``callback`` is where its messages are sent.

    ``wait_s`` is how long an answer is waited for, ``retries`` how often a message is sent again
    (WeChat: 5 s, 2 or 3 times). ``quota`` is the number of calls a day of each API path.
    ``addresses`` are those allowed to ask for tokens; empty = all.
    """

    callback: str = ""
    token: str = "sandbox-token"  # noqa: S105 - of the stand-in
    aes_key: str = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
    app_id: str = "wx0000000000sandbox"
    app_secret: str = "sandbox-secret"  # noqa: S105
    miniapp_app_id: str = "wx0000000000miniapp"
    miniapp_secret: str = "sandbox-secret"  # noqa: S105
    register_secret: str = "sandbox-secret"  # noqa: S105
    account: str = "gh_000sandbox"
    mode: str = "safe"
    wait_s: float = 5.0
    retries: int = 2
    quota: int = 100_000
    token_life_s: float = 7200.0
    addresses: tuple[str, ...] = ()
