"""An S3-compatible server of the ``moto`` wheel in a process of its own."""

import sys
import urllib.request

from tests.servers import _accepts, _Server, wait_until

__all__ = ["S3Server"]


class S3Server(_Server):
    """Keeps objects in its memory; its address is ``url``."""

    def __init__(self) -> None:
        super().__init__("s3")
        self.start()

    @property
    def url(self) -> str:
        """Its endpoint."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it (again, on the same port, after :meth:`kill`; its objects are gone then)."""
        command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(self.port)]
        self.spawn(command)
        assert self.process is not None
        wait_until(lambda: _accepts(self.port), self.process, "moto")

    def make_bucket(self, name: str) -> None:
        """Create a bucket."""
        request = urllib.request.Request(f"{self.url}/{name}", method="PUT")
        request.add_header("Authorization", "AWS4-HMAC-SHA256 Credential=x/20260101/us-east-1/s3/aws4_request")
        with urllib.request.urlopen(request) as answer:
            assert answer.status == 200
