"""A :class:`Reply` as WeChat text: options as lines, links as anchors, within the byte limit."""

from functools import lru_cache
from urllib.parse import quote, urljoin

from bot.messages import Reply, ReplyKind
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


def parts_of(reply: Reply, base_url: str = "") -> tuple[str, ...]:
    """The reply as texts of at most TEXT_BYTES each; none when nothing is to be said.

    Options and links are whole lines, so that none is cut in two. A link whose
    address is not absolute is left out where there is no public address.
    """
    if reply.kind is ReplyKind.SILENT:
        return ()
    body = printable(reply.text).strip()
    lines = [f"{choice.n}. {printable(choice.label)}" for choice in reply.choices]
    lines += [anchor for link in reply.links if (anchor := _anchor(link.title, link.path, base_url))]
    size = len(body.encode()) + sum(len(line.encode()) + 1 for line in lines)
    if size <= TEXT_BYTES:
        return ("\n".join([body, *lines] if body else lines),) if size else ()
    return _packed(split_text(body, TEXT_BYTES) if body else [], lines)


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
