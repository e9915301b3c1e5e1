"""Whether another city's business is asked for (我想在北京办居住证).

Where a matter only comes from there or goes there (从北京迁户口过来, 去上海异地就医, 港澳通行证)
it is done here, and no other city's business.
"""

import re

from bot.understand.wordings import bare
from knowledge.cities import find_cities
from knowledge.regions import RegionTree

__all__ = ["other_city"]

ACROSS = re.compile(
    r"迁|转|异地|户口|户籍|籍贯|老家|来的|过来|回来|搬来|搬到|外地|外省|本地|备案|看病|就医|住院|治病|毕业|调动|调到|随军|落户|"
    r"接续|居民来|牌照|车牌|车辆|开车|过户|买的|上的|交的|缴的|参保|退休|打工|上学|"
    r"读书|结婚|离婚|出生|工作过|人在|生的|报销|跨省|通办|户的|公司在|分公司|总部|投资|企业来|运|寄|认可|承认|能用|考的|发的|办的"
)
GOING = re.compile(r"护照|签证|签注|通行证|旅游|旅行|探亲|出境|出差|留学|考察")
HERE = re.compile(r"(?:在|来|到|回)(?:咱|你|我)?们?(?:这|本地|当地|咱这|你们这)|这边|这里|这儿")
DONE = "办|申请|申领|补|换|领|开|登记|注册|预约|取|缴|交|查|打印|做|弄|整|怎么|咋|如何|能|可以|要|想|需要|有|的"
INSIDE = re.compile(r"(?:在|去|到|上)$")
IN = re.compile(r"在$")
THERE = re.compile(r"^市?(?:怎么|如何|咋|怎样)?(?:去)?(?:办理?|申请|申领)(?!的|了|过|完)")
"""Done there, however far it reaches (在深圳怎么办结婚登记); not what was done there once (在深圳办的结婚证)."""
MARK = re.compile(rf"^(?:市|省|区|那边|那里|那儿|这边|本地|当地|的|市区|城里)*(?:{DONE})")
NOT_OF = re.compile(r"(?:去|到|上|我是?|我家|我们|俺|来自|从|由|自|离|往|是|原来?|以前|之前)$")
ABROAD = ("香港", "澳门", "台湾", "台北")
DISH = re.compile(
    r"拉面|火锅|烤鸭|小面|烧烤|料理|菜|小吃|饭店|风味|特产|米线|米粉|煎饼|馅饼|路|街|大道|银行|大学|医院|人"
)


def other_city(text: str, tree: RegionTree, *, here: bool) -> str:
    """The name of the other place whose business is asked for, or ''.

    ``here``: a region of the tree is named beside it.
    """
    cities = [city for city in find_cities(text) if not tree.knows(city[0])]
    if not cities or HERE.search(text) or here:
        return ""
    if ACROSS.search(text):
        return next((name for name, start, end in cities if _there(text[:start], text[end:])), "")
    going = bool(GOING.search(text))
    for name, start, end in cities:
        before, after = text[:start].rstrip(), text[end:].lstrip()
        if not bare(text.replace(name, "")):
            return name
        inside = IN if going or name in ABROAD else INSIDE
        if inside.search(before) and MARK.search(after):
            return name
        if name not in ABROAD and _belongs(before, after):
            return name
    return ""


def _there(before: str, after: str) -> bool:
    """Whether nothing but 在 and the wish to do it stands around the city."""
    return bool(IN.search(before.rstrip()) and not bare(IN.sub("", before.rstrip())) and THERE.search(after.lstrip()))


def _belongs(before: str, after: str) -> bool:
    """Whether the city stands as the owner of a business (深圳公积金怎么提取)."""
    return bool(after) and not bare(before) and not NOT_OF.search(before) and not DISH.match(after)
