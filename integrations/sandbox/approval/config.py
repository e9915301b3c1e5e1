"""How the stand-in approval system is set up."""

from dataclasses import dataclass

__all__ = ["SandboxConfig"]


@dataclass(slots=True)
class SandboxConfig:
    """``callback`` is where updates are pushed ('' = nowhere); its last part is the name that pushes are signed for.

    ``auto_s`` seconds lie between the steps that clerks take by themselves (negative = they wait to be
    told). ``exchange`` is the address of a front database to collect from, in the layout of ``layout``.
    ``sm2_private`` opens the province's envelopes (hex; '' = they come in plain). ``database`` '' = a
    temporary file.
    """

    callback: str = ""
    app_id: str = "banshitong"
    secret: str = "sandbox-approval-secret"  # noqa: S105 - of the stand-in
    algorithm: str = "hmac-sm3"
    token: str = "sandbox-token"  # noqa: S105
    database: str = ""
    auto_s: float = -1.0
    exchange: str = ""
    layout: str = "national-v4"
    sm2_private: str = ""
    sm4_key: str = ""
    collect_s: float = 0.2
    push_retry_s: float = 0.2
