"""Supply as it is written down."""

from datetime import date

import pytest

from affairs.appointments.notation import SupplyFaults, read_supply, sample_supply_path
from affairs.appointments.supply import Change, Quota
from affairs.appointments.timetable import Timetable
from affairs.clock import NATIONAL
from knowledge.importers import read, sample_path

GOOD = """
rules: {days_ahead: 7, opens_at: '08:00', person: {per_day: 1, ahead: 2}}
venues: [{code: hall, name: 大厅, hours: '周一至周五 9:00-12:00，13:00-17:00（法定节假日除外）'}]
services: {id: {item-1: 20}}
windows:
  - {code: w, venue: hall, name: 户政, numbers: [1, 2], minutes: 20, places: {public: 3, intermediary: 1}, serves: [id]}
closings: [{venue: hall, window: w-1, first: 2026-03-03, spans: ['09:00-10:00'], reason: 检修}]
"""


def test_a_file_is_read():
    supply = read_supply(GOOD)
    assert [window.code for window in supply.windows] == ["w-1", "w-2"]
    assert supply.windows[0].places == {Quota.PUBLIC: 3, Quota.INTERMEDIARY: 1}
    assert (supply.rules.days_ahead, supply.rules.opens_at, supply.rules.person.per_day) == (7, 480, 1)
    day = date(2026, 3, 3)
    assert supply.closings == (Change("hall", "w-1", day, day, 540, 600, "检修"),)
    assert supply.bookable("item-1")
    assert not supply.bookable("item-2")


def test_all_faults_at_once():
    bad = GOOD.replace("serves: [id]", "serves: [visa], same_day: 9").replace("venue: hall, window: w-1", "venue: hal")
    with pytest.raises(SupplyFaults) as found:
        read_supply(bad.replace("9:00-12:00，13:00-17:00", "有空就开"))
    told = "\n".join(found.value.faults)
    for place in ("venues[1].hours", "windows[1].serves", "windows[1].same_day", "closings[1].venue"):
        assert place in told


@pytest.mark.parametrize(
    "text", ["", "- 1", "{", "venues: []\nservices: {}\nwindows: [{code: X}]\nmore: 1", "windows: &a [*a]"]
)
def test_what_cannot_be_read_is_refused(text: str):
    with pytest.raises(SupplyFaults) as found:
        read_supply(text)
    assert all(found.value.faults)


def test_the_sample_serves_the_sample_catalogue():
    supply = read_supply(sample_supply_path().read_text(encoding="utf-8"))
    catalogue = read([sample_path()]).catalogue
    published = {guide.item_code for guide in catalogue.guides if guide.bookable}
    assert set(supply.windows_by_item) == published
    assert set(supply.venues_by_code) <= {venue.code for venue in catalogue.venues}
    timetable = Timetable(supply, NATIONAL)
    assert all(timetable.starts(window, date(2026, 12, 1)) for window in supply.windows)
