"""Subscriptions over the API: beside the consents that were there before, ended one by one or all at once."""

from tests.http.citizens import Caller


async def test_consents_and_subscriptions_do_not_mix(anyone: Caller):
    caller = await anyone.signed_in("张伟")
    assert (await caller.post("/subscriptions", {})).body == {"left": 1, "lasting": False}
    code = (await anyone.get("/guides?limit=1")).body["items"][0]["code"]
    said = await caller.post("/subscriptions", {"topics": ["就业"], "items": [code], "licences": True})
    assert said.body == {"left": 1, "lasting": False}, "who only subscribes gave no consent"
    said = await caller.post("/subscriptions", {"topics": ["就业"], "accepted": 2})
    assert said.body == {"left": 3, "lasting": False}
    listed = (await caller.get("/subscriptions")).body
    assert {(each["kind"], each["ref"]) for each in listed["items"]} == {
        ("topic", "就业"),
        ("item", code),
        ("licences", ""),
    }
    assert listed["next"] is None
    assert listed["consent"] == {"left": 3, "lasting": False}


async def test_leaving(anyone: Caller):
    caller, other = await anyone.signed_in("张伟"), await anyone.signed_in("李娜")
    await caller.post("/subscriptions", {"topics": ["就业", "社保"]})
    first = (await caller.get("/subscriptions")).body["items"][0]["id"]
    assert (await other.delete(f"/subscriptions/{first}")).status == 404
    assert (await caller.delete(f"/subscriptions/{first}")).status == 204
    assert (await caller.delete(f"/subscriptions/{first}")).status == 404
    assert (await caller.delete("/subscriptions")).status == 204
    assert (await caller.get("/subscriptions")).body["items"] == []


async def test_what_there_is_none_of(anyone: Caller):
    caller = await anyone.signed_in("张伟")
    assert (await caller.post("/subscriptions", {"items": ["none"]})).status == 404
    assert (await caller.post("/subscriptions", {"topics": [""]})).status == 422
    assert (await anyone.get("/subscriptions")).status == 401
