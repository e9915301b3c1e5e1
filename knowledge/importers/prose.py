"""Longer cells: legal basis (设定依据), process (办理流程), questions (常见问题)."""

import re
from datetime import date

from knowledge.guide import LegalBasis, Question, Step
from knowledge.importers.cells import CellNotes, day, lines
from knowledge.importers.limits import read_limit, write_limit

__all__ = ["read_laws", "read_process", "read_questions", "write_laws", "write_questions", "write_steps"]

_NUMBERED = re.compile(r"^(?:\d{1,2}\s*[.、．](?!\d)|[(（]\d{1,2}[)）]|[①-⑳])\s*")
_NUMERAL = "[一二三四五六七八九十百零〇\\d]+"
_ARTICLE_UNIT = f"第{_NUMERAL}(?:条|款|项|章|节)(?:之{_NUMERAL})?(?:第?[(（]?{_NUMERAL}[)）]?[款项])*"
_ARTICLE = re.compile(f"{_ARTICLE_UNIT}(?:[、和及至,，]*{_ARTICLE_UNIT})*")
_DATED = re.compile(r"\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?")
_BRACKET = re.compile(r"[(（](?P<inside>[^()（）]*)[)）]")
_QUESTION = re.compile(r"^(?:\d{1,2}\s*[.、．]\s*)?(?:问|Q|q)\s*\d{0,2}\s*[:：.、]\s*")
_ANSWER = re.compile(r"^(?:答|A|a)\s*\d{0,2}\s*[:：.、]\s*")
_STEP = re.compile(
    r"^\d{1,2}\s*[.、．](?!\d)\s*(?P<name>[^\s:：(（,，。;；]{1,12})"
    r"(?:[(（](?P<inside>[^()（）]*(?:\([^()]*\))?[^()（）]*)[)）])?(?:[:：](?P<text>.+))?$"
)
_LIMIT = re.compile(r"^(?:即办|\d{1,4}\s*(?:个工作日|个?工作日|日|天|个自然日).*)$")


def read_laws(text: str, notes: CellNotes) -> tuple[LegalBasis, ...]:
    """Citations: 《title》 article (date): text; a line without a title goes on with the one before."""
    del notes
    told: list[str] = []
    for line in lines(text):
        start = _NUMBERED.sub("", line)
        if told and not start.startswith("《"):
            told[-1] += "\n" + line
        elif start not in {"无", "/", "-"}:
            told.append(start)
    return tuple(dict.fromkeys(_law(citation) for citation in told))


def _law(citation: str) -> LegalBasis:
    title, rest = _title(citation)
    before, dated, rest = _dated(rest)
    if before:
        return LegalBasis(title, before, dated, _text(rest))
    article = _ARTICLE.match(rest.lstrip())
    if article is None:
        return LegalBasis(title, "", dated, _text(rest))
    rest = rest.lstrip()[article.end() :]
    if dated is None:
        _, dated, rest = _dated(rest)
    return LegalBasis(title, article[0], dated, _text(rest))


def _dated(rest: str) -> tuple[str, date | None, str]:
    """What stands before the first bracket that holds a date, the date, and what follows;
    '', None and all of it when a text begins before there is one.
    """
    for bracket in _BRACKET.finditer(rest, 0, 200):
        before = rest[: bracket.start()]
        if re.search("[:：\n。;；]", before):
            break
        if said := _dates(bracket["inside"]):
            return before.strip(), said[-1], rest[bracket.end() :]
    return "", None, rest


def _text(rest: str) -> str:
    return rest.lstrip(" :：,，。;；\n").strip()


def _title(citation: str) -> tuple[str, str]:
    """The title between the outermost 《》 at the start, and the rest."""
    if not citation.startswith("《"):
        title, _, rest = citation.partition("\n")
        return title, rest
    depth = 0
    for at, char in enumerate(citation):
        depth += (char == "《") - (char == "》")
        if depth == 0:
            return citation[1:at], citation[at + 1 :]
    return citation.strip("《》"), ""


def _dates(text: str) -> list[date]:
    """The dates in a bracket; the last is that of the version cited."""
    found = (day(said, CellNotes()) for said in _DATED.findall(text))
    return [one for one in found if one is not None]


def write_laws(laws: tuple[LegalBasis, ...]) -> str:
    """The cell that :func:`read_laws` takes."""
    return "\n".join(
        f"《{law.title}》{law.article}"
        + (f"({law.dated.isoformat()})" if law.dated else "")
        + (f":{law.text}" if law.text else "")
        for law in laws
    )


def read_process(text: str, notes: CellNotes) -> tuple[tuple[Step, ...], str]:
    """Steps when every line is a numbered stage, else prose."""
    del notes
    found = [_STEP.match(line) for line in lines(text)]
    if not found or not all(found):
        return (), text
    return tuple(_step(match) for match in found if match), ""


def _step(found: re.Match[str]) -> Step:
    inside = [part.strip() for part in re.split("[,，]", found["inside"] or "", maxsplit=1) if part.strip()]
    limit = read_limit(inside.pop(), CellNotes()) if inside and _LIMIT.match(inside[-1]) else None
    return Step(found["name"], ",".join(inside), limit, (found["text"] or "").strip())


def write_steps(steps: tuple[Step, ...]) -> str:
    """The cell that :func:`read_process` takes."""
    told = []
    for number, step in enumerate(steps, 1):
        inside = ",".join(filter(None, (step.actor, write_limit(step.limit) if step.limit else "")))
        about = f":{' '.join(step.description.split())}" if step.description else ""
        told.append(f"{number}. {step.name}" + (f"({inside})" if inside else "") + about)
    return "\n".join(told)


def read_questions(text: str, notes: CellNotes) -> tuple[Question, ...]:
    """问: and 答: lines; lines between go on with what stands before them."""
    pairs: list[list[str]] = []
    part = -1
    for line in lines(text):
        if _QUESTION.match(line):
            pairs.append([_QUESTION.sub("", line), ""])
            part = 0
        elif pairs and _ANSWER.match(line):
            pairs[-1][1] = _ANSWER.sub("", line)
            part = 1
        elif pairs:
            pairs[-1][part] += "\n" + line
    whole = [Question(question, answer) for question, answer in pairs if question and answer]
    if len(whole) < max(len(pairs), 1):
        notes.warn("unreadable-questions", "请按“问:……”“答:……”成对分行填写,不成对的已忽略")
    return tuple(whole)


def write_questions(questions: tuple[Question, ...]) -> str:
    """The cell that :func:`read_questions` takes."""
    return "\n".join(f"问:{one.question}\n答:{one.answer}" for one in questions)
