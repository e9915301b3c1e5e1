"""A load of sealed callbacks over keep-alive connections, measured from outside.

Run in a process of its own: ``python -m benchmarks.wechat_load URL QUESTIONS [options]``;
prints one line of JSON. Requests are sealed before the clock starts.

Questions are drawn in one of two ways. ``new``: round after round takes the next ones of a shuffled list, so that no
question comes twice. ``repeated``: as people ask, the same few again and again; how often a question is asked falls
with its rank to the power of SKEW (Zipf's law; Breslau et al., "Web Caching and Zipf-like Distributions", 1999,
find 0.64 to 0.83 in six traces of requests).
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
SKEW = 0.8
ORDER = 20231
"""Seed of the order in which the questions stand, the same in every round: the most asked come first."""


def read_questions(file: Path) -> list[str]:
    """A question a line, or the first column of a table."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return list(dict.fromkeys(line.split("\t")[0] for line in lines if line and not line.startswith("question\t")))


def drawn(questions: list[str], how: str, count: int, round_: int) -> list[str]:
    """The questions of one round. Raises ValueError when there are no new ones left."""
    ranked = list(questions)
    random.Random(ORDER).shuffle(ranked)
    if how == "repeated":
        shares = [rank**-SKEW for rank in range(1, len(ranked) + 1)]
        return random.Random(round_).choices(ranked, shares, k=count)
    chosen = ranked[round_ * count : (round_ + 1) * count]
    if len(chosen) < count:
        raise ValueError(f"{len(ranked)} questions are too few for round {round_} of {count}")
    return chosen


def sealed_requests(path: str, host: str, questions: list[str], seed: int = 7) -> list[bytes]:
    """HTTP requests, each one of the questions, of one of a thousand people, with an id of its own."""
    crypto, stamp = PlatformCrypto(CONFIG.aes_key, CONFIG.app_id), str(int(time.time()))
    dice, first = random.Random(seed), time.time_ns()
    return [
        _request(path, host, crypto, stamp, (question, f"oLoad{dice.randrange(PEOPLE):023d}", first + number))
        for number, question in enumerate(questions)
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


async def load(url: str, questions: list[str], connections: int, warm: int, seed: int = 7) -> dict[str, float]:
    """Warm up with the first ``warm`` questions, measure the others; requests a second, milliseconds at p50 and p99."""
    parts = urlsplit(url)
    host, port = parts.hostname or "127.0.0.1", parts.port or 80
    requests = sealed_requests(parts.path, f"{host}:{port}", questions, seed)

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
        "rate": len(latencies) / seconds,
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
    parser.add_argument("--draw", choices=("new", "repeated"), default="repeated")
    parser.add_argument("--round", type=int, default=0, help="which questions are drawn, and who asks them")
    options = parser.parse_args()
    chosen = drawn(read_questions(options.questions), options.draw, options.count + options.warm, options.round)
    figures = load(options.url, chosen, options.connections, options.warm, options.round)
    print(json.dumps(asyncio.run(figures)))


if __name__ == "__main__":
    main()
