"""Every type and every event becomes a message; the mapping of each."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wechatpy.events import EVENT_TYPES
from wechatpy.messages import MESSAGE_TYPES

from bot.messages import Kind
from bot.ports import MalformedMessage
from integrations.sandbox.wechat.xml import message_xml
from integrations.wechat.incoming import WeChatMessage, incoming_of
from integrations.wechat.xml import read_fields
from tests.wechat import USER, fields_of


def read(**fields) -> WeChatMessage:
    return incoming_of(read_fields(message_xml(fields_of(**fields))), encrypted=False)


def event(name: str, key: str = "", **more) -> WeChatMessage:
    return read(MsgType="event", Event=name, EventKey=key, **more)


@pytest.mark.parametrize(
    ("type_", "kind"),
    [
        ("text", Kind.TEXT),
        ("image", Kind.IMAGE),
        ("voice", Kind.VOICE),
        ("video", Kind.VIDEO),
        ("shortvideo", Kind.VIDEO),
        ("location", Kind.LOCATION),
        ("link", Kind.LINK),
        ("file", Kind.FILE),
        ("miniprogrampage", Kind.LINK),
        ("TEXT", Kind.TEXT),
        ("hologram", Kind.UNKNOWN),
    ],
)
def test_types(type_, kind):
    message = read(MsgType=type_, MsgId=7, MediaId="m")
    assert (message.kind, message.message_key, message.media_id) == (kind, "7", "m")


@pytest.mark.parametrize("type_", sorted(MESSAGE_TYPES))
def test_every_type_wechatpy_knows(type_):
    assert read(MsgType=type_, MsgId=7).kind is not None


@pytest.mark.parametrize(
    "name", sorted({*EVENT_TYPES, "subscribe_msg_popup_event", "PUBLISHJOBFINISH", "brand_new_event", ""})
)
def test_every_event_is_taken(name):
    message = event(name)
    assert message.message_key.startswith("e")
    assert USER not in message.message_key


def test_following_by_a_scene_code():
    message = event("subscribe", "qrscene_hall-1", Ticket="t")
    assert (message.kind, message.event_key) == (Kind.SUBSCRIBE, "hall-1")
    assert event("subscribe").event_key == ""
    assert event("subscribe", "last_trade_no_4008").event_key == "last_trade_no_4008"
    scanned = event("SCAN", "hall-1", Ticket="t")
    assert (scanned.kind, scanned.event_key) == (Kind.SCAN, "hall-1")
    assert event("unsubscribe").kind is Kind.UNSUBSCRIBE


def test_menu():
    clicked = event("CLICK", "help")
    assert (clicked.kind, clicked.event_key) == (Kind.MENU, "help")
    assert event("VIEW", "https://example.gov.cn/").kind is Kind.OTHER_EVENT


def test_location_is_sent_and_reported():
    sent = read(MsgType="location", Location_X=43.81, Location_Y=125.32, Scale=16, Label="净月大街", MsgId=9)
    assert (sent.kind, sent.latitude, sent.longitude, sent.place) == (Kind.LOCATION, 43.81, 125.32, "净月大街")
    reported = event("LOCATION", Latitude=43.81, Longitude=125.32, Precision=65.0)
    assert (reported.kind, reported.latitude, reported.longitude) == (Kind.LOCATION_REPORT, 43.81, 125.32)


@pytest.mark.parametrize(("x", "y"), [("", ""), ("nan", "1"), ("inf", "1"), ("91", "1"), ("1", "181"), ("北", "东")])
def test_a_place_that_is_none_on_earth(x, y):
    message = read(MsgType="location", Location_X=x, Location_Y=y, MsgId=9)
    assert (message.kind, message.latitude, message.longitude) == (Kind.LOCATION, None, None)


@pytest.mark.parametrize(
    ("menu_id", "choice"), [("2", 2), ("g:12", 12), ("", None), ("x", None), ("９", None), ("1" * 20, None)]
)
def test_a_tapped_option(menu_id, choice):
    assert read(MsgType="text", Content="满意", MsgId=1, bizmsgmenuid=menu_id).choice == choice


def test_voice_text_when_the_platform_recognised_it():
    assert read(MsgType="voice", MediaId="m", Recognition="身份证丢了。", MsgId=1).text == "身份证丢了。"
    assert read(MsgType="voice", MediaId="m", Recognition="", MsgId=1).text == ""


def test_events_of_the_same_second_are_told_apart_and_a_repetition_is_not():
    same = {"CreateTime": 1700000000}
    assert event("CLICK", "a", **same).message_key == event("CLICK", "a", **same).message_key
    others = [
        event("CLICK", "b", **same),
        event("VIEW", "a", **same),
        event("CLICK", "a", CreateTime=1700000001),
        event("CLICK", "a", FromUserName="oOther", **same),
        event("MASSSENDJOBFINISH", "a", MsgID=1, **same),
        event("MASSSENDJOBFINISH", "a", MsgID=2, **same),
    ]
    keys = {message.message_key for message in others} | {event("CLICK", "a", **same).message_key}
    assert len(keys) == 7


def notice(*ids: int) -> WeChatMessage:
    entries = [{"TemplateId": f"t{number}", "SubscribeStatusString": "accept", "PopupScene": 2} for number in ids]
    return event("subscribe_msg_popup_event", "", SubscribeMsgPopupEvent={"List": entries}, CreateTime=1700000000)


def test_subscription_notices_with_one_entry_or_many():
    one, many = notice(1), notice(1, 2)
    assert one.kind is many.kind is Kind.OTHER_EVENT
    assert one.event_key == "subscribe_msg_popup_event"
    assert one.message_key != many.message_key
    assert notice(1).message_key == one.message_key


def test_a_message_without_an_id_has_a_key_all_the_same():
    first = read(MsgType="text", Content="a", CreateTime=1700000000)
    assert first.message_key == read(MsgType="text", Content="a", CreateTime=1700000000).message_key
    assert first.message_key != read(MsgType="text", Content="b", CreateTime=1700000000).message_key
    assert len(read(MsgType="text", Content="a", MsgId="9" * 5000).message_key) < 64


def test_repeated_fields_use_the_first():
    fields = read_fields(message_xml(fields_of(Content=["一", "二"], MsgType="text", MsgId=1)))
    assert incoming_of(fields, encrypted=False).text == "一"


def test_a_text_has_a_bound():
    assert len(read(MsgType="text", Content="长" * 60_000, MsgId=1).text) == 8192


VALUES = st.one_of(
    st.text(), st.dictionaries(st.text(), st.text()), st.lists(st.one_of(st.text(), st.just({})), min_size=1)
)
NAMES = [
    "FromUserName",
    "ToUserName",
    "CreateTime",
    "MsgType",
    "Event",
    "EventKey",
    "MsgId",
    "Content",
    "Location_X",
    "bizmsgmenuid",
]


@given(st.dictionaries(st.sampled_from(NAMES), VALUES), st.sampled_from(["text", "event", "location", "voice"]))
def test_any_fields_are_a_message_or_malformed(fields, type_):
    for given_fields in (fields, fields_of(MsgType=type_) | {"CreateTime": "1"} | fields):
        with contextlib.suppress(MalformedMessage):
            assert isinstance(incoming_of(given_fields, encrypted=False), WeChatMessage)
