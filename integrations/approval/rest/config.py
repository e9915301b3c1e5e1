"""Settings of a rest system."""

from collections.abc import Sequence
from ipaddress import ip_address
from urllib.parse import urlsplit

from pydantic import Field, SecretStr

from integrations.approval.profile import Profile
from integrations.approval.registry import SystemConfig
from integrations.approval.signing import Algorithm

__all__ = ["RestConfig", "check_config"]

NEEDED_MESSAGES = frozenset({"case", "material"})
NEEDED_PATHS = frozenset({"submit", "find", "progress", "supplement", "withdraw", "uploads", "updates", "health"})
SHORTEST_SECRET = 16


class RestConfig(SystemConfig):
    """``secret`` signs both ways; ``secret_previous`` is accepted from pushes while keys are rotated.

    ``plain_http`` allows http to a host that is not this machine, as inside a closed government network.
    """

    base_url: str
    app_id: str = Field(min_length=1, max_length=64)
    secret: SecretStr
    secret_previous: SecretStr = SecretStr("")
    algorithm: Algorithm = Algorithm.HMAC_SM3
    plain_http: bool = False
    chunk_bytes: int = Field(1_000_000, ge=1_000, le=64_000_000)
    """Bytes of a file sent in one request; what was sent of it is not sent again."""


def check_config(config: RestConfig, profile: Profile) -> Sequence[str]:
    """``field: reason`` for each fault."""
    faults = [f"profile: has no message {name}" for name in sorted(NEEDED_MESSAGES - set(profile.messages))]
    faults += [f"profile: has no path {name}" for name in sorted(NEEDED_PATHS - set(profile.paths))]
    if "event" not in profile.readings:
        faults.append("profile: has no reading event")
    if len(config.secret.get_secret_value()) < SHORTEST_SECRET:
        faults.append(f"secret: must have at least {SHORTEST_SECRET} characters")
    parts = urlsplit(config.base_url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        faults.append("base_url: must be https://host/path")
    elif parts.scheme == "http" and not (config.plain_http or _is_this_machine(parts.hostname)):
        faults.append("base_url: must be https, or plain_http true inside a closed network")
    return faults


def _is_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
