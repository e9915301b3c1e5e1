"""The API against its own document, for a citizen: schemathesis finds nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.http.examining import ENDING, examined, signed_in
from tests.processes import serving


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(tmp_path_factory.mktemp("serve"), RATE_LIMITS="off") as address:
        yield address


def test_schemathesis_finds_nothing_as_a_citizen(url: str, tmp_path: Path):
    excluded = [part for name in ENDING for part in ("--exclude-operation-id", name)]
    token = signed_in(url, "探查者")
    assert "passed" in examined(url, tmp_path, 15, "-H", f"Authorization: Bearer {token}", *excluded)
