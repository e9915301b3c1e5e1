"""Every route says who may call it; every operation is described."""

from collections.abc import Iterator
from http import HTTPStatus

import pytest
from aiohttp import web

from handlers.access import Access, access_of
from handlers.app import make_app
from handlers.endpoint import Operation
from handlers.miniapp import OPERATIONS, PREFIX
from handlers.miniapp.documents import document
from handlers.simulator import Simulator
from tests.http.conftest import _filled, services, settings  # noqa: F401 - fixtures


@pytest.fixture
def app(services) -> web.Application:  # noqa: F811
    """The application with everything that it may ever have."""
    return make_app(services, Simulator(None, "http://127.0.0.1:1", "", ()))  # type: ignore[arg-type]


def routes_of(app: web.Application) -> Iterator[web.AbstractRoute]:
    yield from app.router.routes()


def test_every_route_declares_who_may_call_it(app: web.Application):
    undeclared = [
        f"{route.method} {route.resource.canonical if route.resource else route}"
        for route in routes_of(app)
        if not isinstance(access_of(route.handler), Access)
    ]
    assert not undeclared
    assert len(list(routes_of(app))) > 20


def test_every_door_is_there(app: web.Application):
    doors = {route.resource.canonical for route in routes_of(app) if route.resource}
    assert doors >= {
        "/", "/wechat", "/healthz", "/readyz", "/metrics", "/guides", "/guides/{code}", "/api/docs",
        "/api/v1/openapi.json", "/api/v1/ask", "/api/v1/guides", "/api/v1/guides/{code}",
        "/api/v1/guides/{code}/flowchart.svg",
    }  # fmt: skip


def test_only_the_demonstration_has_demonstration_routes(services):  # noqa: F811
    app = make_app(services)
    assert not [route for route in routes_of(app) if access_of(route.handler) is Access.DEMO]
    assert "/" not in {route.resource.canonical for route in routes_of(app) if route.resource}


def test_every_api_route_is_an_operation_and_described(app: web.Application):
    routed = {
        (route.method, route.resource.canonical)
        for route in routes_of(app)
        if route.resource and route.resource.canonical.startswith(PREFIX) and route.method != "HEAD"
    } - {("GET", f"{PREFIX}/openapi.json")}
    declared = {(operation.method, PREFIX + operation.template) for operation in OPERATIONS}
    described = {(method.upper(), path) for path, item in document()["paths"].items() for method in item}
    assert routed == declared == described


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: f"{operation.method} {operation.path}")
def test_operations_are_described_in_words(operation: Operation):
    described = document()["paths"][PREFIX + operation.template][operation.method.lower()]
    assert described["summary"].endswith(".")
    assert {"422", "429", str(int(operation.status))} <= set(described["responses"])
    assert bool(described.get("security")) is (operation.access is Access.CITIZEN)
    if operation.body:
        assert {"400", "413", "415"} <= set(described["responses"])


def test_every_reference_of_the_document_leads_somewhere():
    def references(value: object) -> Iterator[str]:
        if isinstance(value, dict):
            if isinstance(value.get("$ref"), str):
                yield value["$ref"]
            for each in value.values():
                yield from references(each)
        if isinstance(value, list):
            for each in value:
                yield from references(each)

    schemas = document()["components"]["schemas"]
    found = set(references(document()))
    assert found
    assert all(reference.removeprefix("#/components/schemas/") in schemas for reference in found)


def test_whatever_creates_can_be_sent_again():
    created = [each for each in OPERATIONS if each.method == "POST" and each.status == HTTPStatus.CREATED]
    # A session's code is used up by the platform at once, and its token is nowhere kept to be given again.
    assert [each.path for each in created if not each.idempotent] == ["/sessions"]
