"""Layout *plain*: one row an item (or one of its guides by 业务办理项 and 区划)."""

from collections.abc import Callable

from knowledge.importers.compose import GUIDE_ATTRIBUTES, Composer
from knowledge.importers.tables import RowReader

__all__ = ["read_plain"]


def read_plain(rows: RowReader, composer: Composer, step: Callable[[], None]) -> None:
    """Add the items and guides of a plain sheet; ``step`` is called after each row."""
    faults = composer.assembly.faults
    for where, values in rows:
        if "name" in values:
            key = composer.key(values, where)
            composer.item(values, key.item_code, where)
            if not GUIDE_ATTRIBUTES.isdisjoint(values):
                composer.assembly.guide(composer.guide(values, key, where), where)
            else:
                composer.assembly.bare(key.item_code, where)
        elif values:
            faults.error("missing-name", "缺少事项名称,请补上;合并单元格请拆开后逐行填写", where, rows.names["name"])
        step()
