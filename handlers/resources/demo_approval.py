"""The stand-in approval system of a demonstration, and the file of settings that leads to it."""

import asyncio
import os
import secrets
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from handlers.resources.stand_ins import started

__all__ = ["DEMO_SYSTEM", "DemoApproval", "demo_approval"]

DEMO_SYSTEM = "demo"
"""Its name, in the settings and in the address that updates are pushed to."""
VARIABLE = "BANSHITONG_DEMO_APPROVAL_SECRET"
SYSTEMS = """\
systems:
  - {{name: {name}, adapter: rest, profile: local, base_url: "{url}", app_id: banshitong, secret: {{env: {variable}}}}}
routing: {{default: {name}}}
"""


@dataclass(frozen=True, slots=True)
class DemoApproval:
    """Its address (with a page for the clerk), and the file for ``APPROVAL_SYSTEMS``."""

    url: str
    systems: str


@asynccontextmanager
async def demo_approval() -> AsyncIterator[DemoApproval]:
    """Start it with a secret of this demonstration alone; the file is gone at the end."""
    secret = secrets.token_hex(16)
    with tempfile.TemporaryDirectory(prefix="banshitong-demo-") as folder:
        async with started("approval", {"secret": secret}) as url:
            path = Path(folder) / "approval.yaml"
            written = SYSTEMS.format(name=DEMO_SYSTEM, url=url, variable=VARIABLE)
            await asyncio.to_thread(path.write_text, written, "utf-8")
            # Secrets come from the environment in the real thing too.
            os.environ[VARIABLE] = secret
            try:
                yield DemoApproval(url, str(path))
            finally:
                del os.environ[VARIABLE]
