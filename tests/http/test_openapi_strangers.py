"""The API against its own document, for a stranger, who is refused most of it: schemathesis finds nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.http.examining import examined
from tests.processes import serving


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(tmp_path_factory.mktemp("serve"), RATE_LIMITS="off") as address:
        yield address


def test_schemathesis_finds_nothing_as_a_stranger(url: str, tmp_path: Path):
    assert "passed" in examined(url, tmp_path, 8)
