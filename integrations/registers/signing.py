"""The signature of a verification request: HMAC-SHA256 over time and body, so that neither can be changed."""

import hmac

__all__ = ["SIGNATURE", "TIMESTAMP", "signature"]

SIGNATURE = "X-Signature"
TIMESTAMP = "X-Timestamp"


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """64 hexadecimal digits."""
    return hmac.new(secret.encode(), timestamp.encode() + b"\n" + body, "sha256").hexdigest()
