"""审批流程图: the stages of a guide as an SVG, one below the other, readable on a phone."""

from dataclasses import dataclass
from unicodedata import east_asian_width

from handlers.pages.rendering import environment
from handlers.pages.wording import limit_words
from knowledge.guide import Guide, Item, Step

__all__ = ["flowchart_svg"]

WIDTH = 360
MARGIN = 20
LINE = 20
PADDING = 12
GAP = 28
UNITS = 42
"""Half-width characters that fit on one line of a box at 14 px."""


@dataclass(frozen=True, slots=True)
class Box:
    """One box: its top edge, height, and lines of text (the first is the heading)."""

    y: int
    height: int
    heading: str
    lines: tuple[str, ...]
    kind: str


def flowchart_svg(item: Item, guide: Guide | None) -> str:
    """The SVG text. A guide without published steps gets its prose, and says so."""
    boxes = _stack([("start", "申请", ("申请人提交材料",)), *_stages(guide), ("end", "办结", _results(guide))])
    height = boxes[-1].y + boxes[-1].height + MARGIN
    title_lines = wrap(item.name, UNITS - 6)
    template = environment().get_template("flowchart.svg")
    return template.render(
        item=item.name,
        boxes=boxes,
        width=WIDTH,
        height=height + LINE * len(title_lines),
        margin=MARGIN,
        line=LINE,
        padding=PADDING,
        gap=GAP,
        title_lines=title_lines,
        shift=LINE * len(title_lines),
    )


def _stages(guide: Guide | None) -> list[tuple[str, str, tuple[str, ...]]]:
    if guide is None or not (guide.steps or guide.process):
        return [("none", "办理流程", ("该事项尚未公布分步流程，请咨询窗口。",))]
    if not guide.steps:
        return [("step", "办理流程", (guide.process,))]
    return [("step", step.name, _details(step)) for step in guide.steps]


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


def _stack(stages: list[tuple[str, str, tuple[str, ...]]]) -> list[Box]:
    boxes: list[Box] = []
    y = MARGIN
    for kind, heading, texts in stages:
        lines = tuple(line for text in texts for line in wrap(text, UNITS))
        headings = wrap(heading, UNITS - 4)
        height = PADDING * 2 + LINE * (len(headings) + len(lines))
        boxes.append(Box(y, height, headings[0], (*headings[1:], *lines), kind))
        y += height + GAP
    return boxes


def wrap(text: str, units: int) -> list[str]:
    """The text in lines of at most ``units`` half-width columns; never empty."""
    lines, line, width = [], "", 0
    for character in " ".join(text.split()):
        columns = 2 if east_asian_width(character) in "WFA" else 1
        if width + columns > units:
            lines.append(line)
            line, width = "", 0
        line += character
        width += columns
    return [*lines, line] if line or not lines else lines
