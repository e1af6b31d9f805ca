"""Two real extracts with field tracks, and invented danger over Heidelberg: a line in the east, a border, reports."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

import numpy as np

from openevac.domain.hazards import Border, Cause, Confidence, ControlLine, HazardReport
from openevac.domain.legs import RoadPoint
from openevac.domain.places import LonLat
from openevac.domain.situation import Situation
from openevac.domain.vehicles import Profile, RoadUse
from openevac.domain.weather import Sky, Weather, WeatherHour
from openevac.feeds.exposure_profile import read_profile
from openevac.hazards.field import HazardField, build_field
from openevac.roads.build import build_graph
from openevac.roads.graph import RoadGraph
from openevac.roads.osm import read_osm
from openevac.roads.snap import Snapper
from openevac.routing.weights import RoadWeights, weigh_roads
from tests.data import data_path

EXTRACTS = ("osm/heidelberg.osm.pbf", "osm/north-bayreuth.osm.gz")
MORNING = datetime(2025, 10, 15, 4, tzinfo=UTC)
FOUR_BY_FOUR = Profile(id="four_by_four", road_use=RoadUse.FOUR_BY_FOUR)

KOENIGSTUHL = LonLat(8.7260, 49.3980)
HANDSCHUHSHEIM = LonLat(8.6865, 49.4275)


@cache
def extract_graph(name: str) -> RoadGraph:
    """Give the road graph of one extract; skips the test where the file is missing."""
    return build_graph(read_osm(data_path(name)))[0]


def random_weights(graph: RoadGraph, seed: int, *, closed: float = 0.0) -> RoadWeights:
    """Give times from lengths at 20 to 90 km/h, exposure with hot spots over four powers of ten, closed stretches."""
    rng = np.random.default_rng(seed)
    size = graph.num_stretches
    time_s = graph.stretch_length_m.astype(float) / (rng.uniform(20, 90, size) / 3.6)
    middle = graph.sample_start[:-1]
    x, y = graph.sample_x[middle].astype(float), graph.sample_y[middle].astype(float)
    rate_per_h = np.full(size, 1e-4)
    for _ in range(12):
        at = int(rng.integers(size))
        apart = np.hypot(x - x[at], y - y[at])
        rate_per_h += rng.uniform(0.2, 4.0) * np.exp(-((apart / rng.uniform(500, 3000)) ** 2))
    return RoadWeights(time_s=time_s, exposure=rate_per_h * time_s / 3600.0, open=rng.random(size) >= closed)


def random_points(graph: RoadGraph, count: int, seed: int) -> list[RoadPoint]:
    """Give points anywhere along arcs of either direction."""
    rng = np.random.default_rng(seed)
    arcs, fractions = rng.integers(0, graph.num_arcs, count), rng.random(count)
    return [
        RoadPoint(arc=int(arc), fraction=float(fraction), snap_m=0.0, lon=0.0, lat=0.0)
        for arc, fraction in zip(arcs, fractions, strict=True)
    ]


@dataclass(frozen=True)
class Heidelberg:
    """The city under invented danger at one morning hour, for a vehicle that may use tracks."""

    graph: RoadGraph
    field: HazardField
    weights: RoadWeights

    def point(self, place: LonLat) -> RoadPoint:
        return Snapper(self.graph).snap(place, self.weights.open)


@cache
def heidelberg() -> Heidelberg:
    """Give the city with held ground in its east, a border beyond, and two strikes on the roads along the river."""
    graph = extract_graph(EXTRACTS[0])
    field = build_field(
        _situation(),
        crs=graph.crs,
        bounds_m=(
            float(graph.node_x.min()) - 5000,
            float(graph.node_y.min()) - 5000,
            float(graph.node_x.max()) + 5000,
            float(graph.node_y.max()) + 5000,
        ),
        starts_at=MORNING,
        hours=2,
    )
    return Heidelberg(graph, field, weigh_roads(graph, field, FOUR_BY_FOUR, MORNING))


def _situation() -> Situation:
    held = (((8.90, 49.30), (9.00, 49.30), (9.00, 49.52), (8.90, 49.52), (8.90, 49.30)),)
    strikes = tuple(
        HazardReport(
            id=f"strike-{number}",
            cause=Cause.SHELLING,
            kind="strike",
            position=position,
            happened_at=MORNING - timedelta(hours=1),
            source="invented",
            confidence=Confidence.VERIFIED,
        )
        for number, position in enumerate((LonLat(8.7100, 49.4130), LonLat(8.6930, 49.4140)))
    )
    hours = tuple(
        WeatherHour(starts_at=MORNING + timedelta(hours=number), sky=Sky.CLEAR, wind_m_s=2.0)
        for number in range(-24, 12)
    )
    return Situation(
        profile=read_profile("2025-10"),
        border=Border(lines=(((9.05, 49.2), (9.05, 49.6)),), home=LonLat(8.5, 49.4), source="invented"),
        control=(ControlLine(source="invented", observed_at=MORNING, held=(held,)),),
        reports=strikes,
        weather=Weather(source="invented", hours=hours),
    )
