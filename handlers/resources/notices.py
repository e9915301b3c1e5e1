"""The ways on which notices go out, as far as they are configured."""

from collections.abc import Sequence

from affairs.notifications.ports import Messenger
from affairs.ports import Clock
from handlers.settings import Settings
from integrations.wechat.client import WeChatClient
from integrations.wechat.notices import CustomerMessages, Keywords, SubscriptionNotices, TemplateMessages

__all__ = ["messengers"]


def messengers(
    settings: Settings, miniapp: WeChatClient | None, account: WeChatClient | None, clock: Clock
) -> Sequence[Messenger]:
    """In the order in which they are tried; none = notices stay in the inbox."""
    ways: list[Messenger] = []
    if miniapp is not None and settings.subscribe_template:
        ways.append(SubscriptionNotices(miniapp, Keywords.of(settings.subscribe_template), clock))
    if account is not None and settings.notice_template:
        ways.append(TemplateMessages(account, Keywords.of(settings.notice_template), clock))
    if account is not None:
        ways.append(CustomerMessages(account, clock))
    return ways
