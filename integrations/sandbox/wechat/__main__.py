"""Run the stand-in platform: ``python -m integrations.sandbox.wechat --callback URL``.

Prints one line of JSON, ``{"url": …}``, once it listens. Every option may also come from the
environment as ``SANDBOX_WECHAT_<OPTION>``, which keeps secrets out of the list of processes.
"""

from integrations.sandbox.process import run
from integrations.sandbox.wechat.app import sandbox_app
from integrations.sandbox.wechat.config import SandboxConfig

if __name__ == "__main__":
    run("A stand-in WeChat platform.", "SANDBOX_WECHAT_", SandboxConfig, sandbox_app)
