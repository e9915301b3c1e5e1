"""一次性告知书: one complete list of what is wrong with an application, to be kept, shown and printed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from affairs.precheck.finding import Finding, Severity

__all__ = ["DeficiencyNotice", "NoticeLine", "NoticePrinter", "masked_name", "notice_lines"]


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """One finding, with the place in citizen words (``经营场所``, ``营业执照``) and until when it may follow.

    ``tolerated_days``: working days within which it may be supplied after acceptance (容缺); None = at once.
    """

    finding: Finding
    place: str = ""
    tolerated_days: int | None = None


@dataclass(frozen=True, slots=True)
class DeficiencyNotice:
    """Everything on the paper. ``applicant`` is masked already (see :func:`masked_name`).

    ``centre`` is the centre's name; its address, telephone and hours say where to ask, ``advisor``
    who answers for it (首问责任). ``address`` is where the application is opened again.
    """

    number: str
    issued_at: datetime
    application_no: str
    applicant: str = field(repr=False)
    item: str
    centre: str
    lines: tuple[NoticeLine, ...] = field(repr=False)
    item_code: str = ""
    advisor: str = ""
    telephone: str = ""
    place: str = ""
    hours: str = ""
    address: str = ""
    reply_by: date | None = None

    def of(self, severity: Severity) -> tuple[NoticeLine, ...]:
        """The lines of one severity, in their order."""
        return tuple(line for line in self.lines if line.finding.severity is severity)


class NoticePrinter(Protocol):
    """Makes the paper."""

    async def render(self, notice: DeficiencyNotice) -> bytes:
        """The notice as a PDF. Raises ServiceUnavailable when it could not be made in time."""


def masked_name(name: str) -> str:
    """A person's name as it may lie on a counter: the first character and two stars, whatever its length.

    Names of companies are public, and shown in full: do not mask them.
    """
    return f"{name[:1]}**" if name else ""


def notice_lines(
    findings: Sequence[Finding], places: dict[str, str], tolerated: dict[str, int]
) -> tuple[NoticeLine, ...]:
    """The lines of these findings, with titles of places and tolerated days by place; the gravest first."""
    order = list(Severity)
    ranked = sorted(findings, key=lambda each: order.index(each.severity))
    return tuple(NoticeLine(each, places.get(each.place, ""), tolerated.get(each.place)) for each in ranked)
