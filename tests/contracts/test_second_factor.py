"""The second factor upon SQLite and PostgreSQL: set up, asked for, used once, counted, taken off."""

import asyncio

import pyotp
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from affairs.errors import LogInBlocked, LogInRefused, NotPermitted
from affairs.ports import UnitOfWorkFactory
from affairs.staff.audit import Act, AuditFilter
from affairs.staff.errors import CodeRefused, FactorConflict
from affairs.staff.model import Profile
from affairs.staff.office import StaffOffice
from affairs.staff.opening import LoggedIn
from affairs.staff.passwords import Passwords
from affairs.staff.permissions import OPERATOR, Actor, Permission, Role
from affairs.staff.places import Origin
from tests.clocks import HandClock

WORD = "Correct-Horse-7"
HOME = Origin("203.0.113.7", "Firefox")


@pytest.fixture
def office(uow_factory: UnitOfWorkFactory, clock: HandClock) -> StaffOffice:
    hashing = Passwords(passes=1, memory_kib=8)
    return StaffOffice.over(uow_factory, clock, passwords=hashing, factor_of={Role.ADMIN})


async def hired(office: StaffOffice, login: str = "张敏", role: Role = Role.CLERK) -> str:
    return (await office.accounts.add(OPERATOR, login, Profile(login, frozenset({role})), WORD)).id


async def entered(office: StaffOffice, login: str = "张敏") -> Actor:
    logged_in = await office.log_in.by_password(login, WORD, HOME)
    actor = await office.sessions.resolve(logged_in.token)
    assert actor is not None
    return actor


def code_of(secret: str, clock: HandClock, periods: int = 0) -> str:
    return pyotp.TOTP(secret).generate_otp(int(clock.now().timestamp()) // 30 + periods)


async def enrolled(office: StaffOffice, clock: HandClock) -> tuple[str, tuple[str, ...]]:
    """Somebody's secret and recovery codes; the clock has gone on to an unused code."""
    actor = await entered(office)
    await office.second_factor.begin(actor)
    secret = (await office.second_factor.state(actor)).secret
    codes = await office.second_factor.confirm(actor, WORD, code_of(secret, clock))
    clock.advance(60)
    return secret, codes


async def waiting(office: StaffOffice) -> str:
    logged_in = await office.log_in.by_password("张敏", WORD, HOME)
    assert logged_in.needs_code
    assert await office.sessions.resolve(logged_in.token) is None, "a password alone opens nothing"
    return logged_in.token


async def test_the_code_opens_what_the_password_does_not(office: StaffOffice, clock: HandClock):
    await hired(office)
    secret, _ = await enrolled(office, clock)
    token = await waiting(office)
    opened = await office.arriving.by_code(token, code_of(secret, clock), HOME)
    assert opened.token != token
    actor = await office.sessions.resolve(opened.token)
    assert actor is not None
    assert actor.may(Permission.CASES)
    with pytest.raises(CodeRefused):
        await office.arriving.by_code(token, code_of(secret, clock, 1), HOME)


async def test_a_code_is_good_once_and_near_its_time(office: StaffOffice, clock: HandClock):
    await hired(office)
    secret, _ = await enrolled(office, clock)
    for periods in (-2, 2):
        with pytest.raises(CodeRefused):
            await office.arriving.by_code(await waiting(office), code_of(secret, clock, periods), HOME)
    code = code_of(secret, clock)
    await office.arriving.by_code(await waiting(office), f" {code[:3]} {code[3:]} ", HOME)
    for periods in (0, -1):
        with pytest.raises(CodeRefused):
            await office.arriving.by_code(await waiting(office), code_of(secret, clock, periods), HOME)
    await office.arriving.by_code(await waiting(office), code_of(secret, clock, 1), HOME)


async def test_of_many_at_once_one_gets_in(office: StaffOffice, clock: HandClock):
    await hired(office)
    secret, _ = await enrolled(office, clock)
    tokens = [await waiting(office) for _ in range(4)]
    tries = [office.arriving.by_code(each, code_of(secret, clock), HOME) for each in tokens]
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(each, LoggedIn) for each in results) == 1
    assert sum(isinstance(each, CodeRefused) for each in results) == 3


async def test_recovery_codes_are_good_once_each(office: StaffOffice, clock: HandClock):
    await hired(office)
    _, codes = await enrolled(office, clock)
    assert len(set(codes)) == 10
    await office.arriving.by_code(await waiting(office), codes[0].lower().replace("-", " "), HOME)
    with pytest.raises(CodeRefused):
        await office.arriving.by_code(await waiting(office), codes[0], HOME)
    opened = await office.arriving.by_code(await waiting(office), codes[1], HOME)
    actor = await office.sessions.resolve(opened.token)
    assert actor is not None
    assert (await office.second_factor.state(actor)).codes_left == 8
    log = await office.audit.page(OPERATOR, AuditFilter(act=Act.RECOVERY_CODE_USED), 10)
    assert len(log) == 2


async def test_wrong_codes_are_counted_as_wrong_passwords_are(office: StaffOffice, clock: HandClock):
    staff_id = await hired(office)
    secret, _ = await enrolled(office, clock)
    token = await waiting(office)
    for _ in range(6):
        with pytest.raises(CodeRefused):
            await office.arriving.by_code(token, "000000", HOME)
    with pytest.raises(LogInBlocked) as caught:
        await office.arriving.by_code(token, code_of(secret, clock), HOME)
    assert 0 < caught.value.seconds <= 30
    with pytest.raises(LogInBlocked):
        await office.arriving.by_code(await waiting(office), code_of(secret, clock), HOME)
    clock.advance(31)
    await office.arriving.by_code(token, code_of(secret, clock), HOME)
    log = await office.audit.page(OPERATOR, AuditFilter(act=Act.LOG_IN_REFUSED), 20)
    assert {(each.target.ref, each.detail) for each in log} == {(staff_id, "code")}
    assert len(log) == 6


async def test_a_log_in_does_not_wait_for_ever_nor_past_a_new_password(office: StaffOffice, clock: HandClock):
    staff_id = await hired(office)
    secret, _ = await enrolled(office, clock)
    token = await waiting(office)
    clock.advance(300)
    with pytest.raises(CodeRefused):
        await office.arriving.by_code(token, code_of(secret, clock), HOME)
    token = await waiting(office)
    clock.advance(1)
    await office.accounts.reset_password(OPERATOR, staff_id, WORD + "x")
    with pytest.raises(CodeRefused):
        await office.arriving.by_code(token, code_of(secret, clock), HOME)


async def test_setting_up_takes_the_password_and_a_code_and_ends_other_sessions(office: StaffOffice, clock: HandClock):
    await hired(office)
    other, actor = await office.log_in.by_password("张敏", WORD, HOME), await entered(office)
    with pytest.raises(FactorConflict):
        await office.second_factor.confirm(actor, WORD, "000000")
    await office.second_factor.begin(actor)
    secret = (await office.second_factor.state(actor)).secret
    with pytest.raises(LogInRefused):
        await office.second_factor.confirm(actor, "wrong", code_of(secret, clock))
    with pytest.raises(CodeRefused):
        await office.second_factor.confirm(actor, WORD, "12345")
    assert not (await office.log_in.by_password("张敏", WORD, HOME)).needs_code, "not in force before its first code"
    await office.second_factor.confirm(actor, WORD, code_of(secret, clock))
    assert await office.sessions.resolve(other.token) is None
    with pytest.raises(FactorConflict):
        await office.second_factor.begin(actor)
    assert (await office.second_factor.state(actor)).secret == ""


async def test_taking_it_off_takes_a_code(office: StaffOffice, clock: HandClock):
    await hired(office)
    secret, codes = await enrolled(office, clock)
    opened = await office.arriving.by_code(await waiting(office), codes[0], HOME)
    actor = await office.sessions.resolve(opened.token)
    assert actor is not None
    with pytest.raises(CodeRefused):
        await office.second_factor.remove(actor, "000000")
    await office.second_factor.remove(actor, code_of(secret, clock))
    assert not (await office.log_in.by_password("张敏", WORD, HOME)).needs_code


async def test_who_must_have_one_sets_it_up_first(office: StaffOffice, clock: HandClock):
    await hired(office, role=Role.ADMIN)
    actor = await entered(office)
    assert actor.must_enrol
    assert actor.permissions == {Permission.OWN_ACCOUNT}
    secret, _ = await enrolled(office, clock)
    opened = await office.arriving.by_code(await waiting(office), code_of(secret, clock), HOME)
    actor = await office.sessions.resolve(opened.token)
    assert actor is not None
    assert not actor.must_enrol
    assert actor.may(Permission.STAFF)


async def test_an_administrator_takes_off_what_somebody_lost(office: StaffOffice, clock: HandClock):
    staff_id = await hired(office)
    _, codes = await enrolled(office, clock)
    token = await waiting(office)
    assert list(await office.second_factor.enrolled(OPERATOR)) == [staff_id]
    await office.second_factor.reset(OPERATOR, staff_id)
    with pytest.raises(CodeRefused):
        await office.arriving.by_code(token, codes[0], HOME)
    actor = await entered(office)
    with pytest.raises(NotPermitted):
        await office.second_factor.reset(actor, staff_id)
    with pytest.raises(FactorConflict):
        await office.second_factor.reset(OPERATOR, staff_id)
    assert [each.act for each in await office.audit.page(OPERATOR, AuditFilter(act=Act.FACTOR_RESET), 5)]


async def test_the_store_holds_no_secret_and_no_code(office: StaffOffice, clock: HandClock, engine: AsyncEngine):
    await hired(office)
    secret, codes = await enrolled(office, clock)
    async with engine.connect() as connection:
        kept = (await connection.execute(text("SELECT secret FROM staff_factors"))).scalars().all()
        digests = (await connection.execute(text("SELECT digest FROM staff_recovery_codes"))).scalars().all()
    assert len(kept) == 1
    assert secret.encode() not in bytes(kept[0])
    assert len(digests) == 10
    assert not {each.replace("-", "") for each in codes} & {each.upper() for each in digests}
