"""Hostile and broken XML: refused, quickly, and with one kind of error."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ports import MalformedMessage
from integrations.sandbox.wechat.xml import message_xml
from integrations.wechat.xml import printable, read_fields

XXE = '<!DOCTYPE xml [<!ENTITY a SYSTEM "file:///etc/passwd">]><xml><Content>&a;</Content></xml>'
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE xml [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><xml><Content>&c;</Content></xml>'
)
EXTERNAL = '<!DOCTYPE xml SYSTEM "http://127.0.0.1:1/x.dtd"><xml><Content>1</Content></xml>'


@pytest.mark.parametrize("xml", [XXE, LAUGHS, EXTERNAL, XXE.replace("<!DOCTYPE", "<!-- --> <!DOCTYPE")])
def test_a_document_type_is_refused(xml):
    with pytest.raises(MalformedMessage):
        read_fields(xml)
    with pytest.raises(MalformedMessage):
        read_fields(xml.encode())


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32", "utf-7", "gb18030"])
def test_other_encodings_cannot_hide_one(encoding):
    with pytest.raises(MalformedMessage):
        read_fields(f'<?xml version="1.0" encoding="{encoding}"?>{XXE}'.encode(encoding))


def test_the_same_characters_typed_by_a_person_are_text():
    assert read_fields(message_xml({"Content": "什么是 <!DOCTYPE xml [<!ENTITY a 1>]> 呢"}))["Content"].startswith(
        "什么是 <!D"
    )


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\x00",
        b"\xff\xfe",
        b"<xml>",
        b"<xml></xml",
        b"<html/>",
        b"plain",
        b"{}",
        b"<xml>" * 500_00,
        b"<xml>" + b"<a>" * 9 + b"</a>" * 9 + b"</xml>",
        b"<xml><a>&undefined;</a></xml>",
        b"<xml><a>\x01</a></xml>",
        "<xml><a>\ud800</a></xml>".encode("utf-8", "surrogatepass"),
    ],
)
def test_broken_bodies_are_malformed(body):
    with pytest.raises(MalformedMessage):
        read_fields(body)


@given(st.binary(max_size=300))
def test_any_bytes_are_fields_or_malformed(body):
    with contextlib.suppress(MalformedMessage):
        assert isinstance(read_fields(body), dict)


@given(st.text(max_size=300))
def test_any_text_in_a_message_is_fields_or_malformed(text):
    with contextlib.suppress(MalformedMessage):
        assert isinstance(read_fields(f"<xml><Content>{text}</Content></xml>"), dict)


@given(st.text(max_size=300))
def test_whatever_is_printable_survives(text):
    clean = printable(text)
    kept = read_fields(message_xml({"Content": clean})).get("Content")
    assert kept == clean.replace("\r\n", "\n").replace("\r", "\n")


def test_repeated_and_nested_fields():
    fields = read_fields("<xml><a>1</a><a>2</a><a>3</a><b><c>4</c></b><d/></xml>")
    assert fields == {"a": ["1", "2", "3"], "b": {"c": "4"}, "d": ""}
