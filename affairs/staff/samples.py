"""Log-ins of a demonstration. They open only where the process is a demonstration."""

from dataclasses import replace

from affairs.ports import Clock, UnitOfWorkFactory
from affairs.staff.model import Profile, Staff, checked_login, checked_profile, login_key, new_id
from affairs.staff.passwords import Passwords, checked_password
from affairs.staff.ports import Credential

__all__ = ["SampleStaff"]


class SampleStaff:
    """The use case of having them."""

    def __init__(self, unit_of_work: UnitOfWorkFactory, clock: Clock, passwords: Passwords) -> None:
        self._unit_of_work, self._clock, self._passwords = unit_of_work, clock, passwords

    async def ensure(self, login: str, profile: Profile, password: str) -> bool:
        """See to it that this log-in exists, is open and has this password; False when the name is a real person's.

        Raises InvalidValue.
        """
        name, wanted, word = checked_login(login), checked_profile(profile), checked_password(password, login)
        if await self._is_right(name, wanted, word):
            return True
        hashed = await self._passwords.hash(word)
        async with self._unit_of_work() as uow:
            now = self._clock.now()
            await uow.staff.add(Staff(new_id(), name, wanted, now, sample=True))
            found = await uow.staff.by_login(login_key(name))
            if found is None or not found.sample:
                return False
            await uow.staff.change(replace(found, profile=wanted, disabled_at=None))
            await uow.staff.put_credential(found.id, Credential(hashed, now))
            await uow.commit()
            return True

    async def _is_right(self, login: str, profile: Profile, password: str) -> bool:
        async with self._unit_of_work(read_only=True) as uow:
            found = await uow.staff.by_login(login_key(login))
            credential = await uow.staff.credential(found.id) if found else None
        if found is None or credential is None or not found.sample:
            return False
        same = found.active and found.profile.roles == profile.roles and not credential.must_change
        return same and await self._passwords.matches(credential.secret, password)
