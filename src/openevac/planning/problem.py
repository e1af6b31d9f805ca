"""The planning problem in plain numbers: everything the solver and the timetable need, without roads or dates.

Points are numbered depots first, then shelters, then doors, then places of vans that are out: P = D + S + R + U.
Times are whole seconds after `zero`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
import numpy.typing as npt

from openevac.domain.missions import Underway
from openevac.domain.operation import Policy
from openevac.domain.requests import EvacuationRequest
from openevac.domain.shelters import Shelter
from openevac.domain.vehicles import Crew, Vehicle, VehicleType
from openevac.rules.spans import Span, meet, whole

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class VehicleDay:
    """One vehicle that can leave today, at any hour or in one wave: for each it is a row of its own.

    `profile`: which road profile's matrices it drives on. `depot`: its point. `day`: from first departure to
    return. `leave`: when it may leave its depot, within `day`. `wave`: 0 = at any hour, 1 = the
    first wave of the day. `armoured`: it may enter armoured-only places.
    A van that is out has `underway` and `begins`, the point where it is; when it fetches nobody more, it may be back
    as late as `turns_back_by`.
    """

    vehicle: Vehicle
    kind: VehicleType
    crew: Crew
    profile: int
    depot: int
    day: Span
    leave: Span
    wave: int = 0
    armoured: bool = False
    underway: Underway | None = None
    begins: int = -1
    turns_back_by: float = 0.0

    @property
    def origin(self) -> int:
        """Give the point it leaves from: its depot, or where it is."""
        return self.begins if self.begins >= 0 else self.depot


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """When one household can be fetched, at its door or at a meeting point.

    `window`: service may start in it. `open_to_all`, `open_to_armoured`: pieces of time in which a van, an
    armoured vehicle, may stand there at all (curfew and access of the place). `dwell_per_s`: exposure of one
    person per second on scene, in the hour that the plan's matrices stand for.

    Of a meeting point: `walk_s`, seconds on foot, and `walk_exposure`, that of one person who walks and waits, in the
    same hour; the pieces of time begin so late that nobody leaves home before they may.
    """

    window: Span
    open_to_all: tuple[Span, ...]
    open_to_armoured: tuple[Span, ...]
    dwell_per_s: float = 0.0
    walk_s: float = 0.0
    walk_exposure: float = 0.0


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Problem:
    """R requests, V vehicles, S shelters, D depots, P points, K road profiles.

    A household that can be met at several places has a request (row) for each, all of one id: `options` (R) gives
    them for every row. A plan takes at most one of them.

    drive_s, exposure (K, P, P): whole seconds and exposure of the way taken; infinite where no way is open.
    service_s (V, R): whole seconds on scene. may_serve (V, R): whether a vehicle could ever fetch a household:
    ability, access, length of the stop, and a day that has room for it alone.
    seconds_per_exposure: the dial. people_assumed: people thought to be aboard when ways were chosen.
    num_starts: U. aboard: requests that sit in a van already; their door is where that van is, and they come first.
    for_relay: shelters that stand for a hand-over at a relay, each with the rows that are brought
    there and nowhere else.
    """

    zero: datetime
    requests: tuple[EvacuationRequest, ...]
    waiting_days: tuple[float, ...]
    doors: tuple[Door, ...]
    vehicles: tuple[VehicleDay, ...]
    shelters: tuple[Shelter, ...]
    shelter_hours: tuple[Span, ...]
    num_depots: int
    drive_s: FloatArray
    exposure: FloatArray
    service_s: FloatArray
    may_serve: BoolArray
    seconds_per_exposure: float
    people_assumed: float
    policy: Policy
    num_starts: int = 0
    aboard: frozenset[int] = frozenset()
    for_relay: Mapping[int, frozenset[int]] = field(default_factory=dict)
    options: tuple[tuple[int, ...], ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "options", _options(self.requests))
        points = self.num_depots + len(self.shelters) + len(self.requests) + self.num_starts
        square = (self.drive_s.shape[0], points, points)
        crewed = (len(self.vehicles), len(self.requests))
        sizes = {
            "drive_s": self.drive_s.shape == square,
            "exposure": self.exposure.shape == square,
            "service_s": self.service_s.shape == crewed,
            "may_serve": self.may_serve.shape == crewed,
            "waiting_days": len(self.waiting_days) == len(self.requests),
            "doors": len(self.doors) == len(self.requests),
            "shelter_hours": len(self.shelter_hours) == len(self.shelters),
            "vehicles": all(0 <= v.profile < square[0] and 0 <= v.depot < self.num_depots for v in self.vehicles),
            "leave": all(meet(v.leave, v.day) == v.leave for v in self.vehicles),
            "whole seconds": all(whole(s) == s for v in self.vehicles for s in (v.leave, v.day)),
            "whole shelter hours": all(whole(hours) == hours for hours in self.shelter_hours),
        }
        wrong = [name for name, fits in sizes.items() if not fits]
        if wrong:
            raise ValueError(f"the arrays of the problem do not fit together: {wrong}")
        self._require_numbers()

    def _require_numbers(self) -> None:
        for name in ("drive_s", "exposure", "service_s"):
            array: FloatArray = getattr(self, name)
            if np.isnan(array).any() or (array < 0).any():
                raise ValueError(f"{name} holds a negative number or none at all")
        for name in ("drive_s", "exposure"):
            if getattr(self, name).diagonal(axis1=1, axis2=2).any():
                raise ValueError(f"{name}: the way from a point to itself is not zero")
        if not np.array_equal(np.isfinite(self.drive_s), np.isfinite(self.exposure)):
            raise ValueError("drive_s and exposure disagree about which ways are open")

    @property
    def num_requests(self) -> int:
        """Give R."""
        return len(self.requests)

    @property
    def num_vehicles(self) -> int:
        """Give V."""
        return len(self.vehicles)

    @property
    def num_shelters(self) -> int:
        """Give S."""
        return len(self.shelters)

    def point_of_shelter(self, shelter: int) -> int:
        """Give a shelter's point."""
        return self.num_depots + shelter

    def point_of_request(self, request: int) -> int:
        """Give a door's point."""
        return self.num_depots + self.num_shelters + request

    def may_end_at(self, shelter: int, requests: Iterable[int]) -> bool:
        """Tell whether a trip with these requests may end at a shelter; who changes vehicles does so at one alone."""
        if not self.for_relay:
            return True
        own = self.for_relay.get(shelter)
        if own is not None:
            return own.issuperset(requests)
        return not frozenset().union(*self.for_relay.values()).intersection(requests)

    def on_foot_s(self, request: int, exposure: float) -> float:
        """Give what a household's walk costs: dial x person-exposure, and the seconds that each of its people walks."""
        people = self.requests[request].needs.party_size
        return people * (self.seconds_per_exposure * exposure + self.doors[request].walk_s)

    def presence(self, vehicle: int, request: int) -> tuple[Span, ...]:
        """Give when one vehicle may stand at one door."""
        door = self.doors[request]
        return door.open_to_armoured if self.vehicles[vehicle].armoured else door.open_to_all

    def starts(self, vehicle: int, request: int) -> tuple[Span, ...]:
        """Give when service may start, so that the whole stop lies where the vehicle may stand there."""
        service_s = float(self.service_s[vehicle, request])
        window = self.doors[request].window
        pieces = (Span(p.early, p.late - service_s) for p in self.presence(vehicle, request))
        shared = (meet(window, piece) for piece in pieces if piece.early <= piece.late)
        rounded = (whole(piece) for piece in shared if piece is not None)
        return tuple(piece for piece in rounded if piece is not None)


def _options(requests: tuple[EvacuationRequest, ...]) -> tuple[tuple[int, ...], ...]:
    """Give, for every row, the rows of the same household, itself included."""
    rows: dict[str, list[int]] = {}
    for number, request in enumerate(requests):
        rows.setdefault(request.id, []).append(number)
    return tuple(tuple(rows[request.id]) for request in requests)
