"""What is asked and shown at each stop of the way. Pure; every value is masked."""

from collections.abc import Sequence

from affairs.precheck import Finding, Need, Severity
from bot.applying import phrases
from bot.applying.masking import masked_address, masked_name, masked_phone, shown_value
from bot.applying.path import COURIER, SUMMARY, Cell, Path, cell_of
from bot.messages import Choice, Reply, ReplyKind
from knowledge.forms import Column, Field, FieldType, MaterialSlot

__all__ = ["asked", "choices", "findings_told", "form_reply", "materials_listed", "question"]


def form_reply(text: str, options: Sequence[str] = ()) -> Reply:
    """A reply of a form under way."""
    return Reply(ReplyKind.FORM, text, choices=choices(options))


def choices(labels: Sequence[str]) -> tuple[Choice, ...]:
    """Numbered options."""
    return tuple(Choice(number, label) for number, label in enumerate(labels, 1))


def asked(path: Path, key: str, item_name: str) -> tuple[str, tuple[str, ...]]:
    """The question at a stop, and its options."""
    if key == SUMMARY:
        return summary(path, item_name), ()
    if key == COURIER:
        return "\n".join((phrases.COURIER, phrases.COURIER_HOW, phrases.COURIER_SELF)), ()
    if slot := path.slot(key):
        return _slot(path, slot), ()
    if cell := cell_of(path.form, key):
        return _cell(path, cell)
    field = path.form.field(key)
    if field is None:
        return summary(path, item_name), ()
    return _table(path, field) if field.type is FieldType.ROWS else _field(path, field)


def question(path: Path, key: str, item_name: str, *lead: str) -> Reply:
    """The question at a stop below what is said first."""
    text, options = asked(path, key, item_name)
    said = "\n".join(filter(None, lead))
    return form_reply("\n\n".join(filter(None, (said, text))), options)


def _field(path: Path, field: Field) -> tuple[str, tuple[str, ...]]:
    head = phrases.HEAD.format(n=path.number(field), of=len(path.asked), label=field.label)
    shown = shown_value(field, path.application.answers.get(field.key))
    present = phrases.PRESENT.format(value=shown) if shown else ""
    optional = "" if path.examination.required(field) else phrases.OPTIONAL
    return "\n".join(filter(None, (head, *_helps(field), present, optional))), options_of(field)


def _helps(column: Column) -> list[str]:
    lines = [column.help]
    if column.type is FieldType.ADDRESS:
        lines.append(phrases.ADDRESS)
    if column.type is FieldType.DATE and not column.example:
        lines.append(phrases.DATE)
    if column.example and not column.options:
        lines.append(phrases.EXAMPLE.format(example=column.example))
    if column.unit:
        lines.append(phrases.UNIT.format(unit=column.unit))
    if column.type is FieldType.CHOICES:
        lines.append(phrases.SEVERAL)
    return lines


def options_of(column: Column) -> tuple[str, ...]:
    """The labels of a column's options; none where the answer is written."""
    if column.type is FieldType.YES_NO:
        return (phrases.YES, phrases.NO)
    return tuple(option.shown for option in column.options)


def _table(path: Path, field: Field) -> tuple[str, tuple[str, ...]]:
    rows = path.application.answers.get(field.key)
    count = len(rows) if isinstance(rows, list) else 0
    head = phrases.HEAD.format(n=path.number(field), of=len(path.asked), label=field.label)
    present = phrases.ROWS_PRESENT.format(count=count, rows=shown_value(field, rows))
    return "\n".join((head, present)), (phrases.ROWS_KEEP, phrases.ROWS_MORE, phrases.ROWS_ANEW)


def _cell(path: Path, cell: Cell) -> tuple[str, tuple[str, ...]]:
    head = phrases.ROW_HEAD.format(
        n=path.number(cell.field),
        of=len(path.asked),
        label=cell.field.label,
        row=cell.row + 1,
        column=cell.column.label,
    )
    optional = "" if cell.column.required else phrases.OPTIONAL
    return "\n".join(filter(None, (head, *_helps(cell.column), optional))), options_of(cell.column)


def _slot(path: Path, slot: MaterialSlot) -> str:
    files = path.application.in_slot(slot.key)
    titles = [each.title for each in path.alternatives(slot)]
    lines = [phrases.SLOT_HEAD.format(title=slot.title)]
    if len(titles) > 1:
        lines.append(phrases.ONE_OF.format(titles="、".join(titles), title=slot.title))
    lines.append(slot.help or (phrases.ORIGINAL if slot.originals else phrases.COPY))
    if slot.licence:
        lines.append(phrases.SLOT_LICENCE)
    lines.append(phrases.SLOT_HAS.format(count=len(files)) if files else phrases.SLOT_HOW)
    return "\n".join(lines)


def materials_listed(path: Path) -> str:
    """All materials that count, with what has become of each; '' when there are none."""
    lines = [
        phrases.MATERIAL_LINE.format(n=n, title=each.slot.title, note=_note(path, each.slot, each.need))
        for n, each in enumerate(path.needed, 1)
    ]
    return "\n".join((phrases.MATERIALS, *lines)) if lines else ""


def _note(path: Path, slot: MaterialSlot, need: Need) -> str:
    if slot.key in path.application.brought:
        return phrases.NOTE_BROUGHT
    if count := len(path.application.in_slot(slot.key)):
        return phrases.NOTE_FILES.format(count=count)
    notes = {
        Need.OPTIONAL: phrases.NOTE_OPTIONAL,
        Need.SHARED: phrases.NOTE_SHARED,
        Need.UNDECIDED: phrases.NOTE_UNDECIDED,
    }
    return notes.get(need, "")


def summary(path: Path, item_name: str) -> str:
    """Everything that was filled in and handed in, masked, to be confirmed."""
    answers = path.application.answers
    lines = [phrases.SUMMARY.format(name=item_name)]
    for n, field in enumerate(path.asked, 1):
        value = shown_value(field, answers.get(field.key)) or phrases.SUMMARY_EMPTY
        lines.append(phrases.SUMMARY_LINE.format(n=n, label=field.label, value=value))
    shown = [each.slot for each in path.needed if each.need is Need.REQUIRED or path.filled(each.slot)]
    lines += [phrases.SUMMARY_MATERIAL.format(title=slot.title, state=_state(path, slot)) for slot in shown]
    return "\n".join((*lines, *_courier(path), phrases.CONFIRM))


def _state(path: Path, slot: MaterialSlot) -> str:
    if slot.key in path.application.brought:
        return phrases.STATE_BROUGHT
    count = len(path.application.in_slot(slot.key))
    return phrases.STATE_FILES.format(count=count) if count else phrases.STATE_NONE


def _courier(path: Path) -> list[str]:
    courier = path.application.courier
    if courier is None:
        return []
    return [
        phrases.SUMMARY_COURIER.format(
            name=masked_name(courier.recipient),
            phone=masked_phone(courier.phone),
            address=masked_address(courier.address),
            payer=phrases.PAYERS.get(courier.payer, courier.payer),
        )
    ]


def findings_told(findings: Sequence[Finding]) -> str:
    """The list as the API gives it, in the same words: what must be mended, then reminders and hints."""
    errors = [each for each in findings if each.severity is Severity.ERROR]
    lines = [phrases.FAULTS.format(count=len(errors)) if errors else phrases.PASSED]
    lines += [phrases.FAULT_LINE.format(message=each.message, remedy=each.remedy) for each in errors]
    for severity, title, line in (
        (Severity.WARNING, phrases.WARNINGS, phrases.WARNING_LINE),
        (Severity.HINT, phrases.HINTS, phrases.HINT_LINE),
    ):
        told = [line.format(message=each.message, remedy=each.remedy) for each in findings if each.severity is severity]
        lines += [title, *told] if told else []
    return "\n".join(lines)
