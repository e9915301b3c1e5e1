"""What the bot knows of news and policies: headlines, and when they are asked for."""

import re
from dataclasses import dataclass
from datetime import date

__all__ = ["Bulletin", "Headline", "column_asked"]

_NEW = (
    r"(?:请问|查一?下|看看|我想看|我想了解|了解一?下)?(?:你们|咱们|中心|这里|这儿)?(?:最近|近期|现在|今年|最新)?(?:都|又)?"
    r"(?:有没有|有什么|有哪些|有啥|出了什么|出了哪些|发布了什么|的)?"
)
_COLUMNS = (
    (
        "policy",
        re.compile(rf"{_NEW}(?:最新|新的?|相关)?(?:政策|政策法规|惠民政策|惠企政策|政策文件)(?:吗|呢|没有|解读)?"),
    ),
    ("news", re.compile(rf"{_NEW}(?:最新|新的?)?(?:新闻|新闻动态|动态|通知|公告|通知公告)(?:吗|呢|没有)?")),
    (
        "centre",
        re.compile(
            r"(?:请问|我想了解|了解一?下|介绍一?下)?(?:你们|政务服务|行政服务|政务|办事|服务)?中心(?:的)?(?:简介|概况|介绍|是干什么的|是做什么的)"
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Headline:
    """One article as it is named in chat."""

    id: str
    title: str
    dated: date
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Bulletin:
    """The latest headlines of each column, the latest first."""

    centre: tuple[Headline, ...] = ()
    news: tuple[Headline, ...] = ()
    policy: tuple[Headline, ...] = ()


def column_asked(compact: str) -> str:
    """The column that a message asks for and nothing besides: ``policy``, ``news``, ``centre``; else ''.

    Only whole messages: 人才政策怎么申请 is about an item.
    """
    return next((name for name, pattern in _COLUMNS if pattern.fullmatch(compact)), "")
