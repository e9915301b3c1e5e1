"""Names, stand-ins, references: the rules of values."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from affairs.errors import InvalidValue, NotPermitted
from affairs.staff.audit import Act, AuditEntry, ObjectRef, entry_of
from affairs.staff.model import (
    Absence,
    Profile,
    checked_department,
    checked_login,
    checked_profile,
    login_key,
    stood_in_for,
)
from affairs.staff.permissions import OPERATOR, PERMISSIONS, Actor, Permission, Role, permissions_of
from affairs.staff.places import network_of
from tests.clocks import START

CLERK = frozenset({Role.CLERK})


@pytest.mark.parametrize("name", ["张敏", "zhang.min", "Zhang-Min_2", "欧阳娜娜", "ａｄｍｉｎ", "x" * 32])
def test_log_in_names(name: str):
    assert login_key(checked_login(f" {name} ")) == login_key(name.upper())


@pytest.mark.parametrize("name", ["", " ", "张 敏", "a/b", "<b>", "x" * 33, "a\0b", "a\nb", "名,字", "\ud800"])
def test_names_that_are_none(name: str):
    with pytest.raises(InvalidValue) as refused:
        checked_login(name)
    assert refused.value.field == "login"


@given(st.text(max_size=300))
def test_any_text_has_a_key_that_stores_can_take(text: str):
    key = login_key(text)
    assert len(key) <= 64
    assert "\0" not in key
    assert key.encode().decode() == key


def test_full_width_and_case_are_one_name():
    assert login_key("ＡＤＭＩＮ") == login_key("admin") == login_key(" Admin ")


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"display_name": ""}, "display_name"),
        ({"display_name": "长" * 33}, "display_name"),
        ({"display_name": "a\u202eb"}, "display_name"),
        ({"roles": frozenset()}, "roles"),
        ({"region": "x" * 65}, "region"),
    ],
)
def test_profiles_that_are_wrong(changed: dict, field: str):
    with pytest.raises(InvalidValue) as refused:
        checked_profile(Profile(**({"display_name": "张敏", "roles": CLERK} | changed)))
    assert refused.value.field == field


def test_blanks_in_names_are_one():
    assert checked_profile(Profile("  张 \t 敏 ", CLERK)).display_name == "张 敏"
    assert checked_department(" 公安  窗口 ") == "公安 窗口"


def absence(who: str, stand_in: str, days: int = 1) -> Absence:
    return Absence(f"{who}{stand_in}", who, stand_in, START, START + timedelta(days=days))


def test_a_stand_in_sees_the_work_of_the_absent_while_they_are_absent():
    away = [absence("a", "b")]
    assert stood_in_for("b", away, START) == {"a"}
    assert stood_in_for("a", away, START) == frozenset()
    assert stood_in_for("b", away, START - timedelta(seconds=1)) == frozenset()
    assert stood_in_for("b", away, START + timedelta(days=1)) == frozenset()


def test_chains_are_followed_and_circles_end():
    assert stood_in_for("c", [absence("a", "b"), absence("b", "c")], START) == {"a", "b"}
    circle = [absence("a", "b"), absence("b", "c"), absence("c", "a")]
    assert stood_in_for("a", circle, START) == {"b", "c"}
    assert stood_in_for("b", [absence("a", "b"), absence("b", "a")], START) == {"a"}


people = st.sampled_from("abcdefg")


@given(st.lists(st.tuples(people, people), max_size=20), people)
def test_stand_ins_are_those_a_path_leads_to(pairs, person):
    found = stood_in_for(person, [absence(who, stand_in) for who, stand_in in pairs], START)
    reached, grown = {person}, True
    while grown:
        grown = False
        for who, stand_in in pairs:
            if stand_in in reached and who not in reached:
                reached.add(who)
                grown = True
    assert found == reached - {person}


def test_the_table_of_permissions_names_every_role_and_permission():
    assert set(PERMISSIONS) == set(Role)
    assert permissions_of(Role) == set(Permission)
    assert all(Permission.OWN_ACCOUNT in allowed for allowed in PERMISSIONS.values())


def test_administrators_see_no_matters_of_citizens_and_supervisors_handle_none():
    citizens = {Permission.PRE_REVIEW, Permission.CASES}
    assert not PERMISSIONS[Role.ADMIN] & citizens
    assert not PERMISSIONS[Role.SUPERVISOR] & (citizens | {Permission.STAFF})
    assert [role for role in Role if Permission.STAFF in PERMISSIONS[role]] == [Role.ADMIN]


def test_an_actor_may_what_the_roles_may():
    actor = Actor("1", "张敏", permissions_of(CLERK), CLERK, stands_in_for=frozenset({"2"}))
    actor.require(Permission.CASES)
    with pytest.raises(NotPermitted):
        actor.require(Permission.STAFF)
    assert actor.work_of == {"1", "2"}
    assert (actor.standing_in_for("1"), actor.standing_in_for("2"), actor.standing_in_for("3")) == ("", "2", "")


def test_an_entry_says_in_whose_stead():
    actor = Actor("1", "张敏", frozenset(), session_id="s", network="192.0.2.0/24", stands_in_for=frozenset({"2"}))
    entry = entry_of(actor, Act.AWAY, ObjectRef("application", "YJ-2026-1"), START, owner_id="2", detail=["a=1", "+b"])
    expected = ("1", "2", "s", "192.0.2.0/24", "a=1,+b")
    assert (entry.actor_id, entry.standing_for, entry.session_id, entry.network, entry.detail) == expected
    assert entry_of(OPERATOR, Act.BACK, ObjectRef("staff", "2"), START).actor_id == ""


@pytest.mark.parametrize("words", ["张敏", "13800000000\n", "a b", "x" * 65, "<b>"])
def test_references_are_codes_and_never_words(words: str):
    with pytest.raises(ValueError):
        ObjectRef("staff", words)
    with pytest.raises(ValueError):
        ObjectRef(words, "1")


def test_details_are_codes_and_never_words():
    for words in ("姓名张敏", "x" * 201, "<b>", "a\n"):
        with pytest.raises(ValueError):
            AuditEntry(START, "1", Act.BACK, detail=words)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2::/64", "2001:db8:1::/48"),
        ("2001:db8:1:2::7", "2001:db8:1::/48"),
        ("unknown", ""),
        ("", ""),
    ],
)
def test_what_is_kept_of_an_address(address: str, network: str):
    assert network_of(address) == network
