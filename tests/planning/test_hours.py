from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest

from openevac.domain.errors import InputError
from openevac.domain.places import Access
from openevac.domain.situation import PlaceAccess
from openevac.planning.hours import (
    SPARE_H,
    hours_covered,
    open_pieces,
    request_window,
    shelter_hours,
    vehicle_hours,
    zero_hour,
)
from openevac.rules.spans import Span
from tests.worlds import NOW, TOWN, World, at, curfew, small_town

HOUR = 3600.0
ZERO = at(2)
DAY = Span(0.0, 18 * HOUR)


def hours(*spans: Span) -> list[tuple[float, float]]:
    return [(span.early / HOUR + 2, span.late / HOUR + 2) for span in spans]


def day_of(world: World, now: datetime = NOW) -> list[tuple[float, float]] | None:
    found = vehicle_hours(world.operation.vehicles[0], world.operation, world.situation, ZERO, now)
    return None if found is None else hours(*found)


def test_seconds_count_from_the_first_crews_hour_or_from_now() -> None:
    assert zero_hour(small_town().operation, NOW) == at(2)
    assert zero_hour(small_town().operation, at(5.7)) == at(5)


def test_hours_reach_a_little_beyond_the_last_crew() -> None:
    assert hours_covered(small_town().operation, at(2)) == 12 + SPARE_H
    later = small_town().with_record("crews", "crew-1", tw_late=at(14) + timedelta(days=3))
    with pytest.raises(InputError, match="run over 90 hours"):
        hours_covered(later.operation, at(2))


def test_a_vehicles_day_runs_from_its_first_departure_to_its_crews_end() -> None:
    assert day_of(small_town()) == [(3, 14), (3, 9)]
    assert day_of(small_town().with_policy(departure_early=None, departure_late=None)) == [(2, 14), (2, 14)]
    assert day_of(small_town(), now=at(5.5)) == [(5.5, 14), (5.5, 9)]


def test_a_vehicle_whose_hours_are_over_stays() -> None:
    assert day_of(small_town(), now=at(9.5)) is None
    assert day_of(small_town(), now=at(15)) is None


def test_curfews_everywhere_cut_the_day_and_the_longest_piece_is_taken() -> None:
    noon = small_town().with_situation(curfews=(curfew(time(9), time(10)),))  # 6 to 7 UTC
    assert day_of(noon) == [(7, 14), (7, 9)]
    late = small_town().with_situation(curfews=(curfew(time(11), time(12)),))  # 8 to 9 UTC
    assert day_of(late) == [(3, 8), (3, 8)]
    assert day_of(small_town().with_situation(curfews=(curfew(time(4), time(20)),))) is None


def test_curfews_of_places_do_not_cut_the_day() -> None:
    assert day_of(small_town().with_situation(curfews=(curfew(time(4), time(20), TOWN),))) == [(3, 14), (3, 9)]


def test_windows_and_release_times_bound_the_start_of_service() -> None:
    request = small_town().operation.requests[0]
    windowed = replace(request, tw_early=at(4), tw_late=at(6))
    assert request_window(request, ZERO, DAY) == DAY
    assert hours(request_window(windowed, ZERO, DAY) or DAY) == [(4, 6)]
    assert hours(request_window(replace(windowed, release_time=at(5)), ZERO, DAY) or DAY) == [(5, 6)]
    assert request_window(replace(windowed, release_time=at(7)), ZERO, DAY) is None
    assert request_window(replace(request, tw_late=at(1)), ZERO, DAY) is None


def test_doors_are_open_between_curfews_and_closures_of_their_place() -> None:
    world = small_town().with_situation(curfews=(curfew(time(8), time(9), TOWN),))
    town, farm = world.operation.requests[0], world.operation.requests[3]
    assert hours(*open_pieces(town, world.situation, ZERO, DAY, armoured=False)) == [(2, 5), (6, 20)]
    assert hours(*open_pieces(farm, world.situation, ZERO, DAY, armoured=False)) == [(2, 20)]


@pytest.mark.parametrize(
    ("access", "van", "armoured"),
    [
        (Access.OPEN, [(2, 20)], [(2, 20)]),
        (Access.ARMOURED_ONLY, [(2, 4), (9, 20)], [(2, 20)]),
        (Access.POLICE_AND_ARMY_ONLY, [(2, 4), (9, 20)], [(2, 4), (9, 20)]),
        (Access.CLOSED, [(2, 4), (9, 20)], [(2, 4), (9, 20)]),
    ],
)
def test_access_holds_from_since_until(access: Access, van: list[object], armoured: list[object]) -> None:
    rule = PlaceAccess(katottg=TOWN, access=access, source="police", since=at(4), valid_until=at(9))
    world = small_town().with_situation(access=(rule,))
    request = world.operation.requests[0]
    assert hours(*open_pieces(request, world.situation, ZERO, DAY, armoured=False)) == van
    assert hours(*open_pieces(request, world.situation, ZERO, DAY, armoured=True)) == armoured


def test_shelters_are_open_all_day_unless_they_say() -> None:
    shelter = small_town().operation.shelters[0]
    assert hours(shelter_hours(shelter, ZERO, DAY) or DAY) == [(3, 20)]
    assert shelter_hours(replace(shelter, tw_early=at(0), tw_late=at(1)), ZERO, DAY) is None
