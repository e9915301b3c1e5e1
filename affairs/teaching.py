"""What each act of the knowledge desk makes of a catalogue. Pure; doing it twice changes nothing more."""

from collections.abc import Callable
from dataclasses import replace

from affairs.errors import InvalidValue, NoSuchItem
from affairs.privacy import scrub
from knowledge.catalogue import Catalogue
from knowledge.guide import Item
from knowledge.learning import OutOfScope, RegressionQuestion, Synonym, question_key
from knowledge.text import normalise

__all__ = ["mistake_reported", "out_of_scope_marked", "phrasing_accepted", "synonym_added"]

LONGEST = 100
"""Characters of a phrase that is taught."""

Teach = Callable[[Catalogue], Catalogue]


def phrasing_accepted(item_code: str, phrase: str) -> Teach:
    """The phrase becomes an alias and a regression question. Raises InvalidValue; the act itself NoSuchItem."""
    phrase = _clean(phrase, "phrase")

    def teach(base: Catalogue) -> Catalogue:
        item = _item(base, item_code)
        items = base.items if _is_said(item, phrase) else _replaced(base, item, (*item.aliases, phrase))
        codes = (*_wanted(base, phrase), item_code)
        return replace(
            _asked(base, phrase, tuple(dict.fromkeys(codes))),
            items=items,
            out_of_scope=_without(base, phrase),
        )

    return teach


def synonym_added(word: str, meaning: str) -> Teach:
    """The word stands for the meaning's words, beside those it had. Raises InvalidValue, also the act itself
    when no name in the catalogue has any of them: it would do nothing.
    """
    word = normalise(_clean(word, "word"))
    meanings = tuple(dict.fromkeys(filter(None, map(normalise, _clean(meaning, "meaning").split()))))
    if meanings == (word,):
        raise InvalidValue("同义词不能就是它自己。", field="meaning")

    def teach(base: Catalogue) -> Catalogue:
        if not any(_mentioned(base, each) for each in meanings):
            raise InvalidValue("目录里没有任何事项的名称或说法提到这个意思，加了也不起作用。", field="meaning")
        known = {each.word: each for each in base.synonyms}
        before = known[word].meanings if word in known else ()
        known[word] = Synonym(word, tuple(dict.fromkeys((*before, *meanings))))
        return replace(base, synonyms=tuple(known.values()))

    return teach


def out_of_scope_marked(question: str) -> Teach:
    """No item answers this question. Raises InvalidValue, also the act itself for an item's own name or alias."""
    question = _clean(question, "question")

    def teach(base: Catalogue) -> Catalogue:
        for item in base.items:
            if _is_said(item, question):
                raise InvalidValue(f"这是「{item.name}」的名称或说法，不能标为不归我们管。", field="question")
        kept = _without(base, question)
        known = len(kept) < len(base.out_of_scope)
        return replace(
            _asked(base, question, ()),
            out_of_scope=base.out_of_scope if known else (*kept, OutOfScope(question)),
        )

    return teach


def mistake_reported(question: str, wanted: tuple[str, ...]) -> Teach:
    """The question is to be answered with these items from now on. Raises InvalidValue; the act itself NoSuchItem."""
    question = _clean(question, "question")

    def teach(base: Catalogue) -> Catalogue:
        for code in wanted:
            _item(base, code)
        return _asked(base, question, tuple(dict.fromkeys(wanted)))

    return teach


def _clean(text: str, field: str) -> str:
    """The words, without blanks around; personal data is refused rather than kept."""
    text = " ".join(text.split())
    if len(text) > LONGEST:
        raise InvalidValue(f"最多 {LONGEST} 个字。", field=field)
    if len(question_key(text)) < 2:
        raise InvalidValue("至少要有两个字。", field=field)
    if scrub(text) != text:
        raise InvalidValue("里面有个人信息（号码或姓名），请去掉再提交。", field=field)
    return text


def _item(base: Catalogue, code: str) -> Item:
    item = base.items_by_code.get(code)
    if item is None:
        raise NoSuchItem(f"目录里没有编码为「{code[:40]}」的事项。", field="item_code")
    return item


def _is_said(item: Item, phrase: str) -> bool:
    key = question_key(phrase)
    return any(question_key(name) == key for name in (item.name, *item.aliases))


def _replaced(base: Catalogue, item: Item, aliases: tuple[str, ...]) -> tuple[Item, ...]:
    return tuple(replace(each, aliases=aliases) if each.code == item.code else each for each in base.items)


def _wanted(base: Catalogue, question: str) -> tuple[str, ...]:
    key = question_key(question)
    return next((each.items for each in base.regression if question_key(each.question) == key), ())


def _asked(base: Catalogue, question: str, items: tuple[str, ...]) -> Catalogue:
    """With the question in the regression set, in the place of the one it was."""
    known = {question_key(each.question): each for each in base.regression}
    key = question_key(question)
    known[key] = RegressionQuestion(known[key].question if key in known else question, items)
    return replace(base, regression=tuple(known.values()))


def _without(base: Catalogue, question: str) -> tuple[OutOfScope, ...]:
    key = question_key(question)
    return tuple(each for each in base.out_of_scope if question_key(each.text) != key)


def _mentioned(base: Catalogue, word: str) -> bool:
    return any(word in normalise(name) for item in base.items for name in (item.name, *item.aliases))
