"""Silent stretches: from the last word to the next, by areas somebody named or by what the policy assumes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from openevac.domain.coverage import NoCoverage
from openevac.domain.errors import InputError
from openevac.domain.missions import Plan
from openevac.feeds.situation_file import read_situation
from openevac.planning.check.faults import FaultCode
from tests.hand_made import box
from tests.planning.town import faults, plan_of
from tests.worlds import NOW, World, small_town

EAST_OF_BRIDGE = box(6000, -4000, 20_000, 4000)


def no_coverage(*areas: tuple[tuple[tuple[float, float], ...], ...]) -> World:
    """Give the small town with areas in which phones do not work."""
    named = tuple(
        NoCoverage(id=f"N-{number}", area=area, source="crew-2", observed_at=NOW) for number, area in enumerate(areas)
    )
    return small_town().with_situation(no_coverage=named)


@pytest.fixture(scope="module")
def in_silence() -> tuple[World, Plan]:
    """Give the plain case: no coverage east of the bridge."""
    world = no_coverage(EAST_OF_BRIDGE)
    return world, plan_of(world)


def said(made: Plan, part: str) -> bool:
    """Tell whether a remark of the plan has some words."""
    return any(part in remark.in_english() for remark in made.remarks)


def test_a_silence_lasts_from_the_edge_of_coverage_to_the_edge_on_the_way_back(
    in_silence: tuple[World, Plan],
) -> None:
    _, made = in_silence
    assert {one.drive for one in made.silences} == {mission.drive for mission in made.missions}
    for one in made.silences:
        mission = next(mission for mission in made.missions if mission.drive == one.drive)
        trip = mission.trips[one.trip - 1]
        assert trip.departs_at < one.last_coverage_at < trip.stops[0].arrives_at
        assert trip.stops[-1].departs_at < one.covered_at < trip.arrives_at
        assert one.silent_until == one.covered_at + timedelta(minutes=15)
        assert 5000 < one.after_m < 8500, "from the depot, or from the school beside it, to 6,000 m east"
        assert 5000 < one.length_m < 40_000
        assert not one.assumed
    assert said(made, "known from crew-2")


def test_the_margin_is_a_number_of_the_policy() -> None:
    made = plan_of(no_coverage(EAST_OF_BRIDGE).with_policy(silence_margin_s=60.0))
    assert {one.silent_until - one.covered_at for one in made.silences} == {timedelta(seconds=60)}


def test_a_moment_of_coverage_in_passing_is_none() -> None:
    gap = plan_of(no_coverage(box(6000, -4000, 6900, 4000), box(7000, -4000, 20_000, 4000)))
    whole = plan_of(no_coverage(EAST_OF_BRIDGE))
    assert [(one.last_coverage_at, one.covered_at) for one in gap.silences] == [
        (one.last_coverage_at, one.covered_at) for one in whole.silences
    ]


def test_two_holes_far_apart_are_two_silences() -> None:
    made = plan_of(no_coverage(box(1200, -4000, 2500, 4000), box(11_000, -4000, 20_000, 4000)))
    first = [one for one in made.silences if one.drive == made.missions[0].drive]
    assert len(first) > 1
    assert all(one.covered_at < then.last_coverage_at for one, then in pairwise(first))


def test_where_nobody_knows_nothing_is_invented() -> None:
    made = plan_of(small_town())
    assert made.silences == ()
    assert said(made, "Nobody knows where phones work, so no silent stretch is named")


def test_the_policy_may_take_roads_near_the_line_as_silent() -> None:
    made = plan_of(small_town().with_policy(silent_within_km=13.0))
    assert made.silences
    assert all(one.assumed for one in made.silences)
    assert said(made, "within 13.0 km of the line count as silent")


def test_areas_that_somebody_named_go_before_what_the_policy_assumes() -> None:
    far = box(-50_000, -50_000, -49_000, -49_000)
    assert plan_of(no_coverage(far).with_policy(silent_within_km=13.0)).silences == ()


@pytest.mark.parametrize(
    "change",
    [
        {"silent_until": NOW},
        {"length_m": 10.0},
        {"after_m": 1.0},
        {"trip": 9},
        {"lon": 0.0},
        {"assumed": True},
        {"covered_at": NOW},
        {"last_coverage_at": NOW},
    ],
)
def test_the_referee_works_silences_out_by_itself(in_silence: tuple[World, Plan], change: dict[str, object]) -> None:
    world, made = in_silence
    one = replace(made.silences[0], **change)  # type: ignore[arg-type]  # one field at a time
    wrong = replace(made, silences=(one, *made.silences[1:]))
    assert [fault.code for fault in faults(world, wrong)] == [FaultCode.SILENCE]


def test_the_referee_misses_a_silence_that_is_not_stated_and_sees_one_that_is_none(
    in_silence: tuple[World, Plan],
) -> None:
    world, made = in_silence
    assert [fault.code for fault in faults(world, replace(made, silences=()))] == [FaultCode.SILENCE]
    calm = plan_of(small_town())
    lied = replace(calm, silences=made.silences)
    assert [fault.code for fault in faults(small_town(), lied)] == [FaultCode.SILENCE]


def test_an_area_without_ground_or_source_is_refused() -> None:
    with pytest.raises(InputError, match="no ground"):
        NoCoverage(id="N-1", area=(), source="crew-2", observed_at=NOW)
    with pytest.raises(InputError, match="Nobody is named"):
        NoCoverage(id="N-1", area=EAST_OF_BRIDGE, source=" ", observed_at=NOW)


def test_the_situation_file_names_areas(tmp_path: Path) -> None:
    file = tmp_path / "situation.toml"
    area = "[[[37.60, 49.60], [37.62, 49.60], [37.62, 49.62], [37.60, 49.60]]]"
    text = f"""
profile = "2026"
[[no_coverage]]
id = "N-1"
area = {area}
source = "crew 3"
observed_at = 2025-10-13T12:00:00Z
"""
    file.write_text(text, encoding="utf-8")
    (found,) = read_situation(file, NOW).no_coverage
    assert (found.id, found.source, len(found.area[0])) == ("N-1", "crew 3", 4)
    file.write_text(text.replace('source = "crew 3"\n', ""), encoding="utf-8")
    with pytest.raises(InputError):
        read_situation(file, NOW)
