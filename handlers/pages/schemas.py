"""JSON schemas in words and rows, for the documentation page."""

from dataclasses import dataclass
from typing import Any

__all__ = ["Row", "rows_of", "type_words"]

LIMITS = {
    "maxLength": "at most {} characters",
    "minLength": "at least {} characters",
    "minimum": "from {}",
    "maximum": "to {}",
    "pattern": "matching {}",
    "default": "default {!r}",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One field or parameter; ``model`` names another model to look at."""

    name: str
    type: str
    required: bool
    text: str
    model: str


def rows_of(schema: dict[str, Any]) -> list[Row]:
    """The fields of an object; of an enumeration, one row with its values."""
    if "enum" in schema:
        return [Row("", ", ".join(map(str, schema["enum"])), True, "", "")]
    required = set(schema.get("required", ()))
    return [
        Row(name, type_words(field), name in required, field.get("description", ""), _model(field))
        for name, field in schema.get("properties", {}).items()
    ]


def type_words(schema: dict[str, Any]) -> str:
    """The type in words: ``string, at most 200 characters``."""
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    if "anyOf" in schema:
        return " or ".join(type_words(each) for each in schema["anyOf"])
    if schema.get("type") == "array":
        return f"list of {type_words(schema.get('items', {}))}"
    bounds = [words.format(schema[key]) for key, words in LIMITS.items() if schema.get(key) not in {None, ""}]
    return ", ".join([str(schema.get("type", "any")), *bounds])


def _model(schema: dict[str, Any]) -> str:
    """The first model that a field refers to."""
    for each in (schema, *schema.get("anyOf", ()), schema.get("items", {})):
        if "$ref" in each:
            return str(each["$ref"].rpartition("/")[2])
    return ""
