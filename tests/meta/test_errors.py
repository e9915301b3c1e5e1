"""Both tables of errors are complete, and say nothing of what is not."""

import re
from http import HTTPStatus

import affairs.errors
from affairs.errors import DomainError
from bot.phrases import ERROR_SENTENCES
from handlers.problems import CODES, DETAILS, STATUS

CHINESE = re.compile(r"[\u4e00-\u9fff]")


def all_errors(base: type[DomainError] = DomainError) -> set[type[DomainError]]:
    return {base}.union(*(all_errors(each) for each in base.__subclasses__()))


def test_every_error_has_a_status_a_detail_and_a_sentence():
    codes = {error.code for error in all_errors()}
    assert set(STATUS) == codes
    assert codes <= set(DETAILS)
    assert set(ERROR_SENTENCES) == codes


def test_errors_have_codes_of_their_own():
    named = [getattr(affairs.errors, name) for name in affairs.errors.__all__]
    codes = [error.code for error in named]
    assert len(codes) == len(set(codes))
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", code) for code in codes)


def test_what_is_told_is_chinese_and_without_a_placeholder():
    for text in (*DETAILS.values(), *ERROR_SENTENCES.values()):
        assert CHINESE.search(text)
        assert "{" not in text


def test_statuses_of_the_protocol_have_details():
    assert set(CODES.values()) <= set(DETAILS)
    assert all(HTTPStatus(status) >= 400 for status in (*CODES, *STATUS.values()))
