"""Judging the files in a material slot by their facts: what is wrong, in citizen words, and how to mend it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from affairs.precheck.contents import Content
from affairs.precheck.facts import Danger, Fault, FileFacts, Side
from affairs.precheck.finding import Finding, Severity
from affairs.precheck.pictures import looks_alike
from knowledge.forms.materials import FileKind, MaterialSlot

__all__ = ["MAX_FILE_BYTES", "SlotFile", "check_files", "slot_place"]

MAX_FILE_BYTES = 20 * 1024 * 1024
"""What one file may have; longer ones are cut off while they are received."""
SHORT_SIDE = 600
"""Pixels below which small print cannot be read: A4 at 72 dots an inch."""
BLURRED = 0.1
"""Sharpness below which letters run into each other, see :func:`affairs.precheck.pictures.sharpness`."""
HOUSE = "附件要求"
"""The source of the rules that are the desk's own."""

NAMES = {
    FileKind.PDF: "PDF",
    FileKind.OFD: "OFD",
    FileKind.JPEG: "JPG 照片",
    FileKind.PNG: "PNG 图片",
    FileKind.DOCX: "Word 文档（docx）",
    FileKind.XLSX: "Excel 表格（xlsx）",
}
CONVERT = {
    Content.HEIC: ("是 HEIC 格式的照片", "请在手机“设置-相机-格式”里选“兼容性最佳”后重拍，或者截图后再传"),
    Content.WEBP: ("是 WEBP 格式的图片", "请截图或另存为 JPG 后再传"),
    Content.GIF: ("是 GIF 动图", "请截图或另存为 JPG 后再传"),
    Content.BMP: ("是 BMP 格式的图片", "请另存为 JPG 后再传"),
    Content.TIFF: ("是 TIFF 格式的图片", "请另存为 JPG 或 PDF 后再传"),
    Content.VIDEO: ("是视频", "请拍成照片再传"),
    Content.OLE: ("是旧版 Office 文档或加了密码的 Office 文档", "请去掉密码，另存为 PDF 后再传"),
    Content.ARCHIVE: ("是压缩包", "请解压后把里面的文件逐个上传"),
    Content.MARKUP: ("其实是网页文件", "请上传材料的照片或 PDF"),
    Content.PROGRAM: ("其实是程序文件", "请上传材料的照片或 PDF"),
    Content.TEXT: ("其实是文本文件", "请上传材料的照片或 PDF"),
    Content.UNKNOWN: ("认不出是什么格式", "请重新拍照，或者另存为 PDF 后再传"),
}
FAULTS = {
    Fault.BROKEN: ("打不开，文件可能已经损坏", "请在手机或电脑上确认能打开，再重新上传"),
    Fault.TRUNCATED: ("不完整，只有一部分", "可能上传或保存时中断了，请重新上传"),
    Fault.LOCKED: ("设了打开密码", "请去掉密码后重新上传"),
    Fault.TOO_MANY_PIXELS: ("图片尺寸过大", "请缩小后再传，长边 5000 像素就够清楚"),
    Fault.TOO_COMPLEX: ("内容过于复杂，没法检查", "请打印成 PDF，或者拍照后再传"),
    Fault.ANIMATED: ("是动图", "请截图后再传"),
    Fault.GAVE_UP: ("检查时间过长，没能查完", "请重新拍照，或者另存为普通 PDF 后再传"),
}
DANGERS = {
    Danger.SCRIPT: "带有脚本",
    Danger.LAUNCH: "带有启动其他程序的动作",
    Danger.EMBEDDED: "夹带了附件",
    Danger.SUBMITS: "带有会自动提交的表单",
    Danger.MEDIA: "带有音视频",
    Danger.MACRO: "带有宏或嵌入对象",
    Danger.SMUGGLED: "夹带了别的内容",
}


@dataclass(frozen=True, slots=True)
class SlotFile:
    """A file in a slot, and the title of that slot."""

    facts: FileFacts
    slot: str = ""
    title: str = ""
    name: str = field(default="", repr=False)


def slot_place(slot: MaterialSlot) -> str:
    """The place of a slot, as findings name it."""
    return f"materials.{slot.key}"


def check_files(slot: MaterialSlot, files: Sequence[SlotFile], others: Sequence[SlotFile]) -> tuple[Finding, ...]:
    """All that is wrong with the files of one slot as files, each fault once.

    ``others`` are the files of the application's other slots. Kinds that only this form does not
    take, pages, counts and dates are judged by :mod:`affairs.precheck.pieces`.
    """
    check = _Check(slot)
    found = [finding for number, file in enumerate(files, 1) for finding in check.file(number, len(files), file)]
    found += check.repeated(files, others)
    return tuple(found)


class _Check:
    """The checks of one slot."""

    def __init__(self, slot: MaterialSlot) -> None:
        self._slot = slot

    def _finding(self, severity: Severity, rule: str, message: str, remedy: str) -> Finding:
        source = self._slot.source or HOUSE
        return Finding(severity, slot_place(self._slot), f"{message}。", f"{remedy}。", f"files.{rule}", source)

    def _error(self, rule: str, message: str, remedy: str) -> Finding:
        return self._finding(Severity.ERROR, rule, message, remedy)

    def _called(self, number: int, count: int) -> str:
        return f"「{self._slot.title}」" + (f"的第 {number} 个文件" if count > 1 else "的文件")

    def file(self, number: int, count: int, file: SlotFile) -> Iterator[Finding]:
        """One file by itself. What cannot be used is told once; nothing else matters then."""
        facts, called = file.facts, self._called(number, count)
        unusable = self._unusable(facts, called)
        if unusable is not None:
            yield unusable
            return
        if facts.restricted:
            yield self._finding(
                Severity.WARNING,
                "restricted",
                f"{called}限制了打印或复制，归档时可能用不了",
                "请另存为没有限制的 PDF 再传",
            )
        yield from self._sides(facts, called)

    def _unusable(self, facts: FileFacts, called: str) -> Finding | None:
        if facts.kind is Content.EMPTY:
            return self._error("empty", f"{called}是空的", "请重新上传")
        if facts.size > MAX_FILE_BYTES:
            limit = MAX_FILE_BYTES // 1024 // 1024
            return self._error("size", f"{called}超过了 {limit} MB", "请压缩图片，或者拆成几个文件上传")
        if facts.dangers:
            what = "、".join(DANGERS[danger] for danger in facts.dangers)
            return self._error("danger", f"{called}{what}，为安全起见不能接收", "请打印成普通 PDF，或者拍照后再传")
        return self._closed(facts, called)

    def _closed(self, facts: FileFacts, called: str) -> Finding | None:
        if facts.fault is not None:
            what, remedy = FAULTS[facts.fault]
            return self._error(str(facts.fault), f"{called}{what}", remedy)
        if facts.kind in CONVERT:
            what, remedy = CONVERT[facts.kind]
            wanted = "、".join(NAMES[kind] for kind in self._slot.accepts)
            return self._error("kind", f"{called}{what}，这里只收{wanted}", remedy)
        return None

    def _sides(self, facts: FileFacts, called: str) -> Iterator[Finding]:
        single = facts.kind is not Content.PDF
        empty = [index for index, side in enumerate(facts.sides, 1) if side.blank or side.black]
        if empty and len(empty) == len(facts.sides) == facts.pages:
            what = "全黑" if facts.sides[0].black else "空白"
            yield self._error("blank", f"{called}是{what}的，什么也看不到", "请重新拍照或扫描后上传")
            return
        if empty:
            yield self._finding(
                Severity.WARNING,
                "blank-pages",
                f"{called}的{_pages(empty)}是空白或全黑的",
                "请确认没有漏扫，或者去掉空白页",
            )
        small = [index for index, side in enumerate(facts.sides, 1) if _is_small(side)]
        if small:
            where = "" if single else f"的{_pages(small)}"
            yield self._finding(
                Severity.WARNING, "resolution", f"{called}{where}图像太小，字可能看不清", "请离近些重拍，或者用原图上传"
            )
        blurred = [index for index, side in enumerate(facts.sides, 1) if _is_blurred(side)]
        if blurred:
            where = "" if single else f"的{_pages(blurred)}"
            yield self._finding(
                Severity.WARNING, "blur", f"{called}{where}拍得模糊", "请拿稳手机、对焦清楚、光线充足时重拍"
            )

    def repeated(self, files: Sequence[SlotFile], others: Sequence[SlotFile]) -> Iterator[Finding]:
        """What was handed in twice: in this slot, or in another one."""
        for number, file in enumerate(files, 1):
            called = self._called(number, len(files))
            earlier = next((n for n, each in enumerate(files[: number - 1], 1) if _same(each, file)), None)
            if earlier is not None:
                yield self._finding(
                    Severity.WARNING, "repeated", f"{called}与第 {earlier} 个文件完全相同", "请删去重复的，确认没有漏传"
                )
            elsewhere = next((each for each in others if _same(each, file)), None)
            if elsewhere is not None:
                yield self._error(
                    "duplicate",
                    f"{called}与「{elsewhere.title}」里的是同一个文件",
                    "请换成这一项的材料",
                )
                continue
            alike = next((each for each in others if looks_alike(each.facts.print, file.facts.print)), None)
            if alike is not None:
                yield self._finding(
                    Severity.HINT, "alike", f"{called}与「{alike.title}」里的看起来很像", "请确认没有把同一份材料传两次"
                )


def _same(one: SlotFile, other: SlotFile) -> bool:
    return one.facts.sha256 == other.facts.sha256


def _is_small(side: Side) -> bool:
    return 0 < min(side.width, side.height) < SHORT_SIDE and not (side.blank or side.black)


def _is_blurred(side: Side) -> bool:
    return side.sharpness is not None and side.sharpness < BLURRED


def _pages(numbers: Sequence[int]) -> str:
    shown = "、".join(str(number) for number in numbers[:5])
    return f"第 {shown} 页" if len(numbers) <= 5 else f"第 {shown} 等 {len(numbers)} 页"
