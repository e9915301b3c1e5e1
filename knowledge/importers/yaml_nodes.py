"""YAML text to plain nodes that know their lines, from a safe loader within bounds.

Aliases and tags are refused, so a small file cannot grow in memory; depth, the
number of nodes and the size of the file are bounded.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from knowledge.importers.faults import FaultLog, Where

__all__ = ["Node", "load"]

_MAX_BYTES = 20 * 1024 * 1024
_MAX_NODES = 500_000
_MAX_DEPTH = 20
_TOO_BIG = "嵌套过深或内容过多,请检查文件"
_SCALARS = {
    "tag:yaml.org,2002:null",
    "tag:yaml.org,2002:bool",
    "tag:yaml.org,2002:int",
    "tag:yaml.org,2002:float",
    "tag:yaml.org,2002:timestamp",
    "tag:yaml.org,2002:str",
}


@dataclass(slots=True)
class Node:
    """A value with its 1-based line; lists hold nodes, mappings hold nodes by string key."""

    line: int
    value: Any


class _Bad(Exception):
    def __init__(self, code: str, reason: str, line: int) -> None:
        super().__init__(reason)
        self.code, self.reason, self.line = code, reason, line


def load(path: Path, place: str, faults: FaultLog) -> Node | None:
    """The one document of ``path``; None with a fault noted when there is none to be had."""
    try:
        return _Composer(_text(path)).document()
    except _Bad as bad:
        faults.error(bad.code, bad.reason, Where(place, bad.line))
    except UnicodeDecodeError:
        faults.error("not-utf-8", "不是 UTF-8 编码,请另存为 UTF-8", Where(place, 1))
    except OSError as error:
        faults.error("unreadable-file", f"读不了这个文件({error.strerror}),请检查权限", Where(place, None))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        said = getattr(error, "problem", None) or "unreadable"
        if "nesting depth" in said:
            # Newer libyaml stops by itself, before our own bound is reached.
            faults.error("yaml-too-big", _TOO_BIG, Where(place, line))
            return None
        faults.error("yaml-syntax", f"YAML 语法错误:{said},请检查缩进、冒号和引号", Where(place, line))
    return None


def _text(path: Path) -> str:
    if path.stat().st_size > _MAX_BYTES:
        raise _Bad("file-too-large", "文件超过 20 MB,请拆成每个事项一个文件", 1)
    return path.read_bytes().decode("utf-8-sig")


class _Composer:
    """Builds nodes from the parser's events."""

    def __init__(self, text: str) -> None:
        self._loader: Any = yaml.CSafeLoader(text)
        self._nodes = 0

    def document(self) -> Node:
        """The only document, or what is wrong with it."""
        try:
            self._skip(yaml.StreamStartEvent)
            if not self._skip(yaml.DocumentStartEvent):
                raise _Bad("empty-file", "文件是空的,请填写或删除", 1)
            node = self._node(0)
            self._skip(yaml.DocumentEndEvent)
            if self._loader.check_event(yaml.DocumentStartEvent):
                raise _Bad("several-documents", "一个文件只能有一份内容,请去掉“---”分隔", 1)
            return node
        finally:
            self._loader.dispose()

    def _skip(self, kind: type) -> bool:
        found = bool(self._loader.check_event(kind))
        if found:
            self._loader.get_event()
        return found

    def _node(self, depth: int) -> Node:
        event: Any = self._loader.get_event()
        line = event.start_mark.line + 1
        self._nodes += 1
        if depth > _MAX_DEPTH or self._nodes > _MAX_NODES:
            raise _Bad("yaml-too-big", _TOO_BIG, line)
        if isinstance(event, yaml.AliasEvent) or event.anchor:
            raise _Bad("yaml-alias", "不支持锚点和引用(& 和 *),请直接写出内容", line)
        if isinstance(event, yaml.ScalarEvent):
            return Node(line, self._scalar(event, line))
        if event.tag is not None:
            raise _Bad("yaml-tag", "不支持自定义标签(!),请去掉", line)
        if isinstance(event, yaml.SequenceStartEvent):
            return Node(line, self._sequence(depth))
        return Node(line, self._mapping(depth))

    def _scalar(self, event: Any, line: int) -> object:
        if event.tag is not None and event.tag != "!":
            raise _Bad("yaml-tag", "不支持自定义标签(!),请去掉", line)
        tag = self._loader.resolve(yaml.ScalarNode, event.value, event.implicit)
        if tag not in _SCALARS:
            raise _Bad("yaml-tag", f"「{event.value[:20]}」需要加引号", line)
        try:
            return self._loader.construct_object(yaml.ScalarNode(tag, event.value, event.start_mark, event.end_mark))
        except (ValueError, OverflowError) as error:
            raise _Bad("yaml-value", f"「{event.value[:20]}」写得不对,文字请加引号", line) from error

    def _sequence(self, depth: int) -> list[Node]:
        nodes = []
        while not self._skip(yaml.SequenceEndEvent):
            nodes.append(self._node(depth + 1))
        return nodes

    def _mapping(self, depth: int) -> dict[str, Node]:
        nodes: dict[str, Node] = {}
        while not self._skip(yaml.MappingEndEvent):
            key = self._node(depth + 1)
            if not isinstance(key.value, str):
                raise _Bad("yaml-key", f"键「{str(key.value)[:20]}」应为文字", key.line)
            if key.value in nodes:
                raise _Bad("yaml-duplicate-key", f"键「{key.value[:40]}」重复,请删去一个", key.line)
            nodes[key.value] = self._node(depth + 1)
        return nodes
