"""Printing notices in a process beside the event loop."""

from pebble import ProcessExpired

from affairs.errors import ServiceUnavailable
from affairs.notices import DeficiencyNotice
from integrations.files.workers import Workers

__all__ = ["PdfNoticePrinter"]

SECONDS = 20.0


class PdfNoticePrinter:
    """:class:`affairs.notices.NoticePrinter` over processes, which keep the font's tables once read."""

    def __init__(self, workers: Workers) -> None:
        self._workers = workers

    async def render(self, notice: DeficiencyNotice) -> bytes:
        """The notice as a PDF. Raises ServiceUnavailable when it could not be made in time."""
        async with self._workers.place():
            try:
                return await self._workers.run(_render, notice, seconds=SECONDS)
            except (TimeoutError, MemoryError, ProcessExpired) as fault:
                raise ServiceUnavailable(f"notice: {type(fault).__name__}") from fault


def _render(notice: DeficiencyNotice) -> bytes:
    from integrations.files.notice_pdf import render_notice  # noqa: PLC0415 - 60 MB that only these processes need

    return render_notice(notice)
