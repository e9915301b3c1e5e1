"""The directory's search asks vectors of meaning where a question would, and beside the event loop."""

import threading
from types import SimpleNamespace

import numpy as np

from affairs.directory import Listing
from handlers.listing import listed
from knowledge.catalogue import Catalogue
from knowledge.guide import Item
from knowledge.match.semantics import Meaning
from knowledge.snapshot import Snapshot

OPEN = "食品许可证核发"
SNAPSHOT = Snapshot.of(
    Catalogue(items=(Item("A", "食品许可证核发经营"), Item("B", "食品许可证核发生产"), Item("C", "普通护照补发")))
)


class Asked:
    def __init__(self) -> None:
        self.threads: list[threading.Thread] = []

    def asked(self, _text: str) -> Meaning:
        self.threads.append(threading.current_thread())
        return Meaning(np.array([-1.0, 2.0, -1.0]), 0.5, 0.5)


async def codes(words: str, deep: Snapshot | None) -> list[str]:
    services = SimpleNamespace(deepened=lambda _: deep)
    page = await listed(services, SNAPSHOT, Listing(words), offset=0, limit=10)  # type: ignore[arg-type]
    return [row.item.code for row in page.rows]


async def test_a_search_that_words_leave_open_asks_vectors_off_the_loop() -> None:
    meaning = Asked()
    deep = SNAPSHOT.deepened(meaning)  # type: ignore[arg-type]
    assert (await codes("食品证", None))[0] == "A"
    assert (await codes("食品证", deep))[0] == "B"
    assert meaning.threads
    assert threading.main_thread() not in meaning.threads


async def test_a_search_that_words_settle_asks_none() -> None:
    meaning = Asked()
    assert (await codes("普通护照补发", SNAPSHOT.deepened(meaning)))[0] == "C"  # type: ignore[arg-type]
    await codes("", SNAPSHOT.deepened(meaning))  # type: ignore[arg-type]
    assert not meaning.threads
