"""The latest articles that this process knows, for the bot: exchanged every half minute."""

import asyncio

import structlog

from affairs.errors import StoreUnavailable
from affairs.news.article import ArticleKind, Wanted
from affairs.news.articles import Articles
from bot.bulletin import Bulletin, Headline

__all__ = ["BulletinHolder"]

log = structlog.get_logger(__name__)
SHOWN = 5


class BulletinHolder:
    """Holds the headlines; calling the holder returns them. Empty until the first refresh."""

    def __init__(self, articles: Articles) -> None:
        self._articles = articles
        self._current = Bulletin()

    def __call__(self) -> Bulletin:
        """The current headlines."""
        return self._current

    async def refresh(self) -> None:
        """Read them. Raises StoreUnavailable."""
        found = {}
        for kind in ArticleKind:
            listed = await self._articles.public(Wanted((kind,)), limit=SHOWN)
            found[kind.value] = tuple(Headline(each.id, each.title, each.dated, each.summary) for each in listed)
        new = Bulletin(**found)
        if new != self._current:
            self._current = new

    async def keep_fresh(self, seconds: float = 30.0) -> None:
        """Refresh for ever, every ``seconds``; to be cancelled."""
        while True:
            try:
                await self.refresh()
            except StoreUnavailable as error:
                log.warning("bulletin_not_refreshed", reason=str(error))
            except Exception:
                log.exception("bulletin_not_refreshed")  # what is known goes on being told
            await asyncio.sleep(seconds)
