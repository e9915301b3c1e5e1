"""Training the matcher's adapter on the catalogue in force: kept only where nothing gets worse."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from affairs.catalogue import Catalogues
from affairs.errors import NothingToPublish
from affairs.ports import Announcer, Clock, UnitOfWorkFactory
from knowledge.adapter import packed, train, unpacked
from knowledge.catalogue import Catalogue
from knowledge.match import Semantics
from knowledge.regression import Comparison, compare, sample
from knowledge.semantic import Encoder, Vectors
from knowledge.snapshot import Snapshot
from knowledge.text import normalise
from knowledge.training import encode_training, half_of, nearest_share, pairs_of
from knowledge.vector_file import VectorFile

__all__ = ["Trained", "Training"]

MOST_QUESTIONS = 500
"""Questions of the regression set that are asked, the same ones each time: 17 ms each, twice."""

Confirmed = Sequence[tuple[str, tuple[str, ...]]]
"""Questions and the official names of the items that are right."""


@dataclass(frozen=True, slots=True)
class Trained:
    """What training gave. ``before`` and ``after``: share (0…1) of questions whose nearest name is
    their own, without and with an adapter that was trained on the *other* half of the items.

    ``regression`` compares the adapter in use with the new one; None without a regression set.
    """

    version: int
    questions: int
    before: float
    after: float
    regression: Comparison | None
    kept: bool


class Training:
    """Use case of ``banshitong train``. ``folder`` keeps vectors of texts; ``announcer`` tells the
    other processes, which take a new adapter into use at once.
    """

    def __init__(
        self,
        unit_of_work: UnitOfWorkFactory,
        catalogues: Catalogues,
        clock: Clock,
        *,
        using: Encoder,
        folder: Path,
        announcer: Announcer | None = None,
    ) -> None:
        self._unit_of_work = unit_of_work
        self._catalogues = catalogues
        self._clock = clock
        self._using = using
        self._folder = folder
        self._announcer = announcer

    async def train(self, confirmed: Confirmed = (), told: Callable[[int], object] = lambda _: None) -> Trained:
        """Train on the catalogue in force and store what came out, unless it is worse.

        ``told`` hears how many texts were encoded (17 ms each, once in their life). Raises
        NothingToPublish without a catalogue, StoreUnavailable.
        """
        version = await self._catalogues.in_force()
        if version is None or not version.items:
            raise NothingToPublish
        catalogue = await self._catalogues.load(version.number)
        async with self._unit_of_work(read_only=True) as uow:
            old = unpacked(await uow.catalogues.adapter(version.number, self._using.name))
        trained, payload = await asyncio.to_thread(self._trained, catalogue, old, confirmed, told)
        if trained.kept:
            figures = {name: value for name, value in asdict(trained).items() if name != "regression"}
            async with self._unit_of_work() as uow:
                await uow.catalogues.keep_adapter(
                    version.number, self._using.name, payload, figures, now=self._clock.now()
                )
                await uow.commit()
            if self._announcer is not None:
                await self._announcer.published(version.number)
        return trained

    def _trained(
        self, catalogue: Catalogue, old: Vectors | None, confirmed: Confirmed, told: Callable[[int], object]
    ) -> tuple[Trained, bytes]:
        snapshot = Snapshot.of(catalogue)
        table, file = snapshot.matcher.index.phrases, VectorFile(self._folder, self._using)
        for done in file.encoding(table.texts):
            told(done)
        plain = Semantics.of(self._using, table, file.rows(table.texts))
        known = list(_coded(catalogue, confirmed))
        for done in encode_training(catalogue, plain, self._folder, known):
            told(done)
        pairs = pairs_of(catalogue, plain, self._folder, known)
        halves = [half_of(catalogue, pairs, number) for number in (0, 1)]
        before = _weighted((len(half.questions), nearest_share(half, None)) for half in halves)
        after = _weighted(
            (len(half.questions), nearest_share(half, train(other)))
            for half, other in zip(halves, reversed(halves), strict=True)
        )
        matrix = unpacked(packed(train(pairs)))
        now = plain.adapted(old)
        regression = None
        if catalogue.regression:
            asked = sample(catalogue.regression, MOST_QUESTIONS)
            regression = compare(snapshot.deepened(now), snapshot.deepened(plain.adapted(matrix)), asked)
        kept = after >= before and (regression is None or _no_worse(regression))
        payload = packed(matrix) if matrix is not None else b""
        return Trained(catalogue.version, len(pairs.questions), before, after, regression, kept), payload


def _coded(catalogue: Catalogue, confirmed: Confirmed) -> Iterable[tuple[str, str]]:
    """The confirmed questions with item codes; names that the catalogue does not know are left out."""
    codes: dict[str, list[str]] = {}
    for item in catalogue.items:
        codes.setdefault(normalise(item.name), []).append(item.code)
    for question, names in confirmed:
        for name in names:
            yield from ((question, code) for code in codes.get(normalise(name), ()))


def _weighted(shares: Iterable[tuple[int, float]]) -> float:
    counted = list(shares)
    return round(sum(count * share for count, share in counted) / max(1, sum(count for count, _ in counted)), 4)


def _no_worse(comparison: Comparison) -> bool:
    before, after = comparison.before, comparison.after
    return (
        after.recall_1 >= before.recall_1
        and after.recall_3 >= before.recall_3
        and after.off_topic_guided <= before.off_topic_guided
    )
