"""Staff upon SQLite and PostgreSQL: accounts, log-in, sessions, stand-ins, and a log that stays as it is."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from affairs.errors import (
    DepartmentTaken,
    DomainError,
    InvalidValue,
    LastAdmin,
    LogInBlocked,
    LogInRefused,
    LoginTaken,
    NoSuchDepartment,
    NoSuchSession,
    NoSuchStaff,
    NotPermitted,
    StaffConflict,
)
from affairs.ports import UnitOfWorkFactory
from affairs.staff.audit import Act, AuditFilter, ObjectRef
from affairs.staff.login import LoggedIn
from affairs.staff.model import Profile, Staff, Tier
from affairs.staff.office import StaffOffice
from affairs.staff.passwords import Passwords
from affairs.staff.permissions import OPERATOR, PERMISSIONS, Actor, Permission, Role
from affairs.staff.places import Origin
from affairs.staff.sessions import ABSOLUTE, IDLE, MOST_SESSIONS
from tests.clocks import HandClock

WORD = "Correct-Horse-7"
HOME, CAFE = Origin("203.0.113.7", "Firefox"), Origin("198.51.100.9")


@pytest.fixture
def office(uow_factory: UnitOfWorkFactory, clock: HandClock) -> StaffOffice:
    return StaffOffice.over(uow_factory, clock, passwords=Passwords(passes=1, memory_kib=8))


@pytest.fixture
def demo(uow_factory: UnitOfWorkFactory, clock: HandClock) -> StaffOffice:
    return StaffOffice.over(uow_factory, clock, passwords=Passwords(passes=1, memory_kib=8), demo=True)


async def hired(office: StaffOffice, login: str, *roles: Role, **kept: bool) -> Staff:
    profile = Profile(login, frozenset(roles or {Role.CLERK}))
    return await office.accounts.add(OPERATOR, login, profile, WORD, **kept)


async def entered(office: StaffOffice, login: str, word: str = WORD, origin: Origin = HOME) -> Actor:
    logged_in = await office.log_in.by_password(login, word, origin)
    actor = await office.sessions.resolve(logged_in.token, origin.network)
    assert actor is not None
    return actor


async def acts(office: StaffOffice, wanted: AuditFilter | None = None) -> list[str]:
    return [each.act.value for each in await office.audit.page(OPERATOR, wanted or AuditFilter(), 100)]


async def test_whoever_was_added_logs_in_with_their_roles(office: StaffOffice, clock: HandClock) -> None:
    department = await office.departments.add(OPERATOR, "公安窗口")
    profile = Profile("张敏", frozenset({Role.ADVISOR, Role.HEAD}), department.id, "530199001", Tier.STREET)
    made = await office.accounts.add(OPERATOR, "张敏", profile, WORD)
    actor = await entered(office, " 张敏 ")
    assert (actor.staff_id, actor.display_name, actor.roles) == (made.id, "张敏", profile.roles)
    assert actor.permissions == PERMISSIONS[Role.ADVISOR] | PERMISSIONS[Role.HEAD]
    assert actor.network == "203.0.113.0/24"
    roster = await office.accounts.roster()
    assert roster.departments == (department,)
    assert [each.profile for each in roster.staff] == [profile]
    assert roster.staff[0].last_login_at == clock.now()
    assert not await office.accounts.any_admin()


async def test_names_are_unique_whatever_their_case(office: StaffOffice) -> None:
    await hired(office, "Admin")
    with pytest.raises(LoginTaken):
        await hired(office, "ａＤＭＩＮ")
    tried = await asyncio.gather(*(hired(office, "李强") for _ in range(4)), return_exceptions=True)
    assert sorted(type(each).__name__ for each in tried) == ["LoginTaken"] * 3 + ["Staff"]


async def test_what_is_wrong_is_refused_and_changes_nothing(office: StaffOffice) -> None:
    with pytest.raises(InvalidValue):
        await office.accounts.add(OPERATOR, "张敏", Profile("张敏", frozenset({Role.CLERK})), "short")
    with pytest.raises(NoSuchDepartment):
        await office.accounts.add(OPERATOR, "张敏", Profile("张敏", frozenset({Role.CLERK}), "none"), WORD)
    await office.departments.add(OPERATOR, "公安窗口")
    other = await office.departments.add(OPERATOR, "税务窗口")
    for name in ("公安窗口", " 公安窗口 "):
        with pytest.raises(DepartmentTaken):
            await office.departments.add(OPERATOR, name)
        with pytest.raises(DepartmentTaken):
            await office.departments.rename(OPERATOR, other.id, name)
    with pytest.raises(NoSuchDepartment):
        await office.departments.rename(OPERATOR, "none", "新窗口")
    await office.departments.rename(OPERATOR, other.id, "税务综合窗口")
    roster = await office.accounts.roster()
    assert (roster.staff, [each.name for each in roster.departments]) == ((), ["公安窗口", "税务综合窗口"])
    assert await acts(office) == ["department.rename", "department.add", "department.add"]


async def test_every_use_case_asks_for_its_permission(office: StaffOffice) -> None:
    await hired(office, "admin", Role.ADMIN)
    clerk = await hired(office, "clerk")
    actor = await entered(office, "clerk")
    profile = clerk.profile
    for refused in (
        office.accounts.add(actor, "new", profile, WORD),
        office.accounts.change(actor, clerk.id, 1, profile),
        office.accounts.disable(actor, clerk.id),
        office.accounts.enable(actor, clerk.id),
        office.accounts.reset_password(actor, clerk.id, WORD),
        office.departments.add(actor, "x"),
        office.departments.rename(actor, "x", "y"),
        office.sessions.end_of(actor, clerk.id),
        office.absences.away(actor, "somebody", clerk.id, actor_until()),
        office.absences.back(actor, "somebody"),
        office.audit.page(actor, AuditFilter(), 10),
    ):
        with pytest.raises(NotPermitted):
            await refused


def actor_until():
    return HandClock().now() + timedelta(days=1)


async def test_wrong_passwords_unknown_names_and_closed_accounts_are_refused_alike(office: StaffOffice) -> None:
    await hired(office, "admin", Role.ADMIN)
    closed = await hired(office, "closed")
    await office.accounts.disable(OPERATOR, closed.id)
    for login, word in (("admin", "wrong"), ("nobody", WORD), ("closed", WORD), ("x" * 500, WORD), ("a\0b\ud800", "")):
        with pytest.raises(LogInRefused) as refused:
            await office.log_in.by_password(login, word, HOME)
        assert str(refused.value) == "log-in-refused"
    log = await office.audit.page(OPERATOR, AuditFilter(act=Act.LOG_IN_REFUSED), 100)
    assert [bool(each.target.ref) for each in log] == [False, False, False, False, True], "unknown names are not kept"


async def test_failures_lock_out_who_fails_and_not_the_person(office: StaffOffice, clock: HandClock) -> None:
    await hired(office, "张敏")
    await entered(office, "张敏")
    for _ in range(6):
        with pytest.raises(LogInRefused):
            await office.log_in.by_password("张敏", "wrong", CAFE)
    with pytest.raises(LogInBlocked) as blocked:
        await office.log_in.by_password("张敏", WORD, CAFE)
    assert 0 < blocked.value.seconds <= 30
    await entered(office, "张敏")
    clock.advance(31)
    await entered(office, "张敏", origin=CAFE)


async def test_unknown_names_lock_out_alike(office: StaffOffice) -> None:
    for _ in range(6):
        with pytest.raises(LogInRefused):
            await office.log_in.by_password("nobody", "wrong", CAFE)
    with pytest.raises(LogInBlocked):
        await office.log_in.by_password("nobody", "wrong", CAFE)


async def test_many_addresses_get_few_guesses_and_the_person_still_gets_in(
    office: StaffOffice, clock: HandClock
) -> None:
    await hired(office, "张敏")
    await entered(office, "张敏")
    refused = blocked = 0
    for number in range(100):
        try:
            await office.log_in.by_password("张敏", f"guess-{number}", Origin(f"198.51.100.{number}"))
        except LogInRefused:
            refused += 1
        except LogInBlocked:
            blocked += 1
        clock.advance(1)
    assert refused + blocked == 100
    assert refused <= 16
    await entered(office, "张敏")


async def test_one_address_that_tries_many_names_is_held_up(office: StaffOffice) -> None:
    outcomes = []
    for number in range(60):
        with pytest.raises(DomainError) as error:
            await office.log_in.by_password(f"name-{number}", "wrong", CAFE)
        outcomes.append(type(error.value))
    assert outcomes[:51] == [LogInRefused] * 51
    assert outcomes[51:] == [LogInBlocked] * 9


async def test_guesses_at_the_same_time_do_not_slip_past(office: StaffOffice) -> None:
    await hired(office, "张敏")
    tried = await asyncio.gather(
        *(office.log_in.by_password("张敏", f"guess-{n}", CAFE) for n in range(30)), return_exceptions=True
    )
    assert sorted({type(each) for each in tried}, key=str) == [LogInBlocked, LogInRefused]
    assert sum(isinstance(each, LogInRefused) for each in tried) == 6


async def test_tallies_name_nobody(office: StaffOffice, engine: AsyncEngine) -> None:
    with pytest.raises(LogInRefused):
        await office.log_in.by_password("zhangmin", "wrong", HOME)
    async with engine.connect() as connection:
        rows = (await connection.execute(text("SELECT * FROM login_tallies"))).all()
    assert len(rows) == 3
    assert "zhangmin" not in str(rows)
    assert HOME.address not in str(rows)


async def test_every_log_in_is_a_session_of_its_own(office: StaffOffice) -> None:
    await hired(office, "张敏")
    first = await office.log_in.by_password("张敏", WORD, HOME)
    second = await office.log_in.by_password("张敏", WORD, HOME, replacing=first.token)
    assert first.token != second.token
    assert len(first.token) >= 43
    assert await office.sessions.resolve(first.token) is None, "the one before is over"
    assert await office.sessions.resolve(second.token) is not None
    for other in ("", "x", "\ud800", second.token[:-1], second.token + "x"):
        assert await office.sessions.resolve(other) is None


async def test_tokens_are_not_in_the_store(office: StaffOffice, engine: AsyncEngine) -> None:
    await hired(office, "张敏")
    token = (await office.log_in.by_password("张敏", WORD, HOME)).token
    async with engine.connect() as connection:
        for table in ("staff_sessions", "staff", "staff_credentials", "audit_entries", "login_tallies"):
            kept = str((await connection.execute(text(f"SELECT * FROM {table}"))).all())
            assert token not in kept
            assert WORD not in kept
            assert HOME.address not in kept


async def test_sessions_end_with_time(office: StaffOffice, clock: HandClock, uow_factory: UnitOfWorkFactory) -> None:
    await hired(office, "张敏")
    token = (await office.log_in.by_password("张敏", WORD, HOME)).token
    clock.advance(IDLE.total_seconds() - 1)
    assert await office.sessions.resolve(token) is not None
    clock.advance(IDLE.total_seconds() - 1)
    assert await office.sessions.resolve(token) is not None, "it was used meanwhile"
    clock.advance(IDLE.total_seconds())
    assert await office.sessions.resolve(token) is None, "it was left alone"
    token = (await office.log_in.by_password("张敏", WORD, HOME)).token
    for _ in range(int(ABSOLUTE / IDLE) * 2 - 1):
        clock.advance(IDLE.total_seconds() / 2)
        assert await office.sessions.resolve(token) is not None
    clock.advance(IDLE.total_seconds() / 2)
    assert await office.sessions.resolve(token) is None, "twelve hours are over"
    async with uow_factory() as uow:
        assert await uow.staff_sessions.purge(clock.now(), clock.now() - IDLE) == 2
        await uow.commit()


async def test_one_ends_ones_own_sessions_and_nobody_elses(office: StaffOffice) -> None:
    await hired(office, "张敏")
    await hired(office, "李强")
    mine, also = await entered(office, "张敏"), await entered(office, "张敏", origin=CAFE)
    theirs = await entered(office, "李强")
    listed = await office.sessions.own(mine)
    assert {each.session.id: each.current for each in listed} == {mine.session_id: True, also.session_id: False}
    assert {each.session.network for each in listed} == {"203.0.113.0/24", "198.51.100.0/24"}
    for stranger in (theirs.session_id, "none", ""):
        with pytest.raises(NoSuchSession):
            await office.sessions.end_own(mine, stranger)
    assert await office.sessions.end_others(mine) == 1
    assert [each.session.id for each in await office.sessions.own(mine)] == [mine.session_id]
    assert len(await office.sessions.own(theirs)) == 1
    await office.sessions.end_own(mine, mine.session_id)
    assert await office.sessions.own(mine) == []


async def test_no_more_sessions_than_one_needs(office: StaffOffice, clock: HandClock) -> None:
    await hired(office, "张敏")
    tokens = []
    for _ in range(MOST_SESSIONS + 2):
        clock.advance(1)
        tokens.append((await office.log_in.by_password("张敏", WORD, HOME)).token)
    assert [await office.sessions.resolve(token) is not None for token in tokens] == [False] * 2 + [
        True
    ] * MOST_SESSIONS


async def test_an_administrator_ends_sessions_and_accounts(office: StaffOffice) -> None:
    await hired(office, "admin", Role.ADMIN)
    clerk = await hired(office, "张敏")
    admin = await entered(office, "admin")
    token = (await office.log_in.by_password("张敏", WORD, HOME)).token
    assert await office.sessions.end_of(admin, clerk.id) == 1
    assert await office.sessions.resolve(token) is None
    token = (await office.log_in.by_password("张敏", WORD, HOME)).token
    disabled = await office.accounts.disable(admin, clerk.id)
    assert not disabled.active
    assert await office.accounts.disable(admin, clerk.id) == await office.accounts.by_login("张敏")
    assert await office.sessions.resolve(token) is None
    with pytest.raises(LogInRefused):
        await office.log_in.by_password("张敏", WORD, HOME)
    assert (await office.accounts.enable(admin, clerk.id)).active
    await entered(office, "张敏")
    with pytest.raises(NoSuchStaff):
        await office.accounts.disable(admin, "none")


async def test_a_temporary_password_opens_nothing_but_the_choice_of_another(office: StaffOffice) -> None:
    await hired(office, "admin", Role.ADMIN, must_change=True)
    actor = await entered(office, "admin")
    assert actor.must_change_password
    assert actor.permissions == {Permission.OWN_ACCOUNT}
    await office.own_password.change(actor, WORD, "Another-Horse-8")
    with pytest.raises(LogInRefused):
        await office.log_in.by_password("admin", WORD, HOME)
    assert (await entered(office, "admin", "Another-Horse-8")).may(Permission.STAFF)


async def test_a_new_password_ends_every_session(office: StaffOffice) -> None:
    clerk = await hired(office, "张敏")
    tokens = [(await office.log_in.by_password("张敏", WORD, HOME)).token for _ in range(2)]
    actor = await office.sessions.resolve(tokens[0])
    assert actor is not None
    await office.own_password.change(actor, WORD, "Another-Horse-8")
    assert [await office.sessions.resolve(token) for token in tokens] == [None, None]
    tokens = [(await office.log_in.by_password("张敏", "Another-Horse-8", HOME)).token]
    await office.accounts.reset_password(OPERATOR, clerk.id, "Temporary-Horse-9")
    assert await office.sessions.resolve(tokens[0]) is None
    assert (await entered(office, "张敏", "Temporary-Horse-9")).must_change_password
    for weak in ("short", "张敏张敏张敏Ab1-张敏"):
        with pytest.raises(InvalidValue):
            await office.accounts.reset_password(OPERATOR, clerk.id, weak)


async def test_ones_password_cannot_be_guessed_at_a_desk_left_open(office: StaffOffice, clock: HandClock) -> None:
    await hired(office, "张敏")
    actor = await entered(office, "张敏")
    for _ in range(6):
        with pytest.raises(LogInRefused):
            await office.own_password.change(actor, "wrong", "Another-Horse-8")
    with pytest.raises(LogInBlocked):
        await office.own_password.change(actor, WORD, "Another-Horse-8")
    clock.advance(31)
    for wrong in 3 * ("short", WORD, "张敏-Password-1"):
        with pytest.raises(InvalidValue):
            await office.own_password.change(actor, WORD, wrong)
    await office.own_password.change(actor, WORD, "Another-Horse-8")


async def test_a_log_in_that_meets_a_reset_does_not_outlive_it(office: StaffOffice, clock: HandClock) -> None:
    clerk = await hired(office, "张敏")
    word = WORD
    for number in range(6):
        after = f"Another-Horse-{number}"
        tried = await asyncio.gather(
            *(office.log_in.by_password("张敏", word, HOME) for _ in range(3)),
            office.accounts.reset_password(OPERATOR, clerk.id, after, must_change=False),
            return_exceptions=True,
        )
        tokens = [each.token for each in tried if isinstance(each, LoggedIn)]
        assert [await office.sessions.resolve(token) for token in tokens] == [None] * len(tokens)
        assert all(isinstance(each, LoggedIn | LogInRefused) for each in tried[:3])
        word = after
        clock.advance(3000)


async def test_an_older_hash_is_renewed_at_log_in(
    office: StaffOffice, uow_factory: UnitOfWorkFactory, clock: HandClock
) -> None:
    clerk = await hired(office, "张敏")
    stronger = StaffOffice.over(uow_factory, clock, passwords=Passwords(passes=1, memory_kib=16))
    await entered(stronger, "张敏")
    async with uow_factory(read_only=True) as uow:
        credential = await uow.staff.credential(clerk.id)
    assert credential is not None
    assert "m=16," in credential.secret
    await entered(stronger, "张敏")


async def test_changes_meet_and_the_second_is_told(office: StaffOffice) -> None:
    clerk = await hired(office, "张敏")
    wanted = Profile("张敏敏", frozenset({Role.HEAD}), region="530199001", tier=Tier.COMMUNITY)
    changed = await office.accounts.change(OPERATOR, clerk.id, 1, wanted)
    assert (changed.revision, changed.profile) == (2, wanted)
    assert await office.accounts.by_login("张敏") == changed
    with pytest.raises(StaffConflict):
        await office.accounts.change(OPERATOR, clerk.id, 1, clerk.profile)
    with pytest.raises(NoSuchStaff):
        await office.accounts.change(OPERATOR, "none", 1, wanted)
    log = await office.audit.page(OPERATOR, AuditFilter(act=Act.STAFF_CHANGED), 10)
    assert [each.detail for each in log] == ["display_name,region,tier,+head,-clerk"]


async def test_somebody_is_always_left_to_administer(office: StaffOffice) -> None:
    admins = [await hired(office, name, Role.ADMIN) for name in ("a", "b")]
    tried = await asyncio.gather(
        *(office.accounts.disable(OPERATOR, admin.id) for admin in admins), return_exceptions=True
    )
    assert sorted(type(each).__name__ for each in tried) == ["LastAdmin", "Staff"]
    left = next(each for each in (await office.accounts.roster()).staff if each.active)
    with pytest.raises(LastAdmin):
        await office.accounts.change(OPERATOR, left.id, left.revision, Profile("x", frozenset({Role.CLERK})))
    assert await office.accounts.any_admin()


async def test_stand_ins_see_the_work_of_the_absent(office: StaffOffice, clock: HandClock) -> None:
    a, b, c = [await hired(office, name) for name in "abc"]
    now = clock.now()
    actor = await entered(office, "a")
    await office.absences.away(actor, a.id, b.id, now + timedelta(days=2))
    await office.absences.away(OPERATOR, b.id, c.id, now + timedelta(days=3), now + timedelta(days=1))
    assert (await entered(office, "b")).work_of == {a.id, b.id}
    assert (await entered(office, "c")).work_of == {c.id}
    clock.advance(86_400)
    assert (await entered(office, "c")).work_of == {a.id, b.id, c.id}
    clock.advance(86_400)
    assert (await entered(office, "c")).work_of == {b.id, c.id}
    assert await office.absences.back(OPERATOR, b.id) == 1
    assert await office.absences.back(OPERATOR, b.id) == 0
    assert (await entered(office, "c")).work_of == {c.id}


async def test_absences_that_make_no_sense(office: StaffOffice, clock: HandClock) -> None:
    a, b = [await hired(office, name) for name in "ab"]
    await hired(office, "admin", Role.ADMIN)
    later = clock.now() + timedelta(days=1)
    for stand_in, until, error in (
        (a.id, later, InvalidValue),
        (b.id, clock.now(), InvalidValue),
        (b.id, clock.now() + timedelta(days=401), InvalidValue),
        ("none", later, NoSuchStaff),
    ):
        with pytest.raises(error):
            await office.absences.away(OPERATOR, a.id, stand_in, until)
    await office.accounts.disable(OPERATOR, b.id)
    with pytest.raises(NoSuchStaff):
        await office.absences.away(OPERATOR, a.id, b.id, later)
    assert (await office.accounts.roster()).absences == ()


async def test_absences_set_at_once_leave_one(office: StaffOffice, clock: HandClock) -> None:
    a, b, c = [await hired(office, name) for name in "abc"]
    until = clock.now() + timedelta(days=1)
    pairs = [(a, b), (a, c), (b, a), (b, c), (c, a), (c, b)]
    await asyncio.gather(*(office.absences.away(OPERATOR, who.id, other.id, until) for who, other in pairs))
    absences = (await office.accounts.roster()).absences
    assert sorted(each.staff_id for each in absences) == sorted([a.id, b.id, c.id])


async def test_the_log_is_read_by_pages_and_filters(office: StaffOffice, clock: HandClock) -> None:
    await hired(office, "admin", Role.ADMIN)
    clerk = await hired(office, "张敏")
    admin = await entered(office, "admin")
    clock.advance(3600)
    middle = clock.now()
    await office.accounts.disable(admin, clerk.id)
    await office.accounts.enable(admin, clerk.id)
    everything = await acts(office)
    assert everything == ["staff.enable", "staff.disable", "session.begin", "staff.add", "staff.add"]
    first = await office.audit.page(OPERATOR, AuditFilter(), 2)
    rest = await office.audit.page(OPERATOR, AuditFilter(), 10, before=first[-1].id)
    assert [each.act.value for each in (*first, *rest)] == everything
    assert await acts(office, AuditFilter(actor_id=admin.staff_id)) == everything[:3]
    assert await acts(office, AuditFilter(target=ObjectRef("staff", clerk.id))) == [*everything[:2], "staff.add"]
    assert await acts(office, AuditFilter(act=Act.STAFF_ADDED)) == everything[3:]
    assert await acts(office, AuditFilter(since=middle)) == everything[:2]
    assert await acts(office, AuditFilter(until=middle)) == everything[2:]
    entry = first[0]
    assert (entry.actor_id, entry.session_id, entry.network) == (admin.staff_id, admin.session_id, "203.0.113.0/24")
    assert entry.at == middle


@pytest.mark.parametrize("statement", ["UPDATE audit_entries SET actor_id = 'x'", "DELETE FROM audit_entries"])
async def test_nobody_changes_the_log(office: StaffOffice, engine: AsyncEngine, statement: str) -> None:
    await hired(office, "张敏")
    with pytest.raises(DBAPIError, match="append-only"):
        async with engine.begin() as connection:
            await connection.execute(text(statement))
    assert await acts(office) == ["staff.add"]


async def test_log_ins_of_a_demonstration_open_only_there(office: StaffOffice, demo: StaffOffice) -> None:
    profile = Profile("演示", frozenset({Role.ADMIN}))
    assert await demo.samples.ensure("demo-admin", profile, WORD)
    token = (await demo.log_in.by_password("demo-admin", WORD, HOME)).token
    assert await demo.sessions.resolve(token) is not None
    assert await demo.accounts.any_admin()
    assert not await office.accounts.any_admin()
    assert await office.sessions.resolve(token) is None
    with pytest.raises(LogInRefused):
        await office.log_in.by_password("demo-admin", WORD, HOME)


async def test_they_are_restored_at_each_start_and_real_people_left_alone(
    demo: StaffOffice, office: StaffOffice
) -> None:
    profile = Profile("演示", frozenset({Role.CLERK}))
    for _ in range(2):
        assert await demo.samples.ensure("demo-clerk", profile, WORD)
    found = await demo.accounts.by_login("demo-clerk")
    token = (await demo.log_in.by_password("demo-clerk", WORD, HOME)).token
    assert await demo.samples.ensure("demo-clerk", profile, WORD)
    assert await demo.sessions.resolve(token) is not None, "what is right is left alone"
    await demo.accounts.reset_password(OPERATOR, found.id, "Another-Horse-8")
    await demo.accounts.disable(OPERATOR, found.id)
    assert await demo.samples.ensure("demo-clerk", profile, WORD)
    await entered(demo, "demo-clerk")
    await hired(office, "demo-head", Role.ADMIN)
    assert not await demo.samples.ensure("demo-head", profile, "Another-Horse-8")
    await entered(office, "demo-head")
