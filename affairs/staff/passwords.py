"""Passwords: what makes one acceptable, and its hashing by argon2id, off the event loop.

Parameters as OWASP's Password Storage Cheat Sheet has them (19 MiB, 2 passes): about 30 ms
a time, so that few at once neither starve the citizens' answers nor fill the memory.
"""

import asyncio
import base64
import secrets
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from affairs.errors import InvalidValue, TooManyRequests
from affairs.staff.model import login_key

__all__ = ["Passwords", "checked_password", "temporary_password"]

SHORTEST, LONGEST = 10, 128
LONG_ENOUGH = 16
"""From this length on a phrase of one kind of characters will do."""
KINDS = 3
AT_ONCE = 2
QUEUE = 40
"""Who would wait longer than about a second is told to come back."""
LETTERS = "abcdefghjkmnpqrstuvwxyz"
DIGITS = "23456789"


def checked_password(password: str, login: str, *, field: str = "password") -> str:
    """The password when it is hard enough to guess. Raises InvalidValue with the rule in words."""
    text = _composed(password)
    if not SHORTEST <= len(text) <= LONGEST:
        raise InvalidValue(f"密码须为 {SHORTEST} 至 {LONGEST} 个字符。", field=field)
    if len(text) < LONG_ENOUGH and _kinds(text) < KINDS:
        raise InvalidValue("密码须含大写字母、小写字母、数字、符号中的三种，或者至少 16 个字符。", field=field)
    name = login_key(login)
    if (len(name.encode()) > 2 and name in login_key(text)) or len(set(text)) < SHORTEST // 2:
        raise InvalidValue("密码太容易猜到：不能包含登录名，也不能只有几个字符反复出现。", field=field)
    return text


def temporary_password() -> str:
    """One to be told on the telephone and changed at once: about 62 bits, no characters that look alike."""
    groups = ["".join(secrets.choice(LETTERS + DIGITS) for _ in range(4)) for _ in range(3)]
    return "-".join([*groups, secrets.choice("ABCDEFGHJKMNPQRSTUVWXYZ") + secrets.choice(DIGITS)])


def _composed(password: str) -> str:
    """The same password whichever way a keyboard composes its characters (RFC 8265, OpaqueString)."""
    return unicodedata.normalize("NFC", password)


def _octets(password: str) -> bytes:
    return _composed(password).encode("utf-8", "replace")


def _kinds(text: str) -> int:
    tests = (str.isupper, str.islower, str.isdigit, lambda each: not each.isalnum(), lambda each: ord(each) > 0x2E80)
    return sum(any(test(each) for each in text) for test in tests)


class Passwords:
    """Hashes and verifies, few at a time."""

    def __init__(self, *, passes: int = 2, memory_kib: int = 19 * 1024) -> None:
        self._hasher = PasswordHasher(time_cost=passes, memory_cost=memory_kib, parallelism=1)
        self._seats = asyncio.Semaphore(AT_ONCE)
        self._waiting = 0
        # Of the same parameters as a real one, and of no password: verifying it takes as long and fails.
        salt, digest = (base64.b64encode(secrets.token_bytes(size)).decode().rstrip("=") for size in (16, 32))
        self._decoy = f"$argon2id$v=19$m={memory_kib},t={passes},p=1${salt}${digest}"

    async def hash(self, password: str) -> str:
        """The hash to be stored, with its salt and parameters in it."""
        async with self._seats:
            return await asyncio.to_thread(self._hasher.hash, _octets(password))

    def require_room(self) -> None:
        """Return when one more can be looked at soon. Raises TooManyRequests."""
        if self._waiting >= QUEUE:
            raise TooManyRequests

    async def matches(self, stored: str | None, password: str) -> bool:
        """Whether it is the password. Without one stored it takes as long and is False.

        Raises TooManyRequests when too many wait already.
        """
        self.require_room()
        self._waiting += 1
        try:
            async with self._seats:
                return await asyncio.to_thread(self._verified, stored, _octets(password[: 4 * LONGEST]))
        finally:
            self._waiting -= 1

    def is_outdated(self, stored: str) -> bool:
        """Whether it was hashed with other parameters than are used now."""
        return self._hasher.check_needs_rehash(stored)

    def _verified(self, stored: str | None, password: bytes) -> bool:
        try:
            return self._hasher.verify(stored or self._decoy, password) and stored is not None
        except (VerificationError, InvalidHashError):
            return False
