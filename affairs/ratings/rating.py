"""A rating and the rectification that a bad one opens. Values."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntEnum, StrEnum

__all__ = ["ChannelOfRating", "Rating", "Rectification", "RectificationState", "Satisfaction"]


class Satisfaction(IntEnum):
    """满意度, GB/T 39046 A.8: 1 is the best, 5 the worst."""

    VERY_SATISFIED = 1
    SATISFIED = 2
    FAIRLY_SATISFIED = 3
    DISSATISFIED = 4
    VERY_DISSATISFIED = 5

    @property
    def bad(self) -> bool:
        """差评: has to be looked into."""
        return self >= Satisfaction.DISSATISFIED


class ChannelOfRating(StrEnum):
    """评价渠道, GB/T 39046 table 9, as it is exported."""

    MOBILE = "移动服务端"
    COMPUTER = "PC端"
    QR_CODE = "二维码"
    PAD = "政务大厅平板电脑"
    TERMINAL = "其他终端"
    PHONE = "电话"
    SMS = "短信"


@dataclass(frozen=True, slots=True)
class Rating:
    """One rating of one service event (``case_no`` and ``times``, 评价次数: which service of the case it was)."""

    case_no: str
    citizen_id: str
    satisfaction: Satisfaction
    rated_at: datetime
    channel: ChannelOfRating = ChannelOfRating.MOBILE
    comment: str = field(default="", repr=False)
    times: int = 1
    region: str = ""
    item_code: str = ""
    department: str = ""
    id: int = 0


class RectificationState(StrEnum):
    """Where the handling of a bad rating stands."""

    OPEN = "open"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Rectification:
    """The handling of a bad rating: to be answered by ``due`` (its own clock, working days)."""

    rating_id: int
    case_no: str
    department: str
    opened_at: datetime
    due: date
    state: RectificationState = RectificationState.OPEN
    done_at: datetime | None = None
    outcome: str = field(default="", repr=False)
