"""Codes of a second factor: of the moment (TOTP, RFC 6238), and for the day the phone is lost.

30 seconds, six digits, SHA-1: what every authenticator understands. A code counts one period early
and one late (RFC 6238 section 5.2), and once (the same section: it must not be accepted a second time).
"""

import re
import secrets
from datetime import datetime

from pyotp import TOTP, random_base32

from affairs.staff.factors import Factor, FactorRepository

__all__ = ["ISSUER", "new_recovery_codes", "new_secret", "setup_address", "spent", "step_of"]

ISSUER = "办事通"
PERIOD = 30
DRIFT = (0, -1, 1)
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without letters and digits that are taken for each other."""
CODES, LENGTH = 10, 12
DIGITS = re.compile(r"[0-9]{6}")


def new_secret() -> str:
    """160 random bits in base32 (RFC 4226 section 4, R6)."""
    return str(random_base32(32))


def setup_address(secret: str, login: str) -> str:
    """The ``otpauth://`` address that authenticators read from a QR code."""
    return str(TOTP(secret).provisioning_uri(name=login, issuer_name=ISSUER))


def step_of(secret: str, code: str, now: datetime) -> int:
    """The period whose code this is, near ``now``; 0 when it is none's. Told in constant time."""
    if not secret or not DIGITS.fullmatch(code):
        return 0
    generator = TOTP(secret)
    steps = [int(now.timestamp()) // PERIOD + drift for drift in DRIFT]
    return max(step * secrets.compare_digest(generator.generate_otp(step), code) for step in steps)


def new_recovery_codes() -> tuple[str, ...]:
    """Ten codes of 59 random bits, to be written down."""
    words = ["".join(secrets.choice(ALPHABET) for _ in range(LENGTH)) for _ in range(CODES)]
    return tuple("-".join(word[at : at + 4] for at in range(0, LENGTH, 4)) for word in words)


async def spent(factors: FactorRepository, factor: Factor, code: str, now: datetime) -> str:
    """Use up a code in this transaction: ``code`` or ``recovery`` by its kind, '' when it is not good."""
    plain = re.sub(r"[\s\-]", "", code.upper())
    step = step_of(factor.secret, plain, now)
    if step:
        return "code" if await factors.spend_step(factor, step) else ""
    looks = len(plain) == LENGTH and set(plain) <= set(ALPHABET)
    written = "-".join(plain[at : at + 4] for at in range(0, LENGTH, 4))
    return "recovery" if looks and await factors.spend_code(factor.staff_id, written) else ""
