"""The ways a plan in force drives, measured under what is known now: kept where they hold, left where they do not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from openevac.domain.legs import Leg, RoadPoint
from openevac.domain.missions import Mission, Plan
from openevac.domain.remarks import Remark
from openevac.planning.along import rest_of
from openevac.planning.check.measure import LegMeasure, measure_leg
from openevac.planning.check.points import same_point
from openevac.planning.ground import Slice
from openevac.planning.later_drives import missions_by_row
from openevac.planning.prepare import Prepared
from openevac.planning.problem import VehicleDay
from openevac.planning.progress import Step, steps_of
from openevac.planning.repacking import rows_by_stop
from openevac.planning.underway import VanNow
from openevac.planning.ways import Key
from openevac.routing.path import Path

WORSE = 1.1
"""A way is looked at again when it has become more exposed by over a tenth: less is the change from hour to hour."""

BETTER = 0.95
"""Another way is taken when it costs at least a twentieth less: a crew is not sent another way for nothing."""

HAIR = 1e-9

Place = tuple[str, str]
"""What a drive leads from or to: ("request", id), ("station", id of a depot or shelter), or ("van", id)."""


@dataclass(frozen=True, slots=True)
class KeptWays:
    """Ways by drive of a prepared problem, and why an old one is `left`; `keys`: drives by vehicle, from and to.

    `more_exposed`: old ways that are open and were left for one that costs less: still to be had where time lacks.
    """

    ways: dict[Key, Path] = field(default_factory=dict)
    left: dict[Key, Remark] = field(default_factory=dict)
    more_exposed: dict[Key, Path] = field(default_factory=dict)
    keys: dict[tuple[str, str, str], Key] = field(default_factory=dict)

    def why_left(self, vehicle: str, start: str, end: str) -> Remark | None:
        """Give why a vehicle no longer drives its old way between two halts; "" is where a van that is out stands."""
        key = self.keys.get((vehicle, start, end))
        return None if key is None else self.left.get(key)


def kept_ways(prepared: Prepared, made: Plan, vans: Mapping[str, VanNow], now: datetime) -> KeptWays:
    """Give the ways of a plan in force that can still be driven, from where its vans are."""
    found = KeptWays()
    planned = missions_by_row(prepared.problem, vans)
    look = _Look(prepared, now, _points(prepared, made))
    for number, day in enumerate(prepared.problem.vehicles):
        mission = planned.get(number)
        if mission is not None:
            look.take(day, mission, vans[day.vehicle.id], found)
    return found


@dataclass(frozen=True, slots=True)
class OldDrive:
    """One drive of the old plan that may be driven again: its ends, its way, and the whole drive it belongs to."""

    start: Place
    end: Place
    arcs: tuple[int, ...]
    start_fraction: float
    end_fraction: float
    whole: Leg

    @property
    def start_name(self) -> str:
        """Give what it leads from; "" where a van that is out stands."""
        return "" if self.start[0] == "van" else self.start[1]

    @property
    def end_name(self) -> str:
        """Give what it leads to."""
        return self.end[1]


@dataclass(frozen=True, slots=True)
class _Look:
    prepared: Prepared
    now: datetime
    points: Mapping[Place, int]

    def take(self, day: VehicleDay, mission: Mission, van: VanNow, found: KeptWays) -> None:
        """Take every drive of a mission over that begins and ends where the problem has it."""
        for drive in drives_left(mission, van):
            start, end = self.points.get(drive.start), self.points.get(drive.end)
            if start is None or end is None:
                continue
            key = (day.profile, start, end)
            found.keys[day.vehicle.id, drive.start_name, drive.end_name] = key
            halts = self.prepared.survey.halts[day.profile][start], self.prepared.survey.halts[day.profile][end]
            if key not in found.ways and self._fits(drive, *halts):
                self._judge(key, drive, found)

    def _fits(self, drive: OldDrive, start: RoadPoint | None, end: RoadPoint | None) -> bool:
        graph = self.prepared.survey.ground.graph
        if start is None or end is None or not drive.arcs:
            return False
        first, last = (drive.arcs[0], drive.start_fraction), (drive.arcs[-1], drive.end_fraction)
        return same_point(graph, first, (start.arc, start.fraction)) and same_point(
            graph, last, (end.arc, end.fraction)
        )

    def _judge(self, key: Key, drive: OldDrive, found: KeptWays) -> None:
        """Keep a way, or say why not: it is closed, or it has become more dangerous and another one costs less."""
        ground, profile = self.prepared.survey.ground, self.prepared.survey.profiles[key[0]]
        at = max(drive.whole.departs_at, self.now)
        measured = self._measured(key, drive, at)
        path = Path(
            arcs=drive.arcs,
            start_fraction=drive.start_fraction,
            end_fraction=drive.end_fraction,
            time_s=measured.time_s,
            length_m=measured.length_m,
            track_m=measured.track_m,
            exposure=measured.exposure,
        )
        if not measured.is_open:
            found.left[key] = measured.closed or measured.not_for_vehicle or _CLOSED
            return
        if self._is_worse(key, drive, measured.exposure):
            other = self._other(key, at)
            if other is not None and other.arcs != path.arcs:
                dial_s = self.prepared.seconds_per_exposure
                again = ground.measure(profile, other, at)
                if again.time_s + dial_s * again.exposure < BETTER * (measured.time_s + dial_s * measured.exposure):
                    found.left[key] = _DANGER
                    found.ways[key] = other
                    found.more_exposed[key] = path
                    return
        found.ways[key] = path

    def _is_worse(self, key: Key, drive: OldDrive, exposure: float) -> bool:
        """Tell whether a drive is more exposed than its plan said; of a drive half done its share in time counts."""
        whole = drive.whole
        if drive.arcs == whole.arcs and drive.start_fraction == whole.start_fraction:
            return exposure > WORSE * whole.exposure + HAIR
        all_of_it = OldDrive(drive.start, drive.end, whole.arcs, whole.start_fraction, whole.end_fraction, whole)
        again = self._measured(key, all_of_it, max(self.prepared.survey.ground.field.starts_at, whole.departs_at))
        return again.exposure > WORSE * whole.exposure + HAIR

    def _other(self, key: Key, at: datetime) -> Path | None:
        survey = self.prepared.survey
        start, end = survey.halts[key[0]][key[1]], survey.halts[key[0]][key[2]]
        if start is None or end is None:
            return None
        return survey.ground.path(survey.profiles[key[0]], start, end, Slice.of(at), self.prepared.seconds_per_exposure)

    def _measured(self, key: Key, drive: OldDrive, at: datetime) -> LegMeasure:
        """Drive an old way again as the referee does."""
        ground = self.prepared.survey.ground
        return measure_leg(
            ground.graph,
            ground.field,
            self.prepared.survey.profiles[key[0]],
            ground.situation.profile,
            arcs=drive.arcs,
            start_fraction=drive.start_fraction,
            end_fraction=drive.end_fraction,
            departs_at=at,
        )


def _points(prepared: Prepared, made: Plan) -> dict[Place, int]:
    """Give the points of a problem by what stands there: households where the plan meets them.

    Who is aboard has no door of its own.
    """
    problem, operation = prepared.problem, prepared.survey.operation
    found: dict[Place, int] = {("station", depot.id): number for number, depot in enumerate(operation.depots)}
    for number, shelter in enumerate(problem.shelters):
        found["station", shelter.id] = problem.point_of_shelter(number)
    rows = rows_by_stop(prepared)
    for stop in (stop for mission in made.missions for trip in mission.trips for stop in trip.stops):
        row = rows.get((stop.request, stop.meeting_point))
        if row is not None and row not in problem.aboard:
            found["request", stop.request] = problem.point_of_request(row)
    found |= {("van", day.vehicle.id): day.begins for day in problem.vehicles if day.underway is not None}
    return found


def drives_left(mission: Mission, van: VanNow) -> Iterator[OldDrive]:
    """Give the drives of a mission by their ends; the one a van is in begins where the van is."""
    waits = van.start is not None and mission is van.drive and van.start.place == mission.depot
    is_out = mission.underway is not None or waits
    at: Place = ("van", mission.vehicle) if is_out else ("station", mission.depot)
    for step in steps_of(mission):
        leg, end = step.leg, _end(mission, step.shelter, step.stop.request if step.stop else "")
        if leg is van.leg:
            arcs, first, last = rest_of(leg, van.place, _fraction(leg, van))
            yield OldDrive(("van", mission.vehicle), end, arcs, first, last, leg)
        elif (step.stop is not None and step.stop.request in van.boarded) or _is_over(mission, step, van):
            at = ("van", mission.vehicle)  # beyond the last door that is done the van is the start of what follows
            continue
        else:
            yield OldDrive(at, end, leg.arcs, leg.start_fraction, leg.end_fraction, leg)
        at = end


def _is_over(mission: Mission, step: Step, van: VanNow) -> bool:
    """Tell whether a step leads to a shelter where everybody of its trip has been handed over."""
    if not step.shelter:
        return False
    names = {stop.request for stop in mission.trips[step.trip].stops} & van.boarded
    return bool(names) and names <= set(van.delivered)


def _end(mission: Mission, shelter: str, request: str) -> Place:
    if request:
        return "request", request
    return "station", shelter or mission.depot


def _fraction(leg: Leg, van: VanNow) -> float:
    """Give the fraction along the arc of a drive at which its van is."""
    if van.start is None:
        return leg.start_fraction
    at = van.start.at
    return at.fraction if at.arc == leg.arcs[van.place] else 1.0 - at.fraction


_CLOSED = Remark(text="The road is closed when it would be driven.")
_DANGER = Remark(text="The old way has become more dangerous.")
