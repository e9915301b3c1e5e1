"""审批流程图: the stages of a guide as an SVG, one below the other, readable on a phone."""

from dataclasses import dataclass
from unicodedata import east_asian_width

from handlers.pages.rendering import PAGES, environment
from handlers.pages.wording import limit_words
from knowledge.guide import Guide, Item, Step

__all__ = ["flowchart_svg"]

WIDTH = 360
MARGIN = 16
LINE = 22
TITLE_LINE = 24
PADDING = 14
GAP = 28
UNITS = 42
"""Half-width characters that fit on one line of a box at 14 px."""
HEADING_UNITS = 38
CLOSING = "，。；：、！？）》”"
"""Never the first character of a line."""


@dataclass(frozen=True, slots=True)
class Paint:
    """Colours of a box: its ground, and its frame and heading (contrast above 4.5)."""

    fill: str
    ink: str


PAINTS = {
    "start": Paint("#e7f6ec", "#14683a"),
    "step": Paint("#f3f8fe", "#0b5cad"),
    "none": Paint("#fff7e6", "#8a4b00"),
    "end": Paint("#e7f6ec", "#14683a"),
}


@dataclass(frozen=True, slots=True)
class Box:
    """One box: its top edge, height, heading and text, by lines."""

    y: int
    height: int
    heading: str
    headings: tuple[str, ...]
    lines: tuple[str, ...]
    paint: Paint


Stage = tuple[str, str, tuple[str, ...]]


def flowchart_svg(item: Item, guide: Guide | None) -> str:
    """The SVG text. A guide without published steps gets its prose, and says so."""
    title_lines = wrap(item.name + (f"（{guide.variant}）" if guide and guide.variant else ""), HEADING_UNITS)
    boxes = _stack([*_beginning(guide), *_stages(guide), ("end", "办结", _results(guide))])
    shift = TITLE_LINE * len(title_lines) + 4
    return (
        environment(PAGES)
        .get_template("flowchart.svg")
        .render(
            item=item.name,
            boxes=boxes,
            width=WIDTH,
            height=shift + boxes[-1].y + boxes[-1].height + MARGIN,
            margin=MARGIN,
            line=LINE,
            padding=PADDING,
            gap=GAP,
            title_lines=title_lines,
            shift=shift,
        )
    )


def _beginning(guide: Guide | None) -> list[Stage]:
    """Where one begins, unless the first published step says so itself."""
    if guide and guide.steps and "申请" in guide.steps[0].name:
        return []
    return [("start", "申请", ("申请人提交材料",))]


def _stages(guide: Guide | None) -> list[Stage]:
    if guide is None or not (guide.steps or guide.process):
        return [("none", "办理流程", ("该事项尚未公布分步流程，请咨询窗口。",))]
    if not guide.steps:
        return [("step", "办理流程", (guide.process,))]
    return [("step", f"{number}. {step.name}", _details(step)) for number, step in enumerate(guide.steps, 1)]


def _details(step: Step) -> tuple[str, ...]:
    details = [f"办理人：{step.actor}" if step.actor else "", f"时限：{limit_words(step.limit)}" if step.limit else ""]
    return tuple(each for each in (*details, step.description) if each)


def _results(guide: Guide | None) -> tuple[str, ...]:
    if guide is None:
        return ()
    lines = ["结果：" + "、".join(guide.results)] if guide.results else []
    if guide.promised:
        lines.append("承诺时限：" + limit_words(guide.promised))
    if guide.statutory:
        lines.append("法定时限：" + limit_words(guide.statutory))
    return tuple(lines)


def _stack(stages: list[Stage]) -> list[Box]:
    boxes: list[Box] = []
    y = MARGIN
    for kind, heading, texts in stages:
        lines = tuple(line for text in texts for line in wrap(text, UNITS))
        headings = tuple(wrap(heading, HEADING_UNITS))
        height = PADDING * 2 + LINE * (len(headings) + len(lines)) - 2
        boxes.append(Box(y, height, heading, headings, lines, PAINTS[kind]))
        y += height + GAP
    return boxes


def wrap(text: str, units: int) -> list[str]:
    """The text in lines of at most ``units`` half-width columns, closing punctuation hanging; never empty."""
    lines, line, width = [], "", 0
    for character in " ".join(text.split()):
        columns = 2 if east_asian_width(character) in "WFA" else 1
        if width + columns > units and character not in CLOSING:
            lines.append(line)
            line, width = "", 0
        line += character
        width += columns
    return [*lines, line] if line or not lines else lines
