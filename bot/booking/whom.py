"""For whom a place is wanted, as far as the words say it (给我妈约, 帮孩子办). Pure."""

import re
from types import MappingProxyType

from affairs.people.principals import Relation

__all__ = ["COMPANY", "named_in"]

COMPANY = "company"
_WORDS = MappingProxyType(
    {
        Relation.PARENT.value: r"爸妈|父母|老?妈妈?|老?爸爸?|母亲|父亲|老?[爹娘]|老人家?",
        Relation.CHILD.value: r"小?孩子?|儿子|女儿|闺女|娃娃?|宝宝",
        Relation.SPOUSE.value: r"老婆|老公|爱人|丈夫|妻子|媳妇|对象|配偶|我家那口子",
        Relation.GRANDPARENT.value: r"爷爷|奶奶|外公|外婆|姥姥|姥爷",
        Relation.WARD.value: r"被监护人",
        COMPANY: r"公司|企业|单位|厂里?|店里?",
    }
)
_FOR = re.compile(
    r"(?:给|帮|替|代|为)(?:一下)?(?:我|俺|咱)?(?:们)?(?:家)?(?:里)?(?:的)?"
    rf"(?:{'|'.join(f'(?P<{name}>{words})' for name, words in _WORDS.items())})"
)


def named_in(text: str) -> tuple[str, str]:
    """The relation (a value of :class:`Relation`, or COMPANY) and the word for it; ('', '') where nobody is named."""
    found = _FOR.search(text)
    if found is None or found.lastgroup is None:
        return "", ""
    return found.lastgroup, found[found.lastgroup]
