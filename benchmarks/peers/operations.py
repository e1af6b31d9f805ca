"""Ten named days on invented ground, each different from the plain one in one thing; same seed, same day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import numpy as np

from benchmarks.worlds import START, invented_operation, invented_situation, tiled_graph
from openevac.domain.needs import Needs
from openevac.domain.operation import MarginalCeilings, Operation, Policy
from openevac.domain.places import LonLat
from openevac.domain.requests import EvacuationRequest
from openevac.domain.shelters import Beds, Shelter
from openevac.domain.situation import Situation
from openevac.domain.vehicles import Depot
from openevac.roads.graph import RoadGraph
from openevac.roads.region import Region
from openevac.routing.order import compute_order

NODES = 30_000
REQUESTS_A_VAN = 40
PLAIN = Policy(
    max_waves=1,  # peers know no vehicle that goes out either once or once in each wave
    departure_early=START + timedelta(hours=1),
    departure_late=START + timedelta(hours=4),
    max_exposure_per_trip=0.2,
    max_exposure_per_person=0.45,
    max_marginal=MarginalCeilings(urgent=1.5, first=0.9, planned=0.6),
)
"""A trip to the median door is exposed 0.085 there and back: ceilings that bind the far doors and the long days."""

Change = Callable[[Operation, RoadGraph, np.random.Generator], Operation]


@dataclass(frozen=True, slots=True)
class Named:
    """One operation: its name, what makes it different from the plain day, and how."""

    name: str
    differs: str
    change: Change


@dataclass(frozen=True, slots=True, eq=False)
class World:
    """The ground that all operations share."""

    region: Region
    situation: Situation


def make_world(extract: Path, nodes: int = NODES) -> World:
    """Give copies of a real extract with invented danger over them."""
    graph = tiled_graph(extract, nodes)
    region = Region(name="peers", graph=graph, order=compute_order(graph), built_at=START - timedelta(days=14))
    return World(region, invented_situation(graph))


def make_operation(world: World, named: Named, requests: int) -> Operation:
    """Give one named day of `requests` households and a van for every forty of them."""
    graph, seed = world.region.graph, [one.name for one in OPERATIONS].index(named.name)
    plain = invented_operation(graph, requests, max(1, requests // REQUESTS_A_VAN), seed)
    shelters = (replace(plain.shelters[0], beds=Beds(ordinary=3 * requests, no_stairs=requests, care=requests)),)
    plain = replace(plain, name=f"{named.name}, {requests} requests", policy=PLAIN, shelters=shelters)
    return named.change(plain, graph, np.random.default_rng(1000 + seed))


def _tight_beds(operation: Operation, _graph: RoadGraph, chance: np.random.Generator) -> Operation:
    """One person in four needs a bed with care or without stairs; there are beds for half of what vans can bring."""

    def frailer(request: EvacuationRequest) -> EvacuationRequest:
        frail = int(chance.random() < 0.5)
        care = min(request.needs.wheelchairs + request.needs.stretchers + frail, request.needs.party_size)
        return replace(request, needs=replace(request.needs, needs_care=care))

    vans = len(operation.vehicles)
    beds = Beds(ordinary=9 * vans, no_stairs=vans, care=2 * vans)
    return _with_requests(
        replace(operation, shelters=(replace(operation.shelters[0], beds=beds),)),
        [frailer(request) for request in operation.requests],
    )


def _many_wheelchairs(operation: Operation, _graph: RoadGraph, chance: np.random.Generator) -> Operation:
    def folded(request: EvacuationRequest) -> EvacuationRequest:
        if chance.random() < 0.6:
            return request
        walks = min(request.needs.walks, 2)
        return replace(request, needs=replace(request.needs, walks=walks, wheelchairs=1, stretchers=0))

    return _with_requests(operation, [folded(request) for request in operation.requests])


def _far_town(operation: Operation, graph: RoadGraph, chance: np.random.Generator) -> Operation:
    corner = (graph.node_x > np.quantile(graph.node_x, 0.8)) & (graph.node_y > np.quantile(graph.node_y, 0.85))
    far = chance.choice(np.flatnonzero(corner), size=len(operation.requests), replace=False)
    moved = [
        replace(request, position=_node(graph, int(node))) if number % 5 < 3 else request
        for number, (request, node) in enumerate(zip(operation.requests, far, strict=True))
    ]
    return _with_requests(operation, moved)


def _short_windows(operation: Operation, _graph: RoadGraph, chance: np.random.Generator) -> Operation:
    def narrow(request: EvacuationRequest) -> EvacuationRequest:
        early = START + timedelta(hours=float(chance.integers(2, 11)))
        return replace(request, tw_early=early, tw_late=early + timedelta(hours=1))

    return _with_requests(operation, [narrow(request) for request in operation.requests])


def _two_depots(operation: Operation, graph: RoadGraph, _chance: np.random.Generator) -> Operation:
    positions = [_nearest(graph, 0.15, share) for share in (0.1, 0.9)]
    depots = tuple(Depot(id=f"base-{k}", position=position) for k, position in enumerate(positions))
    shelters = tuple(
        Shelter(id=f"centre-{k}", position=position, beds=Beds(ordinary=3 * len(operation.requests), care=100))
        for k, position in enumerate(positions)
    )
    vehicles = tuple(replace(van, depot=f"base-{k % 2}") for k, van in enumerate(operation.vehicles))
    return replace(operation, depots=depots, shelters=shelters, vehicles=vehicles)


def _few_seats(operation: Operation, _graph: RoadGraph, _chance: np.random.Generator) -> Operation:
    small = replace(operation.vehicle_types[0], seats=4, wheelchair_places=1, payload_kg=300.0, volume_l=1000.0)
    return replace(operation, vehicle_types=(small,))


def _many_required(operation: Operation, _graph: RoadGraph, chance: np.random.Generator) -> Operation:
    marks = chance.random(len(operation.requests)) < 0.3
    pairs = zip(operation.requests, marks.tolist(), strict=True)
    return _with_requests(operation, [replace(request, required=mark) for request, mark in pairs])


def _tight_ceilings(operation: Operation, _graph: RoadGraph, _chance: np.random.Generator) -> Operation:
    policy = replace(
        operation.policy,
        max_exposure_per_trip=0.1,
        max_exposure_per_person=0.25,
        max_marginal=MarginalCeilings(urgent=0.6, first=0.4, planned=0.25),
    )
    return replace(operation, policy=policy)


def _high_danger(operation: Operation, graph: RoadGraph, chance: np.random.Generator) -> Operation:
    across, up = ((axis - axis.min()) / np.ptp(axis) for axis in (graph.node_x, graph.node_y))
    outside = np.flatnonzero((across < 0.97) & ((across < 0.8) | (np.abs(up - 0.5) > 0.3)))
    near = outside[np.argsort(-across[outside], kind="stable")[: 3 * len(operation.requests)]]
    nodes = chance.choice(near, size=len(operation.requests), replace=False)
    ceilings = MarginalCeilings(urgent=3.0, first=1.8, planned=1.2)
    policy = replace(operation.policy, max_exposure_per_trip=0.4, max_exposure_per_person=0.9, max_marginal=ceilings)
    moved = [
        replace(request, position=_node(graph, int(node)))
        for request, node in zip(operation.requests, nodes, strict=True)
    ]
    return _with_requests(replace(operation, policy=policy), moved)


def _large_households(operation: Operation, _graph: RoadGraph, chance: np.random.Generator) -> Operation:
    def larger(request: EvacuationRequest) -> EvacuationRequest:
        needs = Needs(
            walks=int(chance.integers(2, 6)),
            walks_with_help=int(chance.integers(0, 3)),
            carry_floors=int(chance.choice([0, 0, 3])),
            belongings_kg=float(chance.integers(50, 250)),
            belongings_l=float(chance.integers(300, 1200)),
            pets=int(chance.integers(0, 2)),
        )
        return replace(request, needs=needs)

    return _with_requests(operation, [larger(request) for request in operation.requests])


def _with_requests(operation: Operation, requests: Sequence[EvacuationRequest]) -> Operation:
    return replace(operation, requests=tuple(requests))


def _node(graph: RoadGraph, node: int) -> LonLat:
    return LonLat(float(graph.node_lon[node]), float(graph.node_lat[node]))


def _nearest(graph: RoadGraph, across: float, up: float) -> LonLat:
    """Give the crossing nearest to the point at a share of the width and height of all roads."""
    x_m = graph.node_x.min() + across * np.ptp(graph.node_x)
    y_m = graph.node_y.min() + up * np.ptp(graph.node_y)
    return _node(graph, int(np.argmin(np.hypot(graph.node_x - x_m, graph.node_y - y_m))))


OPERATIONS = (
    Named("tight beds", "Many need a bed with care, and the shelter has beds for half of the day.", _tight_beds),
    Named("many wheelchairs", "Two households in five bring a wheelchair, which folds seats away.", _many_wheelchairs),
    Named("one far town", "Three households in five live in one town in the far corner.", _far_town),
    Named("short windows", "Each household can be met within one hour of the day only.", _short_windows),
    Named("two depots", "Vans start from two places, and either of two shelters takes people in.", _two_depots),
    Named("few seats", "Vans with four seats: many short trips instead of few long ones.", _few_seats),
    Named("many required", "Three in ten must be fetched before anybody else, more than the vans can.", _many_required),
    Named("tight ceilings", "The ceilings of exposure are half as high and refuse many trips.", _tight_ceilings),
    Named("high danger", "Everybody lives near the line, where minutes on scene weigh most.", _high_danger),
    Named(
        "large households",
        "Four to eight people with much to carry: a van holds one or two families.",
        _large_households,
    ),
)
