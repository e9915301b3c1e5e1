"""The peers: a bare aiohttp + wechatpy echo in safe mode, with no product around it.

``python -m benchmarks.wechat_echo PORT`` serves as ``web.run_app`` does by itself, on asyncio's own event loop;
``… PORT uvloop`` on the faster one that the product runs on.
"""

import sys

import uvloop
from aiohttp import web
from wechatpy import parse_message
from wechatpy.crypto import WeChatCrypto
from wechatpy.replies import TextReply

from integrations.sandbox.wechat.config import SandboxConfig

CONFIG = SandboxConfig()
CRYPTO = WeChatCrypto(CONFIG.token, CONFIG.aes_key, CONFIG.app_id)


async def echo(request: web.Request) -> web.Response:
    """Decrypt, parse, answer with the same text, encrypt."""
    query = request.query
    xml = CRYPTO.decrypt_message(await request.read(), query["msg_signature"], query["timestamp"], query["nonce"])
    message = parse_message(xml)
    reply = TextReply(message=message, content=message.content).render()
    return web.Response(
        text=CRYPTO.encrypt_message(reply, query["nonce"], query["timestamp"]), content_type="application/xml"
    )


def main() -> None:
    """Serve on the port given."""
    if "uvloop" in sys.argv[2:]:
        uvloop.install()
    app = web.Application()
    app.router.add_post("/wechat", echo)
    web.run_app(app, host="127.0.0.1", port=int(sys.argv[1]), access_log=None, print=None)


if __name__ == "__main__":
    main()
