"""What a trip does when its shelter or its way is lost: the next best shelter with beds, the way that shares least."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from openevac.domain.hanging import Fallback, Hinge, Turn
from openevac.domain.legs import Leg, RoadPoint
from openevac.domain.missions import Mission, Trip
from openevac.domain.needs import BedKind
from openevac.domain.remarks import Remark
from openevac.domain.vehicles import Profile
from openevac.planning.check.beds import beds_needed, check_beds
from openevac.planning.check.faults import FaultCode
from openevac.planning.drafts import DraftDay
from openevac.planning.ground import Slice
from openevac.planning.hinge_limits import against
from openevac.planning.hinge_rules import A_WORD, Rules
from openevac.planning.hinge_words import road_closes
from openevac.planning.missions import Builder
from openevac.planning.prepare import Prepared
from openevac.routing.path import Path, measure_path
from openevac.routing.weights import RoadWeights

DEARER = 50.0
"""How much dearer the roads of a way are made when one that shares least with it is looked for."""

MOST_ROADS = 2


@dataclass(frozen=True, slots=True)
class Fallbacks:
    """Looks for fallbacks of a finished plan's trips."""

    prepared: Prepared
    rules: Rules
    builder: Builder

    def of_trip(self, day: DraftDay, mission: Mission, number: int) -> Fallback:
        """Give the fallbacks of one trip (0 = first)."""
        shelter, extra_s, extra_exposure, said = self._shelter(day, mission, number)
        place = most_exposed(mission.trips[number])
        leg = mission.trips[number].legs[place]
        found = Fallback(
            drive=mission.drive,
            trip=number + 1,
            shelter=shelter,
            extra_s=extra_s,
            extra_exposure=extra_exposure,
            said=said,
            way_leg=place + 1,
        )
        other = self.other_way(self._profile(mission), leg)
        if other is None:
            return found
        measure = self.prepared.survey.ground.measure(self._profile(mission), other, leg.departs_at)
        return replace(
            found,
            way_extra_s=measure.time_s - leg.time_s,
            way_extra_exposure=measure.exposure - leg.exposure,
            way_shared=self._shared(leg, other),
        )

    def roads(self, mission: Mission) -> Hinge | None:
        """Give the roads of the most exposed drive of a mission without which no way leads on, the router agreeing."""
        legs = [leg for trip in mission.trips for leg in trip.legs if leg.arcs]
        if not legs:
            return None
        leg = max(legs, key=lambda one: (one.exposure, one.length_m))
        profile = self._profile(mission)
        other = self.other_way(profile, leg)
        shared = leg.arcs if other is None else tuple(arc for arc in leg.arcs if arc in set(other.arcs))
        graph = self.prepared.survey.ground.graph
        ends = {int(graph.arc_stretch[arc]) for arc in (leg.arcs[0], leg.arcs[-1])}
        ways = [
            int(graph.ways(int(graph.arc_stretch[arc]))[0])
            for arc in shared
            if int(graph.arc_stretch[arc]) not in ends and graph.ways(int(graph.arc_stretch[arc])).size
        ]
        needed = [way for way in list(dict.fromkeys(ways))[:MOST_ROADS] if self.is_needed(profile, leg, way)]
        if not needed:
            return None
        return Hinge(
            number=f"road.{needed[0]}",
            value=0.0,
            holds_at=0.0,
            turns_at=1.0,
            unit="yes",
            share=A_WORD,
            turn=Turn.REFUSED,
            limit=FaultCode.ROAD_CLOSED.value,
            remark=road_closes(", ".join(str(way) for way in needed)),
        )

    def is_needed(self, profile: Profile, leg: Leg, way: int) -> bool:
        """Tell whether no way leads from the beginning to the end of a drive once one road is closed."""
        graph, weights = self.prepared.survey.ground.graph, self._weights(profile, leg)
        stretches = np.searchsorted(graph.way_start, np.flatnonzero(graph.way_ids == way), side="right") - 1
        is_open = weights.open.copy()
        is_open[stretches] = False
        start, end = ends_of(leg)
        closed = replace(weights, open=is_open)
        return self.prepared.survey.ground.router.path(closed, start, end, self.prepared.seconds_per_exposure) is None

    def other_way(self, profile: Profile, leg: Leg) -> Path | None:
        """Give the way of a drive that shares least with the one it takes; None where there is no other, or closed."""
        if not leg.arcs:
            return None
        ground, weights = self.prepared.survey.ground, self._weights(profile, leg)
        dearer = np.ones(ground.graph.num_stretches)
        dearer[ground.graph.arc_stretch[list(leg.arcs)]] = DEARER
        avoiding = replace(weights, time_s=weights.time_s * dearer, exposure=weights.exposure * dearer)
        found = ground.router.path(avoiding, *ends_of(leg), self.prepared.seconds_per_exposure)
        if found is None or found.arcs == leg.arcs:
            return None
        path = measure_path(ground.graph, weights, found.arcs, found.start_fraction, found.end_fraction)
        return path if ground.measure(profile, path, leg.departs_at).is_open else None

    def _weights(self, profile: Profile, leg: Leg) -> RoadWeights:
        return self.prepared.survey.ground.weights(profile, Slice.of(leg.departs_at))

    def _profile(self, mission: Mission) -> Profile:
        return self.rules.operation.profile(self.rules.operation.vehicle(mission.vehicle))

    def _shared(self, leg: Leg, other: Path) -> float:
        graph = self.prepared.survey.ground.graph
        both = [arc for arc in leg.arcs if arc in set(other.arcs)]
        lengths = graph.stretch_length_m
        of_both, of_all = (float(lengths[graph.arc_stretch[list(arcs)]].sum()) for arcs in (both, leg.arcs))
        return of_both / of_all if of_all else 0.0

    def _shelter(self, day: DraftDay, mission: Mission, number: int) -> tuple[str, float, float, Remark]:
        """Give the shelter that costs least of those the referee accepts, what it takes more, and the sentence."""
        trip, problem = mission.trips[number], self.prepared.problem
        departs_s = (mission.departs_at - problem.zero).total_seconds()
        has_beds, found = False, list[tuple[float, str, float, float]]()
        for other, shelter in enumerate(problem.shelters):
            if shelter.id == trip.shelter or not self._takes(mission, number, shelter.id):
                continue
            has_beds = True
            built = self.builder.mission_from(
                day.with_trip(number, replace(day.trips[number], shelter=other)), departs_s
            )
            if not isinstance(built, Mission):
                continue
            if against(self.rules.of_vehicle(mission, built), self.rules.ground, self.rules.operation):
                continue
            new, old = built.trips[number].legs[-1], trip.legs[-1]
            cost_s = self.builder.cost_s(built)
            found.append((cost_s, shelter.id, new.time_s - old.time_s, new.exposure - old.exposure))
        if not found:
            return "", 0.0, 0.0, self._none(trip, has_beds=has_beds)
        _, name, extra_s, extra_exposure = min(found)
        return name, extra_s, extra_exposure, _INSTEAD

    def _takes(self, mission: Mission, number: int, name: str) -> bool:
        """Tell whether a shelter has beds for everybody whom the plan then brings there, and takes their animals."""
        trips = list(mission.trips)
        trips[number] = replace(trips[number], shelter=name)
        moved = replace(mission, trips=tuple(trips))
        missions = [moved if one is mission else one for one in self.rules.missions]
        pets = any(self.rules.operation.request(stop.request).needs.pets for stop in trips[number].stops)
        allowed = self.rules.operation.shelter(name).pets or not pets
        return allowed and not any(check_beds(missions, self.rules.operation))

    def _none(self, trip: Trip, *, has_beds: bool) -> Remark:
        if len(self.rules.operation.shelters) == 1:
            return _ONLY_ONE
        if has_beds:
            return _OUT_OF_REACH
        needed = beds_needed(self.rules.operation.request(stop.request) for stop in trip.stops)
        kinds = ((BedKind.CARE, needed.care), (BedKind.NO_STAIRS, needed.no_stairs), (BedKind.ORDINARY, 1))
        return _NO_BED[next(kind for kind, people in kinds if people)]


def most_exposed(trip: Trip) -> int:
    """Give the number of the most exposed drive of a trip, the longest where danger is the same."""
    return max(range(len(trip.legs)), key=lambda place: (trip.legs[place].exposure, trip.legs[place].length_m))


def ends_of(leg: Leg) -> tuple[RoadPoint, RoadPoint]:
    """Give the points of the road between which a drive leads."""
    start = RoadPoint(arc=leg.arcs[0], fraction=leg.start_fraction, snap_m=0.0, lon=0.0, lat=0.0)
    return start, RoadPoint(arc=leg.arcs[-1], fraction=leg.end_fraction, snap_m=0.0, lon=0.0, lat=0.0)


_INSTEAD = Remark(text="The next best shelter that takes these people.")
_ONLY_ONE = Remark(text="There is no other shelter.")
_OUT_OF_REACH = Remark(text="Another shelter has beds, but none is reached within every limit.")
_NO_BED = {
    BedKind.CARE: Remark(text="No other shelter has beds with care for them, and beds for the others."),
    BedKind.NO_STAIRS: Remark(text="No other shelter has beds without stairs for them, and beds for the others."),
    BedKind.ORDINARY: Remark(text="No other shelter has beds for them and takes their animals."),
}
