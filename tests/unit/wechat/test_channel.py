"""The channel: what is opened, what is refused, what is sealed."""

import contextlib
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.messages import Choice, Incoming, Kind, Reply, ReplyKind
from bot.ports import BadSignature, ChannelError, MalformedMessage, ReplayedMessage
from integrations.sandbox.wechat.crypto import PlatformCrypto, sha1_of
from integrations.sandbox.wechat.xml import message_xml, reply_of
from integrations.wechat.channel import NOTHING
from integrations.wechat.xml import read_fields
from tests.wechat import CONFIG, OTHER_KEY, USER, TestClock, channel_of, fields_of, seal_xml, sealed, signed_query

ANSWER = Reply(ReplyKind.ANSWER, "带身份证到窗口办理。")


def opened(body: bytes, key: str = CONFIG.aes_key) -> dict[str, str]:
    """The reply within a sealed body, as the person sees it."""
    envelope = read_fields(body)
    assert envelope["MsgSignature"] == sha1_of(
        CONFIG.token, envelope["TimeStamp"], envelope["Nonce"], envelope["Encrypt"]
    )
    xml = PlatformCrypto(key, CONFIG.app_id).decrypt(envelope["Encrypt"])
    return reply_of(xml, openid=USER, account=CONFIG.account)


def test_a_sealed_message_is_opened():
    message = channel_of().open(*sealed(fields_of()))
    assert (message.channel, message.user, message.kind) == ("wechat", USER, Kind.TEXT)
    assert message.text == "身份证丢了怎么办"
    assert message.message_key == "23456789012345678"
    assert message.received_at is not None
    assert message.received_at.tzinfo is UTC


def test_a_reply_is_sealed_for_the_person_who_asked():
    channel = channel_of()
    message = channel.open(*sealed(fields_of()))
    assert opened(channel.seal(ANSWER, message)) == {"type": "text", "content": "带身份证到窗口办理。"}


def test_nothing_to_say_is_success_in_plain():
    channel = channel_of()
    message = channel.open(*sealed(fields_of()))
    assert channel.seal(Reply(ReplyKind.SILENT), message) == NOTHING == b"success"
    assert channel.seal(Reply(ReplyKind.ANSWER), message) == NOTHING


def test_plain_mode_answers_in_plain():
    channel = channel_of(mode="plain", aes_key="")
    message = channel.open(signed_query(), message_xml(fields_of()).encode())
    body = channel.seal(Reply(ReplyKind.ANSWER, "a ]]> b <xml> & \x00\ud800"), message).decode()
    assert reply_of(body, openid=USER, account=CONFIG.account) == {"type": "text", "content": "a ]]> b <xml> &"}


def test_plain_mode_opens_encrypted_bodies_while_the_platform_is_switched():
    channel = channel_of(mode="plain")
    message = channel.open(*sealed(fields_of()))
    assert message.encrypted
    assert opened(channel.seal(ANSWER, message))["content"] == ANSWER.text


def test_a_message_without_an_account_still_gets_an_answer():
    body = channel_of(mode="plain").seal(ANSWER, Incoming("wechat", USER))
    assert ANSWER.text in body.decode()


def test_downgrade_is_refused():
    plain = message_xml(fields_of()).encode()
    for query in (signed_query(), signed_query() | {"encrypt_type": "raw"}, signed_query() | {"encrypt_type": "aes"}):
        with pytest.raises(BadSignature):
            channel_of().open(query, plain)
    query, _body = sealed(fields_of())
    with pytest.raises(BadSignature):
        channel_of().open(query, plain)


@pytest.mark.parametrize("name", ["signature", "msg_signature", "timestamp", "nonce"])
@pytest.mark.parametrize("value", ["", "0", "a" * 40, "漢" * 10, "x" * 10_000, None])
def test_a_changed_or_missing_part_of_the_query_is_refused(name, value):
    query, body = sealed(fields_of())
    if value is None:
        del query[name]
    else:
        query[name] = value
    with pytest.raises(BadSignature):
        channel_of().open(query, body)


def test_a_changed_body_is_refused():
    query, body = sealed(fields_of())
    _query, other = sealed(fields_of(Content="别的", MsgType="text", MsgId=1))
    with pytest.raises(BadSignature):
        channel_of().open(query, other)
    with pytest.raises(ChannelError):
        channel_of().open(query, body[:-20])


@pytest.mark.parametrize("offset", [-301, 301, -(10**9), 10**9])
def test_replay_is_refused(offset):
    clock = TestClock()
    stamp = clock.now().timestamp() + offset
    with pytest.raises(ReplayedMessage):
        channel_of(clock).open(*sealed(fields_of(), timestamp=stamp))
    with pytest.raises(ReplayedMessage):
        channel_of(clock).echo(signed_query(stamp) | {"echostr": "1"})


@pytest.mark.parametrize("offset", [-290, 0, 290])
def test_retries_and_skew_are_within_the_window(offset):
    clock = TestClock()
    assert channel_of(clock).open(*sealed(fields_of(), timestamp=clock.now().timestamp() + offset))


def test_the_window_is_a_setting():
    clock = TestClock()
    sealed_then = sealed(fields_of(), timestamp=clock.now().timestamp() - 20)
    with pytest.raises(ReplayedMessage):
        channel_of(clock, replay_window_s=10).open(*sealed_then)


@pytest.mark.parametrize("stamp", ["", "-1", "1e9", "９９９９", "nan", "12 ", " 12"])
def test_a_timestamp_that_is_none_is_refused(stamp):
    query = {"signature": sha1_of(CONFIG.token, stamp, "n"), "timestamp": stamp, "nonce": "n", "echostr": "1"}
    with pytest.raises(ChannelError):
        channel_of().echo(query)


def test_echo():
    assert channel_of().echo(signed_query() | {"echostr": "5927382640981"}) == "5927382640981"
    assert channel_of(mode="plain", aes_key="").echo(signed_query() | {"echostr": "x"}) == "x"
    for echo in ("", "x" * 10_000):
        with pytest.raises(MalformedMessage):
            channel_of().echo(signed_query() | {"echostr": echo})
    with pytest.raises(BadSignature):
        channel_of().echo(signed_query(token="another") | {"echostr": "1"})
    with pytest.raises(BadSignature):
        channel_of().echo({})


@pytest.mark.parametrize(
    "xml",
    [
        "",
        "text",
        "<xml></xml>",
        "<xml><MsgType>text</MsgType></xml>",
        "<xml><FromUserName>o</FromUserName><MsgType>text</MsgType></xml>",
        "<xml><FromUserName>o</FromUserName><MsgType>text</MsgType><CreateTime>x</CreateTime></xml>",
        "<xml><FromUserName><a/></FromUserName><MsgType><b/></MsgType><CreateTime>1</CreateTime></xml>",
        f"<xml><FromUserName>{'o' * 500}</FromUserName><MsgType>text</MsgType><CreateTime>1</CreateTime></xml>",
    ],
)
def test_a_well_encrypted_message_that_is_none_is_malformed(xml):
    with pytest.raises(MalformedMessage):
        channel_of().open(*seal_xml(xml))


@given(st.text(max_size=400))
def test_any_text_well_encrypted_is_opened_or_refused(text):
    with contextlib.suppress(ChannelError):
        channel_of().open(*seal_xml(text))


@given(
    st.binary(max_size=300),
    st.dictionaries(st.sampled_from(["signature", "timestamp", "nonce", "encrypt_type"]), st.text()),
)
def test_any_request_is_opened_or_refused(body, query):
    for mode in ("safe", "plain"):
        with pytest.raises(ChannelError):
            channel_of(mode=mode).open(query, body)


def test_during_a_rotation_the_answer_uses_the_key_that_opened():
    channel = channel_of(aes_key=OTHER_KEY, previous_aes_key=CONFIG.aes_key)
    message = channel.open(*sealed(fields_of()))
    assert opened(channel.seal(ANSWER, message))["content"] == ANSWER.text
    message = channel.open(*sealed(fields_of(), key=OTHER_KEY))
    assert opened(channel.seal(ANSWER, message), OTHER_KEY)["content"] == ANSWER.text


def test_configuration_is_checked():
    with pytest.raises(ValueError):
        channel_of(token="")
    with pytest.raises(ValueError):
        channel_of(aes_key="")
    with pytest.raises(ValueError):
        channel_of(mode="compatible")


def test_the_first_part_of_a_long_reply_is_sealed():
    channel = channel_of()
    message = channel.open(*sealed(fields_of()))
    reply = Reply(ReplyKind.ANSWER, "请带身份证原件。" * 400, choices=(Choice(1, "流程"),))
    parts = channel.parts(reply)
    assert len(parts) > 1
    assert opened(channel.seal(reply, message))["content"] == parts[0]


def test_the_clock_stamps_the_reply():
    channel = channel_of(TestClock(datetime(2030, 1, 2, tzinfo=UTC)))
    message = channel.open(*sealed(fields_of(), timestamp=datetime(2030, 1, 2, tzinfo=UTC).timestamp()))
    assert read_fields(channel.seal(ANSWER, message))["TimeStamp"] == "1893542400"
