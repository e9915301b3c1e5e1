"""The OpenAPI 3.1 document, built import re
from the same declarations that validate.
"""

import re
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue, models_json_schema
from pydantic_core import core_schema

from handlers.access import Access
from handlers.endpoint import IDEMPOTENCY_KEY, Nothing, Operation

__all__ = ["openapi_document"]

REF = "#/components/schemas/{model}"
PROBLEM: dict[str, Any] = {
    "type": "object",
    "required": ["type", "title", "status", "code", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "Stable, kebab-case."},
        "detail": {"type": "string", "description": "Simplified Chinese, fit to be shown."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "message"],
                "properties": {"field": {"type": "string"}, "message": {"type": "string"}},
            },
        },
    },
}
IDEMPOTENCY: dict[str, Any] = {
    "name": IDEMPOTENCY_KEY,
    "in": "header",
    "required": False,
    "description": "The same key sent again gives the same answer, once.",
    "schema": {"type": "string"},
}
FILES: dict[str, Any] = {
    "type": "object",
    "required": ["file"],
    "additionalProperties": False,
    "properties": {"file": {"type": "string", "format": "binary", "description": "May be repeated."}},
}
RETRY_AFTER: dict[str, Any] = {
    "Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer", "minimum": 0}}
}
WAITING = frozenset({HTTPStatus.TOO_MANY_REQUESTS})


def openapi_document(operations: Iterable[Operation], *, prefix: str, version: str) -> dict[str, Any]:
    """The document of these operations, mounted under ``prefix``."""
    known = tuple(operations)
    paths: dict[str, dict[str, Any]] = {}
    for operation in known:
        path = prefix + operation.template
        paths.setdefault(path, {})[operation.method.lower()] = _operation(operation)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "办事通 API",
            "version": version,
            "description": "Mini-program API of the citizen desk. Errors are RFC 9457 problem documents.",
        },
        "paths": paths,
        "components": {
            "schemas": {**_schemas(known), "Problem": PROBLEM},
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
        },
    }


class _Schemas(GenerateJsonSchema):
    """Times of day without an offset: the format ``time`` of JSON Schema demands one (RFC 3339)."""

    def time_schema(self, schema: core_schema.TimeSchema) -> JsonSchemaValue:
        """``HH:MM:SS``."""
        return {"type": "string", "pattern": r"^[0-9]{2}:[0-9]{2}:[0-9]{2}$"}


def _schemas(operations: Iterable[Operation]) -> dict[str, Any]:
    models: set[tuple[type[BaseModel], Any]] = set()
    for operation in operations:
        if operation.body:
            models.add((operation.body, "validation"))
        if operation.reply:
            models.add((operation.reply, "serialization"))
    ordered = sorted(models, key=lambda pair: pair[0].__name__)
    _, document = models_json_schema(ordered, ref_template=REF, schema_generator=_Schemas)
    return dict(document.get("$defs", {}))


def _operation(operation: Operation) -> dict[str, Any]:
    described: dict[str, Any] = {
        "summary": operation.summary,
        "tags": [operation.tag],
        "operationId": operation.name,
        "parameters": [
            *_path_parameters(operation.path),
            *_query_parameters(operation.query),
            *([IDEMPOTENCY] if operation.idempotent else []),
        ],
        "responses": _responses(operation),
    }
    if operation.body:
        schema = {"$ref": REF.format(model=operation.body.__name__)}
        described["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    if operation.multipart:
        described["requestBody"] = {"required": True, "content": {"multipart/form-data": {"schema": FILES}}}
    if operation.access is Access.CITIZEN:
        described["security"] = [{"bearer": []}]
    return described


def _path_parameters(path: str) -> list[dict[str, Any]]:
    names = re.findall(r"\{(\w+)", path)
    return [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names]


def _query_parameters(model: type[BaseModel]) -> list[dict[str, Any]]:
    if model is Nothing:
        return []
    schema = model.model_json_schema(ref_template=REF)
    required = set(schema.get("required", ()))
    return [
        {"name": name, "in": "query", "required": name in required, "schema": _plain(field)}
        for name, field in schema["properties"].items()
    ]


def _plain(field: dict[str, Any]) -> dict[str, Any]:
    """A query value is a string or absent, never JSON null."""
    choices = [each for each in field.get("anyOf", ()) if each.get("type") != "null"]
    return dict(choices[0]) if len(choices) == 1 else {k: v for k, v in field.items() if k != "title"}


def _responses(operation: Operation) -> dict[str, Any]:
    content: dict[str, Any] = {operation.content_type: {}}
    if operation.reply:
        content = {"application/json": {"schema": {"$ref": REF.format(model=operation.reply.__name__)}}}
    answer: dict[str, Any] = {"description": operation.status.phrase}
    if operation.status is not HTTPStatus.NO_CONTENT:
        answer["content"] = content
    responses: dict[str, Any] = {str(int(operation.status)): answer}
    for status in sorted({*operation.errors, *_common(operation)}):
        problem = {"application/problem+json": {"schema": {"$ref": REF.format(model="Problem")}}}
        headers = {"headers": RETRY_AFTER} if status in WAITING else {}
        responses[str(int(status))] = {"description": HTTPStatus(status).phrase, "content": problem, **headers}
    return responses


def _common(operation: Operation) -> set[HTTPStatus]:
    """Statuses that follow from the declaration alone."""
    common = {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.UNPROCESSABLE_ENTITY}
    if operation.body or operation.multipart:
        common |= {HTTPStatus.BAD_REQUEST, HTTPStatus.UNSUPPORTED_MEDIA_TYPE, HTTPStatus.REQUEST_ENTITY_TOO_LARGE}
        common.add(HTTPStatus.CONFLICT)
    if operation.access is Access.CITIZEN:
        common.add(HTTPStatus.UNAUTHORIZED)
    return common
