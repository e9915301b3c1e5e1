"""docs/forms.md names whatever a form may say."""

from dataclasses import fields
from pathlib import Path

from knowledge.forms import Column, Field, FieldType, FileKind, FileText, Form, IdDocument, MaterialSlot, Rule, Severity
from knowledge.forms.notation import RESERVED
from knowledge.forms.patterns import PATTERNS
from knowledge.forms.sources import LICENCE_FIELDS, SOURCES

DOC = (Path(__file__).parents[2] / "docs" / "forms.md").read_text(encoding="utf-8")


def test_everything_that_can_be_written_is_described() -> None:
    words = {*FieldType, *FileKind, *FileText, *IdDocument, *Severity, *RESERVED, *PATTERNS, *SOURCES, *LICENCE_FIELDS}
    for kind in (Form, Column, Field, MaterialSlot, Rule):
        words |= {field.name for field in fields(kind)}
    assert {word for word in words if word not in DOC} == set()
