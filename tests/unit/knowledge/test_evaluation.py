import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.catalogue import Catalogue
from knowledge.evaluation import calibration_error, evaluate_matcher
from knowledge.guide import Item
from knowledge.match import Matcher


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=60))
def test_the_calibration_error_is_a_share(sure):
    assert 0 <= calibration_error(sure) <= 1


def test_the_calibration_error_of_ten_bins():
    assert calibration_error([]) == 0
    assert calibration_error([(1.0, True), (0.0, False)]) == 0
    assert calibration_error([(0.75, True), (0.75, True), (0.75, True), (0.75, False)]) == 0
    assert calibration_error([(0.95, False)] * 3 + [(0.05, False)]) == pytest.approx((3 * 0.95 + 0.05) / 4)


def test_the_figures_tell_how_far_confidence_may_be_trusted():
    catalogue = Catalogue(items=(Item("A", "普通护照首次申请"), Item("B", "内地居民结婚登记")))
    figures = evaluate_matcher(
        Matcher.of(catalogue), catalogue, [("办护照", {"普通护照首次申请"}), ("结婚登记", {"普通护照首次申请"})]
    )
    assert figures["recall@1"] == 0.5
    assert 0 < figures["ece"] < 1
