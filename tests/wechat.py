"""Callbacks as the platform makes them, for tests: sealed by the stand-in's own code."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from integrations.sandbox.wechat.config import SandboxConfig
from integrations.sandbox.wechat.crypto import PlatformCrypto, sha1_of
from integrations.sandbox.wechat.xml import message_xml
from integrations.wechat.channel import WeChatChannel

CONFIG = SandboxConfig()
OTHER_KEY = "ZYXWVUTSRQPONMLKJIHGFEDCBA9876543210zyxwvut"
USER = "oTestUser000000000000000000"


class TestClock:
    """A clock that tests move; starts at the present."""

    __test__ = False

    def __init__(self, at: datetime | None = None) -> None:
        self.at = at or datetime.now(UTC)

    def now(self) -> datetime:
        return self.at

    def advance(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


class RealClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


def channel_of(clock: Any = None, **changes: Any) -> WeChatChannel:
    """A channel of the stand-in's account."""
    given = {"token": CONFIG.token, "aes_key": CONFIG.aes_key, "app_id": CONFIG.app_id} | changes
    return WeChatChannel(clock=clock or RealClock(), **given)


def fields_of(**fields: Any) -> dict[str, Any]:
    """A text message's fields, some replaced."""
    base = {"ToUserName": CONFIG.account, "FromUserName": USER, "CreateTime": int(time.time()), "MsgType": "text"}
    return (
        base | ({"Content": "身份证丢了怎么办", "MsgId": 23456789012345678} if "MsgType" not in fields else {}) | fields
    )


def signed_query(timestamp: float | None = None, token: str = CONFIG.token) -> dict[str, str]:
    stamp = str(int(timestamp if timestamp is not None else time.time()))
    return {"signature": sha1_of(token, stamp, "nonce1"), "timestamp": stamp, "nonce": "nonce1", "openid": USER}


def seal_xml(
    xml: str, *, key: str = CONFIG.aes_key, app_id: str = CONFIG.app_id, timestamp: float | None = None
) -> tuple[dict[str, str], bytes]:
    """Query and body of a callback in safe mode."""
    query = signed_query(timestamp)
    encrypted = PlatformCrypto(key, app_id).encrypt(xml)
    query |= {"encrypt_type": "aes", "msg_signature": sha1_of(CONFIG.token, query["timestamp"], "nonce1", encrypted)}
    return query, message_xml({"ToUserName": CONFIG.account, "Encrypt": encrypted}).encode()


def sealed(fields: Mapping[str, Any], **how: Any) -> tuple[dict[str, str], bytes]:
    return seal_xml(message_xml(fields), **how)


@contextmanager
def sandbox_process(**options: Any) -> Iterator[str]:
    """A stand-in platform in a process of its own; its address."""
    env = dict(os.environ) | {f"SANDBOX_WECHAT_{name.upper()}": str(value) for name, value in options.items()}
    command = [sys.executable, "-m", "integrations.sandbox.wechat", "--exit-on-eof"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=env)
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        yield str(json.loads(process.stdout.readline())["url"])
    finally:
        process.stdin.close()
        process.stdout.close()
        process.wait(10)
