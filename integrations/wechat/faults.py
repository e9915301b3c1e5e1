"""What an API call can end in, by WeChat's 全局返回码. No message carries a token or a person."""

from datetime import datetime, time, timedelta, timezone

__all__ = [
    "BEIJING",
    "BackOff",
    "CountExceeded",
    "IpNotAllowed",
    "NotConnected",
    "NotSubscribed",
    "QuotaExhausted",
    "Rejected",
    "SystemBusy",
    "TokenRefused",
    "Unreachable",
    "WeChatFault",
    "WindowClosed",
    "fault_of",
    "retry_after",
]

BEIJING = timezone(timedelta(hours=8), "Asia/Shanghai")
"""WeChat counts its days in this zone."""


class WeChatFault(Exception):
    """A call that failed. ``code`` is WeChat's errcode (0 = no answer), ``transient`` whether
    the same call may succeed later, ``wait_s`` how long to wait before it is tried again.
    """

    transient = False
    wait_s = 0.0

    def __init__(self, code: int, call: str = "") -> None:
        super().__init__(f"{type(self).__name__} {code} {call}".strip())
        self.code, self.call = code, call


class Rejected(WeChatFault):
    """Any error that the same call would get again."""


class WindowClosed(WeChatFault):
    """45015: the person has not written for 48 hours (or clicked for a minute). Never retried."""


class CountExceeded(WeChatFault):
    """45047: all messages of this window are used. Never retried."""


class NotSubscribed(WeChatFault):
    """43101: the person gave no consent to this notice. Never retried."""


class QuotaExhausted(WeChatFault):
    """45009: the day's calls are used; stop until tomorrow (see :func:`retry_after`)."""

    transient = True


class BackOff(WeChatFault):
    """45011: calls come too fast."""

    transient, wait_s = True, 10.0


class SystemBusy(WeChatFault):
    """-1: WeChat asks to try again."""

    transient, wait_s = True, 2.0


class IpNotAllowed(WeChatFault):
    """40164: our address is not on the account's white list; somebody has to add it."""

    transient, wait_s = True, 300.0


class TokenRefused(WeChatFault):
    """40001, 40014, 42001 with two different tokens: the secret, or another holder of the account."""

    transient, wait_s = True, 60.0


class Unreachable(WeChatFault):
    """No answer, none in time, or none that can be read: whether it took effect is unknown."""

    transient, wait_s = True, 5.0


class NotConnected(Unreachable):
    """No connection came about: it surely took no effect."""


FAULTS: dict[int, type[WeChatFault]] = {
    -1: SystemBusy,
    40001: TokenRefused,
    40014: TokenRefused,
    42001: TokenRefused,
    40164: IpNotAllowed,
    43101: NotSubscribed,
    45009: QuotaExhausted,
    45011: BackOff,
    45015: WindowClosed,
    45047: CountExceeded,
}


def fault_of(code: int, call: str) -> WeChatFault:
    """The error for an errcode other than 0."""
    return FAULTS.get(code, Rejected)(code, call)


def retry_after(fault: WeChatFault, now: datetime, attempts: int) -> datetime:
    """When a transient fault is worth another attempt: its own wait doubled per attempt
    (one hour at most), or the first minutes of tomorrow in Beijing for an exhausted quota.
    """
    if isinstance(fault, QuotaExhausted):
        tomorrow = now.astimezone(BEIJING).date() + timedelta(days=1)
        return datetime.combine(tomorrow, time(0, 5), BEIJING)
    return now + timedelta(seconds=min(3600.0, max(fault.wait_s, 1.0) * 2 ** min(attempts, 12)))
