"""WeChat's published vectors, and everything that is not encrypted for us."""

import base64
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ports import BadSignature, ChannelError, MalformedMessage
from integrations.sandbox.wechat.crypto import CannotDecrypt, PlatformCrypto, sha1_of
from integrations.wechat.crypto import CallbackCrypto, signature_of, verify
from integrations.wechat.xml import read_fields
from tests.wechat import CONFIG, OTHER_KEY

# From the sample code on Tencent's page 消息加解密接入指引.
TOKEN, KEY, APP_ID = "spamtest", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", "wx2c2769f8efd9abc2"
STAMP, NONCE, SIGNATURE = "1409735669", "1320562132", "5d197aaffba7e9b25a30732f161a50dee96bd5fa"
ENCRYPTED = (
    "hyzAe4OzmOMbd6TvGdIOO6uBmdJoD0Fk53REIHvxYtJlE2B655HuD0m8KUePWB3+LrPXo87wzQ1QLvbeUgmBM4x6F8PGHQHFVAFmOD2LdJF9FrXpbU"
    "Ah0B5GIItb52sn896wVsMSHGuPE328HnRGBcrS7C41IzDWyWNlZkyyXwon8T332jisa+h6tEDYsVticbSnyU8dKOIbgU6ux5VTjg3yt+WGzjlpKn6N"
    "PhRjpA912xMezR4kw6KWwMrCVKSVCZciVGCgavjIQ6X8tCOp3yZbGpy0VxpAe+77TszTfRd5RJSVO/HTnifJpXgCSUdUue1v6h0EIBYYI1BD1DlD+C"
    "0CR8e6OewpusjZ4uBl9FyJvnhvQl+q5rv1ixrcpCumEPo5MJSgM9ehVsNPfUM669WuMyVWQLCzpu9GhglF2PE="
)


def test_published_message_is_decrypted():
    xml, key = CallbackCrypto(TOKEN, KEY, APP_ID).decrypt(ENCRYPTED, SIGNATURE, STAMP, NONCE)
    fields = read_fields(xml)
    assert key == 0
    assert fields["Content"] == "abcdteT"
    assert fields["FromUserName"] == "oyORnuP8q7ou2gfYjqLzSIWZf0rs"
    assert fields["MsgId"] == "6054768590064713728"


def test_published_message_by_the_platform_s_own_code():
    assert "abcdteT" in PlatformCrypto(KEY, APP_ID).decrypt(ENCRYPTED)
    assert sha1_of(TOKEN, STAMP, NONCE, ENCRYPTED) == SIGNATURE


def test_signature_of_the_address_check():
    assert signature_of("weixin", "1409735669", "xxxxxx") == sha1_of("weixin", "1409735669", "xxxxxx")
    with pytest.raises(BadSignature):
        verify("", "token", "1", "2")
    with pytest.raises(BadSignature):
        verify("é" * 40, "token", "1", "2")


@given(st.text(max_size=500))
def test_what_the_platform_encrypts_is_read_and_the_other_way_round(text):
    ours = CallbackCrypto(CONFIG.token, CONFIG.aes_key, CONFIG.app_id)
    theirs = PlatformCrypto(CONFIG.aes_key, CONFIG.app_id)
    body = theirs.encrypt(text)
    assert ours.decrypt(body, sha1_of(CONFIG.token, "1", "n", body), "1", "n") == (text, 0)
    envelope = read_fields(ours.encrypt(text, "1700000000"))
    assert theirs.decrypt(envelope["Encrypt"]) == text
    assert envelope["MsgSignature"] == sha1_of(CONFIG.token, "1700000000", envelope["Nonce"], envelope["Encrypt"])


@given(st.one_of(st.binary(max_size=200).map(lambda raw: base64.b64encode(raw).decode()), st.text(max_size=60)))
def test_nonsense_with_a_good_signature_is_malformed(encrypted):
    crypto = CallbackCrypto(CONFIG.token, CONFIG.aes_key, CONFIG.app_id, OTHER_KEY)
    signature = signature_of(CONFIG.token, "1", "n", encrypted)
    with pytest.raises(ChannelError):
        crypto.decrypt(encrypted, signature, "1", "n")


def test_another_account_s_message_is_malformed():
    body = PlatformCrypto(CONFIG.aes_key, "wx-another").encrypt("<xml/>")
    with pytest.raises(MalformedMessage):
        CallbackCrypto(CONFIG.token, CONFIG.aes_key, CONFIG.app_id).decrypt(
            body, sha1_of(CONFIG.token, "1", "n", body), "1", "n"
        )


def test_previous_key_opens_and_answers_during_a_rotation():
    crypto = CallbackCrypto(CONFIG.token, OTHER_KEY, CONFIG.app_id, CONFIG.aes_key)
    old = PlatformCrypto(CONFIG.aes_key, CONFIG.app_id)
    body = old.encrypt("<xml/>")
    assert crypto.decrypt(body, sha1_of(CONFIG.token, "1", "n", body), "1", "n") == ("<xml/>", 1)
    answer = read_fields(crypto.encrypt("<xml>a</xml>", "1", 1))["Encrypt"]
    assert old.decrypt(answer) == "<xml>a</xml>"
    with pytest.raises(CannotDecrypt):
        old.decrypt(read_fields(crypto.encrypt("<xml>a</xml>", "1"))["Encrypt"])


def test_two_envelopes_of_one_text_have_nothing_in_common():
    random.seed(1)
    crypto = CallbackCrypto(CONFIG.token, CONFIG.aes_key, CONFIG.app_id)
    first = read_fields(crypto.encrypt("<xml/>", "1"))
    random.seed(1)
    second = read_fields(crypto.encrypt("<xml/>", "1"))
    assert first["Encrypt"] != second["Encrypt"]
    assert first["Nonce"] != second["Nonce"]


@pytest.mark.parametrize("key", ["short", "!" * 43, "a" * 44])
def test_a_wrong_key_is_told_without_being_shown(key):
    with pytest.raises(ValueError, match="EncodingAESKey") as caught:
        CallbackCrypto("token", key, "app")
    assert key not in str(caught.value)
