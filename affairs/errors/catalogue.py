"""Errors of the catalogue: items, guides, regions, versions."""

from affairs.errors.base import DomainError

__all__ = [
    "CatalogueConflict",
    "GateRefused",
    "NoSuchGuide",
    "NoSuchItem",
    "NoSuchRegion",
    "NoSuchVersion",
    "NothingToPublish",
]


class NoSuchItem(DomainError):
    """The item is not in the catalogue in force (未进入目录库)."""

    code = "no-such-item"


class NoSuchGuide(DomainError):
    """The item has no guide for that region or variant."""

    code = "no-such-guide"


class NoSuchRegion(DomainError):
    """No region of that code or name."""

    code = "no-such-region"


class NoSuchVersion(DomainError):
    """No catalogue version of that number."""

    code = "no-such-version"


class NothingToPublish(DomainError):
    """The import names no item at all."""

    code = "nothing-to-publish"


class CatalogueConflict(DomainError):
    """Another version was published meanwhile; read it and try again."""

    code = "catalogue-conflict"


class GateRefused(DomainError):
    """The new catalogue answers its regression set worse than the one in force.

    ``worse`` are the questions, as published in the regression set.
    """

    code = "regression-worse"

    def __init__(self, detail: str = "", *, worse: tuple[str, ...] = (), field: str = "") -> None:
        super().__init__(detail, field=field)
        self.worse = worse
