"""One answer at a time: read, checked by the field's own check, kept; then the next question."""

from collections.abc import Mapping
from typing import Any

from affairs.errors import RevisionConflict
from affairs.precheck import Finding, Severity, check_fields
from affairs.precheck.flaw import Flaw
from affairs.precheck.reading import MAX_ROWS, ReadingRoom, is_empty
from bot.applying import phrases
from bot.applying.closing import summarised
from bot.applying.commands import Command, said
from bot.applying.path import SUMMARY, Cell, Path
from bot.applying.place import Place
from bot.applying.showing import asked, materials_listed, options_of
from bot.applying.talk import Talk
from bot.applying.values import answer_of, picked
from bot.flows.turn import Step
from bot.wishes import Wish
from knowledge.forms import Column, Field, FieldType
from knowledge.text import normalise

__all__ = ["onward", "to_cell", "to_field", "to_table"]

_PLACELESS = frozenset({"address.region", "address.level"})
_SHOWN_PLACES = 30
_KEEPS_YES_NO = frozenset({"对", "对的", "没错", "不变", "不改", "保留"})


async def onward(talk: Talk, path: Path, place: Place, passed: str, *lead: str) -> Step:
    """The next question after ``passed``; the list of materials where they begin, the check at the end."""
    upto = path.further(place.upto, passed)
    key = path.after(upto)
    here = place.moved(upto=upto)
    if key == SUMMARY:
        return await summarised(talk, path, here, *lead)
    if path.slot(key) and not path.slot(passed):
        return talk.stop(path, here, key, *lead, materials_listed(path))
    return talk.stop(path, here, key, *lead)


async def to_field(talk: Talk, path: Path, place: Place, wish: Wish, field: Field) -> Step:
    """An answer to a field of its own. Raises what :meth:`affairs.applications.drafts.Drafts.change` raises."""
    command = said(wish.text).command
    present = path.application.answers.get(field.key)
    if not is_empty(present) and _keeps(field, command, wish):
        flaws = _flaws(talk, field, present)
        return _refused(talk, path, place, flaws) if flaws else await onward(talk, path, place, field.key)
    if _skips(command, required=path.examination.required(field)):
        return await onward(talk, path, place, field.key)
    if command is Command.SKIP or (command is Command.DONE and wish.choice is None):
        return talk.stop(path, place, place.at, phrases.MUST if command is Command.SKIP else "")
    return await _new_answer(talk, path, place, wish, field)


async def _new_answer(talk: Talk, path: Path, place: Place, wish: Wish, field: Field) -> Step:
    raw = answer_of(field, wish.text, wish.choice, talk.today)
    if raw is None:
        return talk.stop(path, place, place.at, phrases.NOT_AN_OPTION.format(how=_how(field)))
    if flaws := _flaws(talk, field, raw):
        return _refused(talk, path, place, flaws, _places(talk, path, wish.text, flaws))
    after = await _kept(talk, path, place, {field.key: raw})
    if after is None:
        return await _changed_elsewhere(talk, place)
    return await onward(talk, after, place, field.key, *_broken(after, field))


async def to_cell(talk: Talk, path: Path, place: Place, wish: Wish, cell: Cell) -> Step:
    """An answer to one cell of a table. Raises what :meth:`affairs.applications.drafts.Drafts.change` raises."""
    command = said(wish.text).command
    if _skips(command, required=cell.column.required):
        return await _past_cell(talk, path, place, cell)
    if command is Command.SKIP:
        return talk.stop(path, place, place.at, phrases.MUST)
    raw = answer_of(cell.column, wish.text, wish.choice, talk.today)
    if raw is None:
        return talk.stop(path, place, place.at, phrases.NOT_AN_OPTION.format(how=_how(cell.column)))
    read = ReadingRoom(talk.today, talk.snapshot.regions).cell(cell.column, raw)
    if flaws := [flaw for flaw in read.flaws if flaw.severity is Severity.ERROR]:
        return _refused(talk, path, place, flaws, _places(talk, path, wish.text, flaws))
    rows = _rows(path, cell.field)
    rows += [{} for _ in range(cell.row + 1 - len(rows))]
    rows[cell.row] = {**rows[cell.row], cell.column.key: raw}
    after = await _kept(talk, path, place, {cell.field.key: rows})
    if after is None:
        return await _changed_elsewhere(talk, place)
    return await _past_cell(talk, after, place, cell)


async def to_table(talk: Talk, path: Path, place: Place, wish: Wish, field: Field) -> Step:
    """Whether a table is complete, wants another row, or is begun anew."""
    command = said(wish.text).command
    labels = [phrases.ROWS_KEEP, phrases.ROWS_MORE, phrases.ROWS_ANEW]
    index = 0 if command in {Command.KEEP, Command.DONE} else picked(wish.text, wish.choice, labels)
    rows = _rows(path, field)
    if index == 0:
        flaws = _flaws(talk, field, rows)
        return _refused(talk, path, place, flaws) if flaws else await _past_table(talk, path, place, field)
    if index == 1 and len(rows) < (field.max_rows or MAX_ROWS):
        return talk.stop(path, place, f"{field.key}[{len(rows)}].{field.columns[0].key}")
    if index == 2:
        after = await _kept(talk, path, place, {field.key: None})
        return await _changed_elsewhere(talk, place) if after is None else talk.stop(after, place, field.key)
    return talk.stop(path, place, place.at, phrases.NOT_AN_OPTION.format(how=phrases.PICK_ONE))


async def _past_cell(talk: Talk, path: Path, place: Place, cell: Cell) -> Step:
    return talk.stop(path, place, cell.following or cell.field.key)


async def _past_table(talk: Talk, path: Path, place: Place, field: Field) -> Step:
    return await onward(talk, path, place, field.key, *_broken(path, field))


async def _kept(talk: Talk, path: Path, place: Place, answers: Mapping[str, Any]) -> Path | None:
    """The application with these answers; None when another device changed it, and it is not so already."""
    try:
        await talk.cases.drafts.change(talk.citizen.id, place.number, revision=place.revision, answers=answers)
    except RevisionConflict:
        current = await talk.path(place.number)
        same = all(current.application.answers.get(key) == value for key, value in answers.items())
        return current if same else None  # the same message again, whose first reply was lost
    return await talk.path(place.number)


async def _changed_elsewhere(talk: Talk, place: Place) -> Step:
    """What was changed on another device is shown, and not overwritten."""
    path = await talk.path(place.number)
    field = path.form.field(place.at.partition("[")[0])
    asked_still = place.at if field in path.asked else path.after(place.upto)
    return talk.stop(path, place, asked_still, phrases.CHANGED_ELSEWHERE)


def _keeps(field: Field, command: Command | None, wish: Wish) -> bool:
    if wish.choice is not None or command not in {Command.KEEP, Command.DONE, Command.SKIP}:
        return False
    return field.type is not FieldType.YES_NO or wish.text.strip() in _KEEPS_YES_NO or command is not Command.KEEP


def _skips(command: Command | None, *, required: bool) -> bool:
    return not required and command in {Command.SKIP, Command.NONE}


def _flaws(talk: Talk, field: Field, raw: Any) -> list[Flaw]:
    _value, placed = ReadingRoom(talk.today, talk.snapshot.regions).read(field, raw)
    return [each.flaw for each in placed if each.flaw.severity is Severity.ERROR]


def _refused(talk: Talk, path: Path, place: Place, flaws: list[Flaw], hint: str = "") -> Step:
    """Why an answer was not taken, in the words of the check; the question stays open."""
    lines = [phrases.REFUSED.format(message=flaw.message, remedy=flaw.remedy) for flaw in flaws[:3]]
    _text, options = asked(path, place.at, "")
    here = place.moved(revision=path.application.revision)
    return talk.tells(here, *lines, hint, options=options)


def _places(talk: Talk, path: Path, text: str, flaws: list[Flaw]) -> str:
    """The districts or streets to choose from, where an address names none, or not one small enough."""
    if not any(flaw.rule in _PLACELESS for flaw in flaws):
        return ""
    tree = talk.snapshot.regions
    named = tree.named(normalise(text)) or tuple(filter(None, (tree.get(path.application.region),)))
    region = named[0] if len(named) == 1 else None
    beneath = tree.children(region.code if region else "")[:_SHOWN_PLACES]
    names = "、".join(each.name for each in beneath)
    return phrases.ADDRESS_PLACES.format(name=region.name if region else phrases.HERE, places=names) if names else ""


def _broken(path: Path, field: Field) -> list[str]:
    """Rules that the answer breaks: it is kept, for it may be another answer that is wrong."""
    found: list[Finding] = [
        each
        for each in check_fields(path.examination)
        if each.place.partition("[")[0] == field.key and each.severity is not Severity.HINT
    ]
    return [phrases.BROKEN.format(message=each.message, remedy=each.remedy, label=field.label) for each in found[:2]]


def _rows(path: Path, field: Field) -> list[dict[str, Any]]:
    rows = path.application.answers.get(field.key)
    return [dict(each) for each in rows if isinstance(each, Mapping)] if isinstance(rows, list) else []


def _how(column: Column) -> str:
    return phrases.SEVERAL if column.type is FieldType.CHOICES else phrases.PICK_ONE if options_of(column) else ""
