"""The worked example says what the program computes, and the referee refuses what the page says it refuses."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from openevac.domain.operation import Dial
from openevac.domain.shelters import Beds
from openevac.planning.check.faults import FaultCode
from tests.docs.worked_example import dials, every_table, minutes_on_scene, one_trip, planned, seconds_of
from tests.planning.town import faults, plan_of, served
from tests.worlds import World, closed_town, small_town

PAGE = (Path(__file__).parents[2] / "docs" / "planning-worked.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", every_table())
def test_every_table_is_what_the_program_computes(name: str) -> None:
    assert every_table()[name] in PAGE, f"write this into docs/planning-worked.md:\n{every_table()[name]}"


def test_no_table_of_the_page_was_written_by_hand() -> None:
    computed = set("\n".join(every_table().values()).splitlines())
    assert {line for line in PAGE.splitlines() if line.startswith("|")} == computed


def test_what_the_text_says_is_so() -> None:
    made = planned()
    first, second = made.missions[0].trips
    stops = {stop.request: stop for mission in made.missions for trip in mission.trips for stop in trip.stops}
    assert {mission.departs_at.hour for mission in made.missions} == {7}, "ten on the clocks of the town"
    assert first.legs[0].exposure == pytest.approx(0.0926, abs=5e-5)
    assert second.legs[-1].exposure == pytest.approx(0.0889, abs=5e-5)
    assert (first.legs[0].people_aboard, second.legs[-1].people_aboard) == (2, 6)
    assert (stops["A-2"].service_s, stops["A-1"].service_s) == (1013.0, 300.0)
    assert list(minutes_on_scene())[-1][1] == "**1013 s**"
    assert second.exposure == pytest.approx(0.4146, abs=5e-5)
    assert seconds_of(Dial.MIDDLE) == 7200
    assert small_town().operation.shelter("school").unloading_s == 15 * 60
    assert all(served(planned(dial)) == {"A-1", "A-2", "B-1", "C-1"} for dial in Dial)
    assert len(list(dials())) == 3


def test_who_stays_is_who_the_page_says() -> None:
    assert served(plan_of(one_trip())) == {"A-1", "A-2"}
    closed = {entry.request: entry for entry in plan_of(closed_town()).unserved}
    assert set(closed) == {"A-1", "A-2"}
    assert {entry.limit for entry in closed.values()} == {"place_closed"}
    assert all("With the place open" in entry.proof.in_english() for entry in closed.values())


def codes(world: World, **changes: object) -> set[FaultCode]:
    return {fault.code for fault in faults(world, replace(planned(), **changes))}  # type: ignore[arg-type]  # any field


def test_the_referee_refuses_the_four_changes_of_the_page() -> None:
    world, made = small_town(), planned()
    mission = made.missions[0]
    leg = replace(mission.trips[0].legs[0], exposure=mission.trips[0].legs[0].exposure / 2)
    halved = replace(mission.trips[0], legs=(leg, *mission.trips[0].legs[1:]))
    twice = replace(mission.trips[1], stops=(mission.trips[0].stops[0], *mission.trips[1].stops))

    def with_trips(*trips: object) -> dict[str, object]:
        return {"missions": (replace(mission, trips=trips), *made.missions[1:])}  # type: ignore[arg-type]  # trips

    assert codes(world) == set()
    assert FaultCode.EXPOSURE in codes(world, **with_trips(halved, mission.trips[1]))
    assert FaultCode.REQUEST_TWICE in codes(world, **with_trips(mission.trips[0], twice))
    beds = world.operation.shelter("school").beds
    fewer = world.with_record("shelters", "school", beds=Beds(ordinary=beds.ordinary - 1, no_stairs=2, care=1))
    assert codes(fewer) == {FaultCode.BEDS}
    assert codes(world.with_policy(max_exposure_per_trip=0.41)) == {FaultCode.CEILING_TRIP}
