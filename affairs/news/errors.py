"""Errors of news and policies."""

from affairs.errors import DomainError

__all__ = ["ArticleConflict", "NoSuchArticle"]


class NoSuchArticle(DomainError):
    """None of this id, or none that is published."""

    code = "no-such-article"


class ArticleConflict(DomainError):
    """Somebody else changed it meanwhile; read it and try again."""

    code = "article-conflict"
