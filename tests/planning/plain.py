"""Planning problems on an empty plain: straight ways, one depot and shelter at home, danger that grows eastwards."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from openevac.domain.needs import Needs
from openevac.domain.operation import Policy
from openevac.domain.places import LonLat
from openevac.domain.requests import EvacuationRequest, Priority
from openevac.domain.shelters import Beds, Shelter
from openevac.domain.vehicles import Crew, Vehicle, VehicleType
from openevac.planning.problem import Door, Problem, VehicleDay
from openevac.rules.spans import Span

ZERO = datetime(2025, 10, 15, tzinfo=UTC)
NOW = datetime(2025, 10, 14, 18, tzinfo=UTC)
HOUR = 3600.0
DAY = Span(0.0, 12 * HOUR)
SOMEWHERE = LonLat(36.0, 50.0)
SPEED_M_S = 15.0
DANGER_PER_KM = 0.01

Point = tuple[float, float]


def household(
    number: int, *, days: float = 1.0, priority: Priority = Priority.PLANNED, required: bool = False, **needs: Any
) -> EvacuationRequest:
    """Give one invented household that has waited `days`; two people who walk unless said otherwise."""
    return EvacuationRequest(
        id=f"R-{number}",
        position=SOMEWHERE,
        received_at=NOW - timedelta(days=days),
        priority=priority,
        required=required,
        needs=Needs(**(needs or {"walks": 2})),
    )


def van(number: int, *, day: Span = DAY, leave: Span | None = None, max_trips: int = 3, **kind: Any) -> VehicleDay:
    """Give one van of the depot with a crew of two."""
    vehicle = Vehicle(id=f"van-{number}", type="van", crew=f"crew-{number}", depot="base", max_trips=max_trips)
    crew = Crew(id=vehicle.crew, size=2, carriers=2, tw_early=ZERO, tw_late=ZERO + timedelta(hours=12))
    plain = {"seats": 8, "wheelchair_places": 1, "stretchers": 1, "payload_kg": 800.0, "volume_l": 3000.0}
    vehicle_type = VehicleType(id="van", profile="road", **{**plain, **kind})
    return VehicleDay(vehicle=vehicle, kind=vehicle_type, crew=crew, profile=0, depot=0, day=day, leave=leave or day)


def plain(
    doors: dict[EvacuationRequest, Point] | list[tuple[EvacuationRequest, Point]],
    vans: list[VehicleDay],
    *,
    shelters: tuple[Point, ...] = ((1000.0, 0.0),),
    beds: Beds | None = None,
    service_s: float = 600.0,
    dial_s: float = 7200.0,
    policy: Policy | None = None,
    windows: dict[str, Span] | None = None,
) -> Problem:
    """Give a problem on the plain: metres east and north of the depot; danger per km = 0.01 x (1 + km east / 10)."""
    pairs = list(doors.items()) if isinstance(doors, dict) else doors
    requests = tuple(request for request, _ in pairs)
    points = np.array([(0.0, 0.0), *shelters, *(point for _, point in pairs)])
    away_m = np.hypot(*(points[:, np.newaxis] - points[np.newaxis]).transpose(2, 0, 1))
    middle_km = (points[:, np.newaxis, 0] + points[np.newaxis, :, 0]) / 2000.0
    exposure = away_m / 1000.0 * DANGER_PER_KM * (1.0 + np.maximum(middle_km, 0.0) / 10.0)
    return Problem(
        zero=ZERO,
        requests=requests,
        waiting_days=tuple(request.waiting_days(NOW) for request in requests),
        doors=tuple(
            Door(
                window=(windows or {}).get(request.id, DAY),
                open_to_all=(DAY,),
                open_to_armoured=(DAY,),
                dwell_per_s=1e-5,
            )
            for request in requests
        ),
        vehicles=tuple(vans),
        shelters=tuple(
            Shelter(id=f"shelter-{k}", position=SOMEWHERE, beds=beds or Beds(ordinary=900, no_stairs=90, care=90))
            for k in range(len(shelters))
        ),
        shelter_hours=tuple(DAY for _ in shelters),
        num_depots=1,
        drive_s=np.ceil(away_m / SPEED_M_S)[np.newaxis],
        exposure=exposure[np.newaxis],
        service_s=np.full((len(vans), len(requests)), service_s),
        may_serve=np.ones((len(vans), len(requests)), dtype=bool),
        seconds_per_exposure=dial_s,
        people_assumed=5.0,
        policy=policy or Policy(),
    )


def with_door(problem: Problem, request: int, **changes: Any) -> Problem:
    """Give the problem with one door changed."""
    doors = [replace(door, **changes) if k == request else door for k, door in enumerate(problem.doors)]
    return replace(problem, doors=tuple(doors))


def scattered(num_requests: int, num_vans: int, seed: int, *, max_trips: int = 3) -> Problem:
    """Give invented households strewn over 60 x 40 km east of the depot, with vans of the same kind."""
    rng = np.random.default_rng(seed)
    priorities = rng.choice([Priority.URGENT, Priority.FIRST, Priority.PLANNED], num_requests, p=[0.1, 0.4, 0.5])
    doors = [
        (
            household(
                k,
                days=float(rng.integers(0, 20)),
                priority=Priority(str(priorities[k])),
                walks=int(rng.integers(1, 5)),
                wheelchairs=int(rng.random() < 0.1),
                belongings_kg=float(rng.integers(0, 100)),
                belongings_l=float(rng.integers(0, 1000)),
                pets=int(rng.random() < 0.3),
            ),
            (float(rng.uniform(10_000, 70_000)), float(rng.uniform(-20_000, 20_000))),
        )
        for k in range(num_requests)
    ]
    return plain(doors, [van(k, max_trips=max_trips) for k in range(num_vans)])
