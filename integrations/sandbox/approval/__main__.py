"""Run the stand-in approval system: ``python -m integrations.sandbox.approval --callback URL``.

Prints one line of JSON, ``{"url": …}``, once it listens. Every option may also come from the
environment as ``SANDBOX_APPROVAL_<OPTION>``, which keeps secrets out of the list of processes.
"""

from integrations.sandbox.approval.app import sandbox_app
from integrations.sandbox.approval.config import SandboxConfig
from integrations.sandbox.process import run

if __name__ == "__main__":
    run("A stand-in approval system.", "SANDBOX_APPROVAL_", SandboxConfig, sandbox_app)
