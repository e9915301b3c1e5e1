"""The 一次性告知书 as a PDF of A4 pages, with the characters that it uses embedded.

Characters that Noto Sans CJK lacks are taken from the fonts of Debian's ``fonts-hanazono`` or
``fonts-babelstone-han`` where those are installed, and written as ``〔U+2A6D6〕`` where not.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import noto_cjk_sans_otc
from fontTools.ttLib import TTCollection, TTFont
from fpdf import FPDF
from fpdf.enums import XPos, YPos

from affairs.clock import CHINA
from affairs.notices import DeficiencyNotice, NoticeLine
from affairs.precheck.finding import Severity
from integrations.files.setting import lines_of

__all__ = ["render_notice"]

SIMPLIFIED = 2
"""The font of Simplified Chinese within Noto's collection."""
FALLBACKS = (
    Path("/usr/share/fonts/truetype/hanazono/HanaMinB.ttf"),
    Path("/usr/share/fonts/truetype/babelstone/BabelStoneHan.ttf"),
    Path("/usr/share/fonts/truetype/BabelStoneHan.ttf"),
)
MARGIN = 22.0
"""Millimetres, as those that follow."""
LINE = 6.2
GAP = 2.2
LABEL, WIDE_LABEL = 15.0, 24.0
TOP = 60.0
"""Above which a page is as good as empty: moving on would not help."""
INK, GREY, RULE = (30, 30, 30), (105, 105, 105), (205, 205, 205)
HEADS = {
    Severity.ERROR: ("一、必须改正", (176, 32, 32)),
    Severity.WARNING: ("二、建议改正（可能被退回）", (168, 104, 0)),
    Severity.HINT: ("三、提示", (40, 96, 150)),
}
SEAL = (60.0, 38.0)


def render_notice(notice: DeficiencyNotice) -> bytes:
    """The paper. Blocks for about half a second: call it beside the event loop."""
    paper = _Paper(notice)
    paper.add_page()
    paper.head()
    for severity in Severity:
        paper.section(severity, notice.of(severity))
    paper.ending()
    return bytes(paper.output())


@cache
def _covered() -> frozenset[int]:
    """The code points that Noto Sans CJK shows."""
    with TTCollection(str(noto_cjk_sans_otc.FONT_PATH), lazy=True) as fonts:
        return frozenset(fonts[SIMPLIFIED].getBestCmap())


@cache
def _others() -> tuple[tuple[str, Path, frozenset[int]], ...]:
    """Further fonts of this machine: a name, the file, and what it shows."""
    there = [path for path in FALLBACKS if path.is_file()]
    return tuple((f"rare{number}", path, frozenset(_cmap(path))) for number, path in enumerate(there))


def _cmap(path: Path) -> dict[int, str]:
    with TTFont(path, lazy=True) as font:
        return dict(font.getBestCmap())


def _texts(notice: DeficiencyNotice) -> Iterator[str]:
    yield from (notice.applicant, notice.item, notice.centre, notice.advisor, notice.place, notice.hours)
    for line in notice.lines:
        yield from (line.place, line.finding.message, line.finding.remedy, line.finding.source)


def _headline(number: int, line: NoticeLine) -> str:
    place = f"【{line.place}】" if line.place else ""
    return f"{number}. {place}{line.finding.message}"


class _Paper(FPDF):
    """One notice while it is set."""

    def __init__(self, notice: DeficiencyNotice) -> None:
        super().__init__(format="A4")
        self._notice = notice
        self._widths: dict[str, float] = {}
        self.set_margins(MARGIN, 20, MARGIN)
        self.set_auto_page_break(auto=True, margin=22)
        self.set_title("一次性告知书")
        self.set_lang("zh-CN")
        self.alias_nb_pages("{n}")
        self.add_font("han", "", str(noto_cjk_sans_otc.FONT_PATH), collection_font_number=SIMPLIFIED)
        self._rare = self._with_rare({ord(each) for text in _texts(notice) for each in text} - _covered())

    def _with_rare(self, missing: set[int]) -> set[int]:
        """Add the fonts that the rare characters need; those that no font has."""
        used = []
        for name, path, covered in _others():
            if missing & covered:
                self.add_font(name, "", str(path))
                used.append(name)
                missing = missing - covered
        if used:
            self.set_fallback_fonts(used, exact_match=False)
        return missing

    def _shown(self, text: str) -> str:
        plain = "".join(each if each == "\n" or each.isprintable() else " " for each in text)
        return "".join(f"〔U+{ord(each):X}〕" if ord(each) in self._rare else each for each in plain)

    def header(self) -> None:
        """From the second page on: which notice this is."""
        if self.page_no() == 1:
            return
        self._write(f"一次性告知书  {self._notice.number}", 8.5, GREY)
        self._rule()
        self.ln(2)

    def footer(self) -> None:
        """Number and page."""
        self.set_y(-15)
        self._ink(8.5, GREY)
        told = f"{self._shown(self._notice.centre)}    第 {self.page_no()} 页，共 {{n}} 页"
        self.cell(0, 6, told, align="C")

    def head(self) -> None:
        """The title, and what it is about."""
        notice = self._notice
        self._write(notice.centre, 12, GREY, align="C")
        self.ln(1)
        self._write("材料补正一次性告知书", 20, INK, bold=True, align="C", line=11)
        self._write(f"编号：{notice.number}", 9.5, GREY, align="C")
        self.ln(3)
        self._rule()
        self.ln(2)
        issued = notice.issued_at.astimezone(CHINA)
        rows = [
            ("申请人", notice.applicant),
            ("办理事项", notice.item + (f"（{notice.item_code}）" if notice.item_code else "")),
            ("申报号", notice.application_no),
            ("告知日期", f"{issued.year} 年 {issued.month} 月 {issued.day} 日"),
        ]
        for label, text in rows:
            self._pair(label, text, 10.5)
        self.ln(2)
        self._rule()
        self.ln(3)
        self._write(self._opening(), 10.5, INK)
        self.ln(2)

    def _opening(self) -> str:
        errors = len(self._notice.of(Severity.ERROR))
        if not self._notice.lines:
            return "经核对，您提交的申请没有发现需要补正的内容。"
        must = f"其中必须改正 {errors} 项，请改正后重新提交" if errors else "没有必须改正的，可以直接提交"
        return (
            f"您提交的申请经核对，共有 {len(self._notice.lines)} 项需要告知，{must}。"
            "以下为全部内容，一次告知（《中华人民共和国行政许可法》第三十二条）。"
        )

    def section(self, severity: Severity, lines: Sequence[NoticeLine]) -> None:
        """The lines of one severity under their heading."""
        if not lines:
            return
        heading, colour = HEADS[severity]
        # A heading does not stand alone at the foot of a page.
        self._room(2 + 8.5 + self._height(1, lines[0]))
        self.ln(2)
        self._write(f"{heading}（{len(lines)} 项）", 12.5, colour, bold=True, line=8)
        self.ln(0.5)
        for number, line in enumerate(lines, 1):
            self._room(self._height(number, line))
            self._line(number, line)

    def _height(self, number: int, line: NoticeLine) -> float:
        """Millimetres that a line takes."""
        beside = self.epw - 5 - LABEL
        rows = len(self._lines(_headline(number, line), 10.5, self.epw))
        rows += len(self._lines(line.finding.remedy, 10.5, beside)) + len(self._lines(line.finding.source, 9, beside))
        return LINE * (rows + (line.tolerated_days is not None)) + GAP

    def _line(self, number: int, line: NoticeLine) -> None:
        self._write(_headline(number, line), 10.5, INK, bold=True)
        self._pair("怎么改", line.finding.remedy, 10.5, indent=5)
        if line.tolerated_days is not None:
            self._pair("容缺", f"可以先受理，受理后 {line.tolerated_days} 个工作日内补交。", 10.5, indent=5)
        if line.finding.source:
            self._pair("依据", line.finding.source, 9, GREY, indent=5)
        self.ln(GAP)

    def ending(self) -> None:
        """Where to ask, and the place of the seal, together on one page."""
        self._room(SEAL[1] + 25)
        notice = self._notice
        self.ln(2)
        self._rule()
        self.ln(2.5)
        if notice.reply_by is not None:
            day = notice.reply_by
            until = f"{day.year} 年 {day.month} 月 {day.day} 日"
            self._write(f"请在 {until}前补正；逾期未补正的，草稿不再保留，需要重新申报。", 10.5, INK)
            self.ln(1)
        rows = [
            ("首问责任人", notice.advisor),
            ("咨询电话", notice.telephone),
            ("办公地点", notice.place),
            ("办公时间", notice.hours),
            ("在线办理", notice.address),
        ]
        top = self.get_y()
        for label, text in rows:
            if text:
                self._pair(label, text, 9.5, right=SEAL[0] + 6)
        self._seal(top)

    def _seal(self, top: float) -> None:
        wide, high = SEAL
        left = self.w - MARGIN - wide
        self.set_draw_color(*RULE)
        self.set_dash_pattern(dash=1.2, gap=1.2)
        self.rect(left, top, wide, high)
        self.set_dash_pattern()
        self.set_xy(left, top + 3)
        self._ink(11, GREY)
        self.cell(wide, 6, "（盖章处）", align="C")
        issued = self._notice.issued_at.astimezone(CHINA)
        self.set_xy(left, top + high - 15)
        self._ink(9.5, INK)
        self.multi_cell(wide, 5.5, self._shown(self._notice.centre), align="C", new_x=XPos.LEFT, new_y=YPos.NEXT)
        self.cell(wide, 5.5, f"{issued.year} 年 {issued.month} 月 {issued.day} 日", align="C")
        self.set_y(max(self.get_y(), top + high) + 2)

    def _room(self, high: float) -> None:
        """Go to the next page unless so many millimetres are left on this one."""
        if self.will_page_break(high) and self.get_y() > TOP:
            self.add_page()

    def _lines(self, text: str, size: float, wide: float) -> list[str]:
        self._ink(size, INK)
        return lines_of(self._shown(text), (wide - 2 * self.c_margin) / size, self._measured)

    def _measured(self, text: str) -> float:
        """Millimetres for a point of size; each character is measured once."""
        for each in text:
            if each not in self._widths:
                self._widths[each] = self.get_string_width(each) / self.font_size_pt
        return sum(self._widths[each] for each in text)

    def _pair(
        self,
        label: str,
        text: str,
        size: float,
        colour: tuple[int, int, int] = INK,
        *,
        indent: float = 0,
        right: float = 0,
    ) -> None:
        """A label, and beside it its text in a column of its own."""
        left, label_wide = MARGIN + indent, LABEL if indent else WIDE_LABEL
        wide, high = self.w - MARGIN - right - left - label_wide, LINE * size / 10.5
        lines = self._lines(text, size, wide)
        for number, line in enumerate(lines):
            self.set_x(left)
            self._ink(size, GREY)
            self.cell(label_wide, high, "" if number else label)
            self._ink(size, colour)
            self.cell(wide, high, line, new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def _write(
        self,
        text: str,
        size: float,
        colour: tuple[int, int, int],
        *,
        bold: bool = False,
        align: str = "L",
        line: float = LINE,
    ) -> None:
        lines = self._lines(text, size, self.epw)
        self.set_x(MARGIN)
        self._ink(size, colour)
        mode = "FILL_STROKE" if bold else "FILL"
        for each in lines:
            with self.local_context(text_mode=mode, line_width=size / 120, draw_color=colour):
                self.cell(0, line, each, align=align, new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def _ink(self, size: float, colour: tuple[int, int, int]) -> None:
        self.set_font("han", size=size)
        self.set_text_color(*colour)

    def _rule(self) -> None:
        self.set_draw_color(*RULE)
        self.set_line_width(0.25)
        self.line(MARGIN, self.get_y(), self.w - MARGIN, self.get_y())
