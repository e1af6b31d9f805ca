from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from openevac.domain.hazards import Confidence, OpenedBy, TrackOpening
from openevac.domain.places import Access
from openevac.domain.situation import PlaceAccess
from openevac.domain.weather import Sky
from openevac.feeds.exposure_profile import read_profile
from openevac.hazards.rests_on import rests_on, warnings
from tests.hazards.ground import BORDER, HELD, LAST_NOTE, NOON, dry, report, situation
from tests.worlds import TOWN

NEARER = "; danger is counted as if it had come nearer since."
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FRESH = replace(read_profile("2025-10"), judged_on=NOON.date())


def said(given, now=NOON, hours: int = 24) -> list[str]:
    return [remark.in_english() for remark in warnings(given, now, hours)]


def test_every_source_is_listed_with_its_age():
    given = situation(
        control=(HELD, replace(HELD, source="old", observed_at=NOON - DAY * 12)),
        border=BORDER,
        weather=replace(dry(issued_at=NOON - HOUR * 3), source="Kyiv", distance_km=410.2),
        reports=(report(), report("r2", happened_at=NOON - HOUR, confidence=Confidence.UNVERIFIED)),
        access=(PlaceAccess(katottg=TOWN, access=Access.CLOSED, source="administration", since=NOON - DAY),),
        openings=(TrackOpening(way_ids=(1,), opened_at=NOON - HOUR * 9, opened_by=OpenedBy.CREW_DROVE, by="crew-2"),),
    )
    rows = [(row.kind, row.source, row.age_h, row.remark.in_english()) for row in rests_on(given, NOON)]
    assert rows == [
        ("control", "map", 0.0, f"Line of control by map, seen 0 h ago{NEARER}"),
        ("control", "old", 288.0, f"Line of control by old, seen 12 days ago{NEARER}"),
        ("border", "b", None, "State border by b."),
        ("weather", "Kyiv", 3.0, "Weather by Kyiv, 410 km away."),
        ("reports", "crew-1", 0.0, "Reports by crew-1: 1 verified, 1 unverified."),
        ("access", "administration", 24.0, "Places whose access administration ruled: 1."),
        ("opening", "crew-2", 9.0, "Tracks opened: driven by crew-2."),
        ("profile", "2025-10", 0.0, "Numbers of exposure by the profile 2025-10, judged on 2025-10-15."),
    ]  # fmt: skip


def test_the_border_of_the_region_is_listed_where_the_situation_has_none():
    assert ("border", "region", None) in [(row.kind, row.source, row.age_h) for row in rests_on(situation(), NOON)]


def test_a_good_situation_has_no_warning():
    assert said(situation(profile=FRESH)) == []


def test_weather_of_hindsight_is_said():
    known = situation(profile=FRESH, control=(HELD,), border=BORDER, weather=dry(issued_at=NOON - HOUR))
    later = situation(profile=FRESH, control=(HELD,), border=BORDER, weather=dry(issued_at=NOON + HOUR))
    assert not any("nobody knew them then" in words for words in said(known))
    assert any("issued after the moment of planning: nobody knew them then." in words for words in said(later))


def test_old_numbers_ask_whether_they_still_hold():
    still = replace(FRESH, judged_on=NOON.date() - DAY * 30)
    assert said(situation(profile=still)) == []
    old = replace(FRESH, judged_on=NOON.date() - DAY * 31)
    assert said(situation(profile=old)) == ["The numbers of profile 2025-10 were judged 31 days ago. Still so?"]


def test_missing_weather_is_said_with_what_it_counts_as():
    words = (
        "No weather is known for {missing} of the next {hours} hours: "
        "they count as clear for drones and as wet for earth roads."
    )
    assert said(situation(profile=FRESH, weather=None)) == [words.format(missing=24, hours=24)]
    assert said(situation(profile=FRESH), hours=30) == [words.format(missing=6, hours=30)]
    foggy = dry(sky=Sky.UNKNOWN, condition="Ash")
    assert "The weather 'Ash' is not known to the program and counts as the worst." in said(situation(weather=foggy))


def test_no_line_at_all_is_said():
    words = "No source says who holds what: danger is counted from the state border alone."
    assert said(situation(profile=FRESH, control=())) == [words]
    aside = said(situation(profile=FRESH, control=(replace(HELD, set_aside=LAST_NOTE),)))
    assert aside == [words, "Line of control by map, set aside by O. K., shift lead: repeats an old report."]


@pytest.mark.parametrize(("hours", "warned"), [(47, False), (49, True)])
def test_a_line_older_than_two_days_asks_for_a_newer_one(hours: int, *, warned: bool):
    given = situation(profile=FRESH, control=(replace(HELD, observed_at=NOON - HOUR * hours),))
    assert said(given) == (["The line by map is 2 days old. Ask for a newer one."] if warned else [])


def test_unverified_and_muted_reports_are_named():
    heard = report(confidence=Confidence.UNVERIFIED, happened_at=NOON - HOUR * 2)
    assert said(situation(profile=FRESH, reports=(heard,))) == [
        "Unverified report r1 (strike) by crew-1 raises danger; somebody should check it."
    ]
    assert said(situation(profile=FRESH, reports=(replace(heard, happened_at=NOON - HOUR * 6),))) == []
    assert said(situation(profile=FRESH, reports=(replace(heard, muted=LAST_NOTE),))) == [
        "Unverified report r1 is muted by O. K., shift lead: repeats an old report."
    ]
    verified = replace(heard, confidence=Confidence.VERIFIED, muted=LAST_NOTE)
    assert said(situation(profile=FRESH, reports=(verified,))) == [
        "Report r1 is verified, so muting it by O. K., shift lead does not count; enter a clearing instead."
    ]
