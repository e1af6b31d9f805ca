"""Stretch weights from roads and hazards: seconds, exposure = rate x hours, and what is closed to whom."""

from __future__ import annotations

import numpy as np
import pytest

from openevac.domain.legs import RoadPoint
from openevac.domain.vehicles import Profile, RoadUse
from openevac.hazards.closures import closed_stretches
from openevac.hazards.exposure import stretch_rates
from openevac.hazards.field import HazardField, build_field
from openevac.roads.graph import RoadClass, StretchFlag
from openevac.roads.speeds import drive_table
from openevac.routing.router import Router
from openevac.routing.weights import RoadWeights, weigh_roads
from tests.hand_made import ORIGIN_M
from tests.worlds import World, at, blown_bridge, mined_fields, rainy_day, small_town

VAN = Profile(id="van")
JEEP = Profile(id="jeep", road_use=RoadUse.FOUR_BY_FOUR)
TRUCK = Profile(id="truck", weight_t=7.5)
ARMOURED = Profile(id="armoured", armoured=True)
TRACKS = [11, 12]
BRIDGE = 2


def field_of(world: World) -> HazardField:
    x0, y0 = ORIGIN_M
    return build_field(
        world.situation,
        crs=world.graph.crs,
        bounds_m=(x0 - 6_000, y0 - 8_000, x0 + 20_000, y0 + 8_000),
        starts_at=at(2),
        hours=20,
        border=world.border,
    )


def weigh(world: World, profile: Profile, hour: float = 9) -> RoadWeights:
    return weigh_roads(world.graph, field_of(world), profile, at(hour))


def test_exposure_is_rate_times_hours_of_driving() -> None:
    world = small_town()
    field = field_of(world)
    weights = weigh_roads(world.graph, field, VAN, at(9))
    drive = drive_table(world.graph, VAN, world.situation.profile, wet=False)
    rates = stretch_rates(field, world.graph, at(9), armoured=False)
    np.testing.assert_array_equal(weights.time_s, drive.time_s)
    np.testing.assert_allclose(weights.exposure, rates * drive.time_s / 3600.0)
    assert weights.natural_s == pytest.approx(weights.time_s[weights.open].sum() / weights.exposure[weights.open].sum())


def test_who_may_use_which_road() -> None:
    world = small_town()
    assert world.graph.stretch_class[TRACKS].tolist() == [RoadClass.TRACK] * 2
    assert world.graph.stretch_flags[BRIDGE] & StretchFlag.BRIDGE
    assert not weigh(world, VAN).open[TRACKS].any()
    assert weigh(world, JEEP).open[TRACKS].all()
    assert weigh(world, VAN).open[BRIDGE]
    assert not weigh(world, TRUCK).open[BRIDGE]


def test_after_rain_earth_is_closed_even_to_a_jeep() -> None:
    wet = weigh(rainy_day(6, 8), JEEP)
    assert not wet.open[TRACKS[0]]
    assert weigh(rainy_day(15, 16), JEEP).open[TRACKS[0]]


def test_hazards_close_roads() -> None:
    assert not weigh(blown_bridge(), VAN).open[BRIDGE]
    assert not weigh(mined_fields(opened=False), JEEP).open[TRACKS].any()
    assert weigh(mined_fields(opened=True), JEEP).open[TRACKS].all()
    world = small_town(held_from_m=11_000)
    shut = ~closed_stretches(field_of(world), world.graph, at(9)).open
    assert shut.any()
    assert not weigh(world, JEEP).open[shut].any()


def test_armour_spares_exposure_and_nothing_else() -> None:
    world = small_town()
    bare, armoured = weigh(world, VAN), weigh(world, ARMOURED)
    assert np.all(armoured.exposure < bare.exposure)
    np.testing.assert_array_equal(armoured.time_s, bare.time_s)
    np.testing.assert_array_equal(armoured.open, bare.open)


def test_a_blown_bridge_turns_the_way_to_the_detour() -> None:
    world, blown = small_town(), blown_bridge()
    router = Router(world.graph)
    ways = [router.ways(weigh(either, VAN), _point(0, 0.0), _point(6, 1.0)) for either in (world, blown)]
    assert ways[0] is not None
    assert ways[1] is not None
    stretches = [{int(world.graph.arc_stretch[arc]) for arc in way.fastest.arcs} for way in ways if way is not None]
    assert BRIDGE in stretches[0]
    assert BRIDGE not in stretches[1]
    assert 4 in stretches[1], "the detour through the wood"


def _point(arc: int, fraction: float) -> RoadPoint:
    return RoadPoint(arc=arc, fraction=fraction, snap_m=0.0, lon=0.0, lat=0.0)


@pytest.mark.parametrize(
    ("time_s", "exposure", "words"),
    [
        ([1.0, 0.0], [0.0, 0.0], "time_s must be above zero"),
        ([1.0, np.inf], [0.0, 0.0], "time_s must be above zero and finite"),
        ([1.0, 1.0], [0.0, -0.1], "exposure must be zero or more"),
        ([1.0, 1.0], [0.0, np.nan], "exposure must be zero or more and finite"),
        ([1.0], [0.0, 0.0], "differ in length"),
    ],
)
def test_weights_that_are_none_are_refused(time_s: list[float], exposure: list[float], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        RoadWeights(np.array(time_s), np.array(exposure), np.ones(2, np.bool_))
