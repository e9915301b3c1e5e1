"""Forms and rules as data: what an item asks for, in which situation, and by which rules it is judged.

Pure values with a small condition language (:mod:`.notation`), three-valued where an
answer is not given yet (:mod:`.evaluation`). docs/forms.md says how to write a form.
"""

from knowledge.forms.checking import FormFault, check
from knowledge.forms.conditions import Condition
from knowledge.forms.difference import Difference, difference
from knowledge.forms.fields import Column, Field, FieldType, IdDocument, Option, Section
from knowledge.forms.form import Decision, Form, FormKey, Rule, Severity
from knowledge.forms.materials import Comparison, FileKind, FileText, MaterialSlot
from knowledge.forms.notation import NotationError, parse
from knowledge.forms.prefilling import prefilled, situated, sources_wanted
from knowledge.forms.writing import write

__all__ = [
    "Column",
    "Comparison",
    "Condition",
    "Decision",
    "Difference",
    "Field",
    "FieldType",
    "FileKind",
    "FileText",
    "Form",
    "FormFault",
    "FormKey",
    "IdDocument",
    "MaterialSlot",
    "NotationError",
    "Option",
    "Rule",
    "Section",
    "Severity",
    "check",
    "difference",
    "parse",
    "prefilled",
    "situated",
    "sources_wanted",
    "write",
]
