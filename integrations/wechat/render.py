"""A :class:`Reply` as WeChat text: options as lines to tap, links as anchors, within the byte limit."""

import re
from functools import lru_cache
from urllib.parse import quote, urljoin

from bot.messages import Choice, Reply, ReplyKind
from bot.split import split_text
from integrations.wechat.limits import TEXT_BYTES
from integrations.wechat.xml import printable

__all__ = ["parts_of", "text_xml"]

TEXT_REPLY = """<xml>
<ToUserName><![CDATA[%s]]></ToUserName>
<FromUserName><![CDATA[%s]]></FromUserName>
<CreateTime>%d</CreateTime>
<MsgType><![CDATA[text]]></MsgType>
<Content><![CDATA[%s]]></Content>
</xml>"""
"""WeChat: 被动回复用户消息, 回复文本消息."""
ELLIPSIS = "…"
ADDRESS_SAFE = ":/?#[]@!$&'()*+,;=%-._~"
TAP = '{n}. <a href="weixin://bizmsgmenu?msgmenucontent={label}&msgmenuid=option">{label}</a>'
"""A tap says the label, as if it were typed. The id carries no number: an option of an old message is then a
question of its own, and never the option of that number in a newer one."""
UNTAPPABLE = re.compile(r"[<>\"'&#%?=+\s]")
"""Characters that would end the address, or come back as others."""


def parts_of(reply: Reply, base_url: str = "", *, tappable: bool = False) -> tuple[str, ...]:
    """The reply as texts of at most TEXT_BYTES each; none when nothing is to be said.

    Options and links are whole lines, so that none is cut in two. A link whose
    address is not absolute is left out where there is no public address. Options are
    ``tappable`` where all of the reply fits one message with what that takes.
    """
    if reply.kind is ReplyKind.SILENT:
        return ()
    body = printable(reply.text).strip()
    anchors = [anchor for link in reply.links if (anchor := _anchor(link.title, link.path, base_url))]
    if tappable and reply.choices and (whole := _joined(body, [*map(_tap, reply.choices), *anchors])):
        return (whole,)
    lines = [*map(_line, reply.choices), *anchors]
    if whole := _joined(body, lines):
        return (whole,)
    return _packed(split_text(body, TEXT_BYTES) if body else [], lines)


def _joined(body: str, lines: list[str]) -> str:
    """All of it as one text; '' where there is none, or too much."""
    whole = "\n".join([body, *lines] if body else lines)
    return whole if len(whole.encode()) <= TEXT_BYTES else ""


def _line(choice: Choice) -> str:
    return f"{choice.n}. {printable(choice.label)}"


def _tap(choice: Choice) -> str:
    label = printable(choice.label)
    return _line(choice) if UNTAPPABLE.search(label) else TAP.format(n=choice.n, label=label)


def _packed(texts: list[str], lines: list[str]) -> tuple[str, ...]:
    """Append whole lines to the last text while they fit, else begin another."""
    parts = list(texts)
    for line in lines:
        short = _cut(line)
        if parts and len(parts[-1].encode()) + 1 + len(short.encode()) <= TEXT_BYTES:
            parts[-1] = f"{parts[-1]}\n{short}"
        else:
            parts.append(short)
    return tuple(parts)


def _cut(line: str) -> str:
    """A line that by itself is too long, cut at a character."""
    raw = line.encode()
    if len(raw) <= TEXT_BYTES:
        return line
    return raw[: TEXT_BYTES - len(ELLIPSIS.encode())].decode(errors="ignore") + ELLIPSIS


@lru_cache(maxsize=1024)
def _anchor(title: str, path: str, base_url: str) -> str:
    address = urljoin(f"{base_url}/", path.lstrip("/")) if base_url else path
    if not address.startswith(("https://", "http://")):
        return ""
    label = printable(title).replace("<", "＜").replace(">", "＞")
    return f'<a href="{quote(address, safe=ADDRESS_SAFE)}">{label}</a>'


def text_xml(text: str, *, to: str, account: str, at: int) -> str:
    """The passive text reply. ``at`` is Unix time; a ``]]>`` in the text does not end its section."""
    safe = text.replace("]]>", "]]]]><![CDATA[>")
    return TEXT_REPLY % (_plain(to), _plain(account), at, safe)


def _plain(name: str) -> str:
    return printable(name).replace("]]>", "")
