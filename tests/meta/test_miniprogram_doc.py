"""Every call that docs/miniprogram.md and the sample mini-program make is in the API's own description."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from handlers.miniapp.documents import document

DOCS = Path(__file__).parents[2] / "docs"
TEXT = (DOCS / "miniprogram.md").read_text(encoding="utf-8")
CODE = "\n".join(re.findall(r"```js\n(.*?)```", TEXT, re.DOTALL))
PROSE = re.sub(r"```.*?```", "", TEXT, flags=re.DOTALL)
SAMPLE = "\n".join(path.read_text(encoding="utf-8") for path in sorted((DOCS / "miniprogram-sample").rglob("*.js")))
BASE = r"(?:\$\{BASE\}|https://desk\.example\.gov\.cn/api/v1)"
FIELDS = re.compile(r"(?:^|[{,])\s*(\w+)(?=\s*[:,}])")


def described() -> dict[str, dict[str, Any]]:
    """Operations by path within the API."""
    return {path.removeprefix("/api/v1"): operations for path, operations in document()["paths"].items()}


def operation(method: str, path: str) -> dict[str, Any] | None:
    """The operation that a call reaches; an expression, or a word in capitals, stands for any one segment."""
    asked = re.sub(r"\$\{[^}]*\}|\b[A-Z]{2,}\b", "*", path.partition("?")[0]).split("/")
    for template, operations in described().items():
        parts = template.split("/")
        fits = len(parts) == len(asked) and all(
            part == word or (part.startswith("{") and word) or word == "*"
            for part, word in zip(parts, asked, strict=True)
        )
        if fits and method.lower() in operations:
            found: dict[str, Any] = operations[method.lower()]
            return found
    return None


def calls() -> Iterator[tuple[str, str, str]]:
    """Method, path, and what is sent, of every call in code."""
    for found in re.finditer(
        rf"wx\.(request|uploadFile)\(\{{\s*url: ['`]{BASE}([^'`]*)['`](.*?)\}}\)", CODE, re.DOTALL
    ):
        method = re.search(r"method: '(\w+)'", found[3])
        data = re.search(r"data: (\{.*?\})", found[3], re.DOTALL)
        verb = "POST" if found[1] == "uploadFile" else method[1] if method else "GET"
        yield verb, found[2], data[1] if data else ""
    for found in re.finditer(r"request\('(\w+)', ['`]([^'`]*)['`](?:, (\{[^{}]*\}))?", SAMPLE):
        yield found[1], found[2], found[3] or ""
    for found in re.finditer(r"upload\(`([^`]*)`", SAMPLE):
        yield "POST", found[1], ""


CALLS = list(calls())


def test_there_are_calls_to_look_at() -> None:
    assert len(CALLS) >= 15


@pytest.mark.parametrize(("method", "path", "data"), CALLS)
def test_every_call_exists_and_takes_what_it_is_given(method: str, path: str, data: str) -> None:
    found = operation(method, path)
    assert found is not None, f"{method} {path}"
    query = {parameter["name"] for parameter in found.get("parameters", []) if parameter["in"] == "query"}
    assert set(re.findall(r"[?&](\w+)=", path)) <= query
    if FIELDS.search(data):
        schema = found["requestBody"]["content"]["application/json"]["schema"]
        name = schema["$ref"].rpartition("/")[2]
        flat = re.sub(r"(?<=[:\w] )\{[^{}]*\}|\[[^\]]*\]", "0", data)
        assert set(FIELDS.findall(flat)) <= set(document()["components"]["schemas"][name]["properties"])


def test_what_the_text_names_exists() -> None:
    named = re.findall(r"`(GET|POST|PUT|PATCH|DELETE) (/[^\s`]*)", PROSE)
    assert named
    assert [f"{method} {path}" for method, path in named if operation(method, path) is None] == []
