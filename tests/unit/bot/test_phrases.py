import re
import string

import pytest

from affairs import errors
from bot import phrases
from knowledge.facets import Facet

SENTENCES = {name: value for name, value in vars(phrases).items() if name.isupper() and isinstance(value, str)}


def test_every_domain_error_has_a_sentence() -> None:
    codes = {each.code for each in vars(errors).values() if isinstance(each, type) and issubclass(each, Exception)}
    assert codes <= set(phrases.ERROR_SENTENCES)


def test_every_facet_has_a_title() -> None:
    assert set(phrases.TITLES) == {facet.value for facet in Facet}


@pytest.mark.parametrize("name", SENTENCES)
def test_sentences_are_well_formed_and_punctuated_in_chinese(name: str) -> None:
    list(string.Formatter().parse(SENTENCES[name]))
    assert not re.search(r"[\u4e00-\u9fff”][,:;?!]", SENTENCES[name])
