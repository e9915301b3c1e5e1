"""Everything that is read or built on first use, done beforehand and beside the event loop."""

from datetime import date
from importlib.resources import files

from bot.session import Offer, Session
from bot.understand import understand
from knowledge.guide import Variant
from knowledge.snapshot import Snapshot
from knowledge.variants import pick_variant
from knowledge.wordlists import word_rows

__all__ = ["warm"]

_QUESTIONS = ("在本地辦理身分證要帶什麼材料,多少錢", "明天几点上班", "外地的事", "第二个", "你好", "shenfenzheng")


def warm(snapshot: Snapshot) -> None:
    """Read the shipped lists and build the lazy indexes of a catalogue; about a second at most."""
    for each in files("knowledge").joinpath("lexicon").iterdir():
        if each.name.endswith(".tsv"):
            word_rows(each.name)
    catalogue = snapshot.catalogue
    _ = (
        catalogue.items_by_code,
        catalogue.guides_by_key,
        catalogue.guides_by_item,
        catalogue.regions_by_code,
        catalogue.halls,
    )
    pick_variant("换领", (Variant("换领"), Variant("补领")))
    session = Session(offers=(Offer("variant", "换领", "换领"),))
    for question in _QUESTIONS:
        understand(question, session, snapshot, date(2025, 1, 1))
