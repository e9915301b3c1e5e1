"""A load of sealed callbacks over keep-alive connections, measured from outside.

Run in a process of its own: ``python -m benchmarks.wechat_load URL QUESTIONS [options]``;
prints one line of JSON. Requests are sealed before the clock starts.
"""

import argparse
import asyncio
import json
import random
import time
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from integrations.sandbox.wechat.config import SandboxConfig
from integrations.sandbox.wechat.crypto import PlatformCrypto, sha1_of
from integrations.sandbox.wechat.xml import message_xml

CONFIG = SandboxConfig()
PEOPLE = 1000


def sealed_requests(path: str, host: str, questions: list[str], count: int, seed: int = 7) -> list[bytes]:
    """HTTP requests, each one question of one of a thousand people, with an id of its own."""
    crypto, stamp = PlatformCrypto(CONFIG.aes_key, CONFIG.app_id), str(int(time.time()))
    dice, first = random.Random(seed), time.time_ns()
    return [
        _request(
            path, host, crypto, stamp, (dice.choice(questions), f"oLoad{dice.randrange(PEOPLE):023d}", first + number)
        )
        for number in range(count)
    ]


def _request(path: str, host: str, crypto: PlatformCrypto, stamp: str, message: tuple[str, str, int]) -> bytes:
    text, user, number = message
    fields = {"ToUserName": CONFIG.account, "FromUserName": user, "CreateTime": int(stamp), "MsgType": "text"}
    encrypted = crypto.encrypt(message_xml(fields | {"Content": text, "MsgId": number}))
    nonce = str(number % 10**10)
    query = {
        "signature": sha1_of(CONFIG.token, stamp, nonce),
        "timestamp": stamp,
        "nonce": nonce,
        "openid": user,
        "encrypt_type": "aes",
        "msg_signature": sha1_of(CONFIG.token, stamp, nonce, encrypted),
    }
    body = message_xml({"ToUserName": CONFIG.account, "Encrypt": encrypted}).encode()
    lines = [f"POST {path}?{urlencode(query)} HTTP/1.1", f"Host: {host}", "Content-Type: text/xml"]
    return "\r\n".join([*lines, f"Content-Length: {len(body)}", "", ""]).encode() + body


async def drive(host: str, port: int, requests: list[bytes], latencies: list[float]) -> int:
    """Send them one after the other on one connection; how many were not answered with a sealed reply."""
    reader, writer = await asyncio.open_connection(host, port)
    bad = 0
    for request in requests:
        began = time.perf_counter()
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length:", 1)[1].split(b"\r\n", 1)[0])
        body = await reader.readexactly(length)
        latencies.append(time.perf_counter() - began)
        bad += not (head.startswith(b"HTTP/1.1 200") and b"<Encrypt>" in body)
    writer.close()
    return bad


async def load(
    url: str, questions: list[str], count: int, connections: int, warm: int, seed: int = 7
) -> dict[str, float]:
    """Warm up, then measure ``count`` requests; requests a second, milliseconds at p50 and p99."""
    parts = urlsplit(url)
    host, port = parts.hostname or "127.0.0.1", parts.port or 80
    requests = sealed_requests(parts.path, f"{host}:{port}", questions, count + warm, seed)

    async def run(some: list[bytes], latencies: list[float]) -> int:
        lanes = [drive(host, port, some[lane::connections], latencies) for lane in range(connections)]
        return sum(await asyncio.gather(*lanes))

    await run(requests[:warm], [])
    latencies: list[float] = []
    began = time.perf_counter()
    bad = await run(requests[warm:], latencies)
    seconds = time.perf_counter() - began
    latencies.sort()
    return {
        "rate": count / seconds,
        "p50": latencies[len(latencies) // 2] * 1000,
        "p99": latencies[int(len(latencies) * 0.99)] * 1000,
        "bad": bad,
    }


def main() -> None:
    """Parse, run, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("questions", type=Path, help="a question a line, or a table whose first column they are")
    parser.add_argument("--count", type=int, default=6000)
    parser.add_argument("--warm", type=int, default=500)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--seed", type=int, default=7, help="which questions are drawn, and who asks them")
    options = parser.parse_args()
    lines = options.questions.read_text(encoding="utf-8").splitlines()
    questions = [line.split("\t")[0] for line in lines if line and not line.startswith("question\t")]
    figures = load(options.url, questions, options.count, options.connections, options.warm, options.seed)
    print(json.dumps(asyncio.run(figures)))


if __name__ == "__main__":
    main()
