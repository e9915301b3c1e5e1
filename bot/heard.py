"""Which words were said before: what they mean is then at hand, and answered in a fraction of the time."""

__all__ = ["Heard"]

REMEMBERED = 8192
"""Texts, as many as there are matches kept (see :class:`knowledge.snapshot.Snapshot`)."""


class Heard:
    """The latest different texts, in this process alone and never anywhere else."""

    def __init__(self, limit: int = REMEMBERED) -> None:
        self._limit = limit
        self._texts: dict[str, None] = {}

    def first_time(self, text: str) -> bool:
        """Whether the text is new; it is none from now on, until ``limit`` others were said."""
        if text in self._texts:
            return False
        self._texts[text] = None
        if len(self._texts) > self._limit:
            del self._texts[next(iter(self._texts))]
        return True
