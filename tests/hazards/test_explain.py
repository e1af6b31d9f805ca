from __future__ import annotations

import math
from dataclasses import replace
from datetime import timedelta

import pytest

from openevac.domain.errors import InputError
from openevac.domain.hazards import Cause, Confidence, Zone, ZoneKind
from openevac.domain.places import LonLat
from openevac.hazards.closures import ClosedBy
from openevac.hazards.explain import explain
from openevac.hazards.exposure import point_rate
from tests.hand_made import box
from tests.hazards.ground import HELD, NOON, Y_M, field_of, place, report, situation, xy

HOUR = timedelta(hours=1)
SECOND = replace(HELD, source="second", observed_at=NOON - HOUR * 48, held=(box(29_000, -10_000, 60_000, 60_000),))
EVERYTHING = situation(
    control=(HELD, SECOND),
    reports=(
        report("seen", x_m=20_500, source="head"),
        report(
            "heard", x_m=20_200, source="chat", confidence=Confidence.UNVERIFIED, cause=Cause.DRONE, kind="drone_seen"
        ),
        report("elsewhere", x_m=1000),
    ),
    zones=(
        Zone(
            id="z", kind=ZoneKind.DANGER, area=box(19_000, 0, 21_000, 9000), source="army", cause=Cause.GROUND,
            rate_per_h=0.5, valid_from=NOON - HOUR * 3,
        ),
    ),
)  # fmt: skip


def test_contributions_are_largest_first_and_sum_to_the_total_exactly():
    for given in (situation(), EVERYTHING):
        field = field_of(given)
        for x_m in (1000.0, 20_000.0, 28_000.0):
            for k in range(0, 24, 5):
                found = explain(field, place(x_m), NOON + HOUR * k)
                rates = [part.rate_per_h for part in found.contributions]
                assert rates == sorted(rates, reverse=True)
                assert math.fsum(rates) == found.rate_per_h
                there = point_rate(field, *xy(x_m, Y_M), NOON + HOUR * k, armoured=False)
                assert found.rate_per_h == pytest.approx(there, rel=1e-9)


def test_each_contribution_has_its_source_and_age():
    parts = explain(field_of(EVERYTHING), place(20_000), NOON + HOUR).contributions
    by_words = {(part.cause, part.source): part for part in parts}
    line = by_words[Cause.SHELLING, "second"]
    assert line.age_h == 49.0
    assert line.remark.in_english() == (
        "8.4 km from the nearest held or contested ground (second), its advance since then counted."
    )
    seen = by_words[Cause.SHELLING, "head"]
    assert (seen.age_h, seen.remark.in_english()) == (1.0, "Verified report seen (strike) by head.")
    heard = by_words[Cause.DRONE, "chat"]
    assert (heard.age_h, heard.remark.in_english()) == (1.0, "Unverified report heard (drone_seen) by chat.")
    zone = by_words[Cause.GROUND, "army"]
    assert (zone.age_h, zone.remark.in_english()) == (4.0, "Zone z, by army.")
    assert (zone.rate_per_h) == 0.5


def test_bounded_reports_say_so():
    heard = tuple(report(f"u{k}", x_m=5000, confidence=Confidence.UNVERIFIED, kind="shelling") for k in range(9))
    plain, found = (explain(field_of(one), place(5000), NOON) for one in (situation(), situation(reports=heard)))
    assert found.rate_per_h == pytest.approx(2 * plain.rate_per_h)
    said = [part.remark.in_english() for part in found.contributions if part.source == "crew-1"]
    assert len(said) == 9
    assert all(words.endswith("all unverified ones together at most double the danger.") for words in said)


def test_all_sources_are_shown_apart_and_the_nearest_decides():
    found = explain(field_of(EVERYTHING), place(20_000), NOON)
    drawn = {front.source: (round(front.drawn_km, 2), round(front.advance_km, 2)) for front in found.fronts}
    assert drawn == {"map": (10.0, 0.0), "second": (9.0, 0.6), "b": (33.0, 0.0)}
    assert found.nearest.source == "second"
    assert found.nearest.age_h == 48.0
    assert found.front_km == pytest.approx(8.4, abs=0.01)
    assert [front.is_border for front in found.fronts] == [False, False, True]
    assert found.fronts[-1].age_h is None


def test_the_border_is_named_where_it_is_nearest():
    found = explain(field_of(), place(5000, 37_300), NOON)
    assert found.nearest.is_border
    assert found.contributions[0].remark.in_english() == "0.7 km from the state border (b)."


def test_inside_held_ground_the_distance_is_zero_and_the_closure_is_told():
    found = explain(field_of(), place(33_000), NOON)
    assert found.front_km == 0.0
    assert found.closed_by == ClosedBy.HELD
    assert [remark.in_english() for remark in found.closed] == [
        "In held ground or within 1.0 km of it, by map, seen 0 h ago."
    ]
    assert explain(field_of(), place(3000), NOON).closed == ()


def test_what_weather_and_light_leave_is_told():
    assert explain(field_of(), place(3000), NOON).drone_factor == 1.0


def test_a_place_or_time_outside_the_field_is_refused():
    with pytest.raises(InputError, match="outside the region"):
        explain(field_of(), LonLat(49.99, 36.23), NOON)
    with pytest.raises(InputError, match="The field covers"):
        explain(field_of(), place(3000), NOON + HOUR * 24)
