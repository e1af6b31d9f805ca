from __future__ import annotations

import numpy as np
import pytest

from openevac.domain.hazards import Cause
from openevac.hazards.exposure import stretch_rates
from openevac.hazards.sensitivity import DrivenWay, exposure_keys, hinges
from openevac.hazards.some_roads import some_roads
from tests.hazards.ground import NOON, dots, field_of, report, situation
from tests.worlds import small_town

# Way 0 keeps far from the line; way 1 is shorter and passes a drone attack.
ROADS = dots([10_000.0, 12_000.0, 26_000.0], [5000.0, 5000.0, 5000.0])
FAR = DrivenWay(stretches=(0,), seconds=(3600.0,))
NEAR = DrivenWay(stretches=(2,), seconds=(60.0,))


def test_the_numbers_that_turn_the_choice_come_first():
    field = field_of()
    rates = stretch_rates(field, ROADS, NOON, armoured=False)
    even = DrivenWay(stretches=(2,), seconds=(float(3600 * rates[0] / rates[2]) * 0.95,))
    found = hinges(field, ROADS, FAR, even, NOON, armoured=False)
    assert found[0].turns
    assert found[0].at_value == pytest.approx(1 / 0.95, rel=1e-3)
    keys = [hinge.key for hinge in found]
    assert "drone.half_distance_km" in keys[:5]
    turning = [hinge.turns for hinge in found]
    assert turning == sorted(turning, reverse=True)
    assert found[0].remark.in_english().endswith("the choice turns on it.")


def test_numbers_that_do_not_matter_here_are_left_out():
    found = {hinge.key for hinge in hinges(field_of(), ROADS, FAR, NEAR, NOON, armoured=False)}
    assert "drone.half_distance_km" in found
    assert not {key for key in found if key.startswith(("report.", "armour.", "service.", "weather.rain"))}


def test_a_report_beside_a_way_makes_its_kernel_matter():
    attack = report(cause=Cause.DRONE, kind="drone_attack", x_m=26_000)
    found = {
        hinge.key for hinge in hinges(field_of(situation(reports=(attack,))), ROADS, FAR, NEAR, NOON, armoured=False)
    }
    assert "report.drone_attack.rate_per_h" in found


def test_a_remark_says_how_far_the_comparison_moves():
    hinge = hinges(field_of(), ROADS, FAR, NEAR, NOON, armoured=False)[0]
    words = hinge.remark.in_english()
    assert words.startswith(f"{hinge.key}: the first way is ")
    assert hinge.swing > 0


def test_only_numbers_of_exposure_are_tried():
    keys = exposure_keys(situation().profile)
    assert "drone.rate_per_h" in keys
    assert "mines.rate_per_h" in keys
    assert not {"dial.middle_s", "service.kg_s", "speed.track_kmh", "held.margin_km", "mines.near_km"} & set(keys)


def test_some_roads_are_the_same_roads():
    graph = small_town().graph
    few = some_roads(graph, (11, 4, 0))
    field = field_of(
        small_town().situation,
        bounds_m=(290_000.0, 5_520_000.0, 330_000.0, 5_560_000.0),
        starts_at=small_town().now,
        border=small_town().border,
    )
    whole = stretch_rates(field, graph, small_town().now, armoured=True)
    assert np.array_equal(stretch_rates(field, few, small_town().now, armoured=True), whole[[11, 4, 0]])
    assert few.way_ids.tolist() == [900, 104, 100]
    assert len(few.shape_lon) == few.shape_start[-1]
