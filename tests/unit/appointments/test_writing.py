"""Supply written down and read again is the same supply."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from affairs.appointments.notation import read_supply, sample_supply_path
from affairs.appointments.supply import Change, Limit, Quota, Rules, Shift, Supply, Window
from affairs.appointments.writing import hours_of_window, write_supply
from knowledge.hours import parse
from knowledge.places import Venue

HOURS = (
    "周一至周五 9:00-12:00，13:00-17:00（法定节假日除外）",
    "每天 00:00-24:00",
    "夏季（5月至9月）周一至周五 9:00-12:00；冬季（10月至次年4月）周一至周五 9:30-12:00",
    "周六 9:00-12:00",
)
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=20)
NAMES = WORDS.filter(bool)
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))
SPANS = st.tuples(st.integers(0, 1439), st.integers(0, 1439)).map(lambda pair: (min(pair), max(pair) + 1))


@st.composite
def supplies(draw: st.DrawFn) -> Supply:
    """Any supply that a file can say."""
    venues = tuple(_venue(draw, number) for number in range(draw(st.integers(1, 3))))
    windows = tuple(_window(draw, number, draw(st.sampled_from(venues))) for number in range(draw(st.integers(1, 4))))
    staffed = [each.code for each in windows if each.staffed]
    return Supply(
        draw(WORDS),
        draw(st.builds(Rules, st.integers(0, 180), st.integers(0, 1440), person=st.just(Limit(2, 9)))),
        venues,
        windows,
        openings=tuple(_change(draw, windows) for _ in range(draw(st.integers(0, 2)))),
        closings=tuple(_change(draw, windows) for _ in range(draw(st.integers(0, 2)))),
        shifts=tuple(_shift(draw, staffed) for _ in range(draw(st.integers(0, 2)) if staffed else 0)),
    )


def _venue(draw: st.DrawFn, number: int) -> Venue:
    text = draw(st.sampled_from(HOURS))
    read = parse(text)
    return Venue(
        name=draw(NAMES),
        address=draw(WORDS),
        code=f"hall-{number}",
        hours_text=text,
        hours=read.hours,
        closed_on_holidays=read.closed_on_holidays,
        latitude=draw(st.none() | st.floats(-90, 90)),
    )


def _window(draw: st.DrawFn, number: int, venue: Venue) -> Window:
    text = draw(st.sampled_from(["", *HOURS]))
    public = draw(st.integers(0, 9))
    return Window(
        code=f"w-{number}",
        venue=venue.code,
        name=draw(NAMES),
        minutes=draw(st.integers(5, 480)),
        places={Quota.PUBLIC: public, Quota.ONSITE: 1},
        serves=draw(st.dictionaries(st.sampled_from(["a", "b", "115301"]), st.integers(1, 480), min_size=1)),
        general=draw(st.booleans()),
        same_day=draw(st.integers(0, public)),
        staffed=draw(st.booleans()),
        hours=parse(text).hours if text else (),
        hours_text=text,
    )


def _change(draw: st.DrawFn, windows: tuple[Window, ...]) -> Change:
    window, first = draw(st.sampled_from(windows)), draw(DAYS)
    named = draw(st.sampled_from(["", window.code]))
    last = first + timedelta(days=draw(st.integers(0, 9)))
    return Change(window.venue, named, first, last, *draw(SPANS), reason=draw(WORDS))


def _shift(draw: st.DrawFn, windows: list[str]) -> Shift:
    first, weekdays = draw(DAYS), draw(st.sets(st.integers(1, 7)))
    return Shift(draw(st.sampled_from(windows)), "clerk-7", first, first, tuple(sorted(weekdays)), *draw(SPANS))


@given(supplies())
def test_what_is_written_is_read_as_the_same(supply: Supply):
    assert read_supply(write_supply(supply)) == supply


def test_the_sample_survives():
    supply = read_supply(sample_supply_path().read_text(encoding="utf-8"))
    assert read_supply(write_supply(supply)) == supply


def test_hours_whose_words_were_not_kept_are_put_in_words():
    supply = read_supply(sample_supply_path().read_text(encoding="utf-8"))
    for text in HOURS:
        window = replace(supply.windows[0], hours=parse(text).hours)
        assert parse(hours_of_window(window)).hours == window.hours
