"""Random text that nobody can guess, drawn from the system many pieces at a time.

A system call for each costs a message some ten microseconds once caches are cold: more than deciphering it does.
"""

import secrets

__all__ = ["NONCE_LENGTH", "Nonces"]

NONCE_LENGTH = 16
AT_ONCE = 256


class Nonces:
    """Gives :data:`NONCE_LENGTH` hexadecimal digits (64 bits) a call, none of them twice."""

    def __init__(self) -> None:
        self._waiting: list[str] = []

    def __call__(self) -> str:
        """The next one."""
        try:
            return self._waiting.pop()
        except IndexError:
            drawn = secrets.token_hex(AT_ONCE * NONCE_LENGTH // 2)
            first, *others = (drawn[at : at + NONCE_LENGTH] for at in range(0, len(drawn), NONCE_LENGTH))
            self._waiting.extend(others)  # never put in place of what another thread has drawn meanwhile
            return first
