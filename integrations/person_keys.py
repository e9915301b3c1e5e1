"""Names of people and messages as stores may know them: keyed hashes, never the openid itself."""

import hashlib

from integrations.sealing import Seal

__all__ = ["PersonKeys", "required"]


class PersonKeys:
    """Turns (channel, user) into an opaque name that only holders of the secret can derive.

    BLAKE2b with a key, 128 bits as 32 hexadecimal digits. ``previous`` are secrets that
    were in use before a rotation; what is kept for long is also looked for under them.
    ``seal`` keeps personal data under the same secrets.
    """

    def __init__(self, secret: str, *previous: str) -> None:
        self._key = _key(secret)
        self._previous = tuple(_key(each) for each in previous if each and each != secret)
        self.seal = Seal(secret, *previous)

    def all_of(self, channel: str, user: str) -> tuple[str, ...]:
        """The names of a person under the secret in use and those before."""
        return (self.person(channel, user), *self.former(channel, user))

    def person(self, channel: str, user: str) -> str:
        """The name of a person of a channel, under the secret in use."""
        return _name(self._key, channel, user)

    def former(self, channel: str, user: str) -> tuple[str, ...]:
        """The names of the same person under the secrets before, the latest first."""
        return tuple(_name(key, channel, user) for key in self._previous)

    def message(self, message_key: str) -> str:
        """The name of one message within those of a person; '' for one that has no key."""
        return _name(self._key, "message", message_key) if message_key else ""


def required(keys: PersonKeys | None) -> PersonKeys:
    """The keys. Raises RuntimeError in a program that was given no secret to name people by."""
    if keys is None:
        raise RuntimeError("this program was given no secret to name people by")
    return keys


def _key(secret: str) -> bytes:
    return hashlib.blake2b(secret.encode(), person=b"banshitong").digest()


def _name(key: bytes, space: str, value: str) -> str:
    lengths = f"{len(space)}:{space}{value}"
    return hashlib.blake2b(lengths.encode("utf-8", "surrogatepass"), key=key, digest_size=16).hexdigest()
