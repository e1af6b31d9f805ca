"""The invented danger, points and requests that every measurement shares: same seed, same world, every time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from benchmarks.tiler import grid_for, tile
from openevac.domain.hazards import Border, Cause, Confidence, ControlLine, HazardReport
from openevac.domain.legs import RoadPoint
from openevac.domain.needs import Needs
from openevac.domain.operation import Operation, Policy
from openevac.domain.places import LonLat
from openevac.domain.requests import PRIORITIES_HIGH_FIRST, EvacuationRequest
from openevac.domain.shelters import Beds, Shelter
from openevac.domain.situation import Situation
from openevac.domain.vehicles import Crew, Depot, Profile, Vehicle, VehicleType
from openevac.domain.weather import Sky, Weather, WeatherHour
from openevac.feeds.exposure_profile import read_profile
from openevac.hazards.field import HazardField, build_field
from openevac.roads.build import build_graph
from openevac.roads.graph import RoadGraph
from openevac.roads.osm import read_osm
from openevac.roads.projection import to_degrees

START = datetime(2025, 10, 15, 2, tzinfo=UTC)
AROUND_M = 5000.0
ROAD = Profile(id="road")


def extract_graph(extract: Path) -> RoadGraph:
    """Give the graph of one real extract."""
    return build_graph(read_osm(extract))[0]


def tiled_graph(extract: Path, nodes: int) -> RoadGraph:
    """Give copies of a real extract with about `nodes` nodes in all; millions of nodes keep no shapes."""
    base = extract_graph(extract)
    columns, rows = grid_for(base, nodes)
    return tile(base, columns, rows, lean=nodes > 1_000_000)


def bounds_m(graph: RoadGraph) -> tuple[float, float, float, float]:
    """Give the box around all nodes and 5 km more, metres."""
    return (
        float(graph.node_x.min()) - AROUND_M,
        float(graph.node_y.min()) - AROUND_M,
        float(graph.node_x.max()) + AROUND_M,
        float(graph.node_y.max()) + AROUND_M,
    )


def degrees(graph: RoadGraph, across: float, up: float) -> tuple[float, float]:
    """Give the point at a share of the width and height of the graph's box, degrees."""
    x0, y0, x1, y1 = bounds_m(graph)
    lon, lat = to_degrees(graph.crs, x0 + across * (x1 - x0), y0 + up * (y1 - y0))
    return float(lon), float(lat)


def invented_situation(graph: RoadGraph) -> Situation:
    """Give a border along the east, held ground before it, rain for three hours, and one strike."""
    line = tuple(degrees(graph, 0.99 + 0.004 * (number % 2), number / 8 * 1.2 - 0.1) for number in range(9))
    corners = ((0.93, 0.30), (1.00, 0.25), (1.00, 0.75), (0.94, 0.70), (0.90, 0.50), (0.93, 0.30))
    held = ((tuple(degrees(graph, across, up) for across, up in corners),),)
    hours = tuple(
        WeatherHour(starts_at=START + timedelta(hours=number), sky=Sky.RAIN if number in (4, 5, 6) else Sky.CLEAR)
        for number in range(36)
    )
    return Situation(
        profile=read_profile("2025-10"),
        border=Border(lines=(line,), home=LonLat(*degrees(graph, 0.1, 0.5)), source="invented"),
        control=(ControlLine(source="invented", observed_at=START - timedelta(hours=20), held=held),),
        weather=Weather(source="invented", hours=hours),
    )


def with_strike(situation: Situation, graph: RoadGraph, number: int = 0) -> Situation:
    """Give the situation with one more verified strike in it: the hazard report of the measurements."""
    strike = HazardReport(
        id=f"strike-{number}",
        cause=Cause.DRONE,
        kind="drone_attack",
        position=LonLat(*degrees(graph, 0.5 + 0.03 * number, 0.5)),
        happened_at=START - timedelta(minutes=20),
        source="invented",
        confidence=Confidence.VERIFIED,
    )
    return replace(situation, reports=(*situation.reports, strike))


def field_of(graph: RoadGraph, situation: Situation, previous: HazardField | None = None) -> HazardField:
    """Give the field of 24 hours over the graph."""
    return build_field(situation, crs=graph.crs, bounds_m=bounds_m(graph), starts_at=START, hours=24, previous=previous)


def points(graph: RoadGraph, count: int, seed: int) -> list[RoadPoint]:
    """Give points in the middle of arcs chosen by the seed."""
    chosen = np.random.default_rng(seed).choice(np.flatnonzero(graph.arc_forward), size=count, replace=False)
    return [
        RoadPoint(
            arc=int(arc),
            fraction=0.5,
            snap_m=0.0,
            lon=float(graph.node_lon[graph.arc_tail[arc]]),
            lat=float(graph.node_lat[graph.arc_tail[arc]]),
        )
        for arc in chosen
    ]


def invented_operation(graph: RoadGraph, requests: int, vans: int, seed: int) -> Operation:
    """Give a day of `requests` households at crossings of the eastern half, `vans` vans and one shelter in the west."""
    chance = np.random.default_rng(seed)
    east = np.flatnonzero(graph.node_x > np.quantile(graph.node_x, 0.55))
    chosen = chance.choice(east, size=requests, replace=False)
    west = int(np.argmin(np.hypot(graph.node_x - np.quantile(graph.node_x, 0.1), graph.node_y - graph.node_y.mean())))
    base = LonLat(float(graph.node_lon[west]), float(graph.node_lat[west]))
    crews = tuple(
        Crew(id=f"crew-{n}", size=2, carriers=2, tw_early=START, tw_late=START + timedelta(hours=13))
        for n in range(vans)
    )
    return Operation(
        name=f"invented, {requests} requests",
        requests=tuple(_request(graph, int(node), number, chance) for number, node in enumerate(chosen)),
        vehicles=tuple(Vehicle(id=f"van-{n}", type="van", crew=f"crew-{n}", depot="base") for n in range(vans)),
        vehicle_types=(VehicleType(id="van", profile="road", seats=8, wheelchair_places=2, stretchers=1),),
        profiles=(ROAD,),
        crews=crews,
        depots=(Depot(id="base", position=base),),
        shelters=(Shelter(id="centre", position=base, beds=Beds(ordinary=1000, no_stairs=100, care=50)),),
        policy=Policy(departure_early=START + timedelta(hours=1), departure_late=START + timedelta(hours=4)),
    )


def _request(graph: RoadGraph, node: int, number: int, chance: np.random.Generator) -> EvacuationRequest:
    lying, wheelchair = number % 15 == 0, number % 11 == 0
    needs = Needs(
        walks=int(chance.integers(1, 4)),
        walks_with_help=int(chance.integers(0, 2)),
        wheelchairs=int(wheelchair),
        stretchers=int(lying and not wheelchair),
        carry_floors=int(chance.choice([0, 0, 0, 2, 5, 7])),
        belongings_kg=float(chance.integers(10, 80)),
        belongings_l=float(chance.integers(50, 500)),
        pets=int(number % 6 == 0),
    )
    return EvacuationRequest(
        id=f"K-{number}",
        needs=needs,
        received_at=START - timedelta(days=int(chance.integers(0, 14))),
        position=LonLat(float(graph.node_lon[node]), float(graph.node_lat[node])),
        priority=PRIORITIES_HIGH_FIRST[int(chance.choice([0, 1, 1, 2, 2, 2]))],
    )
