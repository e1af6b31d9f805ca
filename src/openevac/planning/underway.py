"""Where every van is at the moment of re-planning: by what was last seen of it, else by the clock of its plan."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from openevac.domain.errors import InputError
from openevac.domain.legs import Leg, RoadPoint
from openevac.domain.missions import Mission, Plan, Underway
from openevac.domain.operation import Operation
from openevac.domain.places import LonLat
from openevac.domain.replanning import DayEvents, VanSeen
from openevac.domain.vehicles import Profile
from openevac.planning.along import after_seconds, end_of, last_open_crossing, road_point, seconds_to
from openevac.planning.drives_today import DrivesToday, drives_today, goes_out_again
from openevac.planning.ground import Ground
from openevac.planning.progress import Reached, Step, gathered, reached, steps_of
from openevac.roads.graph import FloatArray
from openevac.roads.projection import to_metric

AT_THE_DEPOT_M = 300.0
"""A van that was seen within this distance of its depot, with nothing done, has not left it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VanNow:
    """One van of the operation. `start` None: it has not left its depot, and leaves not before `not_before`.

    `boarded`: who has boarded under the plan in force, `aboard` or `delivered` (household -> shelter). `leg`: the drive
    it is in, from the arc at `place` on. `turns_back_s`: it stands on a closed road and drives back so long first.
    `drive`: the mission it is in, or leaves for next; `later`: those for which it leaves after that one.
    """

    vehicle: str
    start: Underway | None = None
    not_before: datetime | None = None
    boarded: frozenset[str] = frozenset()
    delivered: Mapping[str, str] = field(default_factory=dict)
    leg: Leg | None = None
    place: int = 0
    turns_back_s: float = 0.0
    drive: Mission | None = None
    later: tuple[Mission, ...] = ()

    @property
    def left(self) -> tuple[Mission, ...]:
        """Give the missions of the plan in force that are not over, in order."""
        return self.later if self.drive is None else (self.drive, *self.later)

    @property
    def aboard(self) -> tuple[str, ...]:
        """Give who is in the van."""
        return () if self.start is None else self.start.aboard


def vans_now(ground: Ground, operation: Operation, made: Plan, events: DayEvents, now: datetime) -> dict[str, VanNow]:
    """Give every van of the operation as it is at `now`.

    `ground`: under the situation as it is now; a van on a road that is closed turns back to the last open crossing.
    Raises InputError for a van that was seen far from any road.
    """
    missions: dict[str, list[Mission]] = {}
    for mission in made.missions:
        missions.setdefault(mission.vehicle, []).append(mission)
    seen = {one.vehicle: one for one in events.vans}
    minutes = {one.vehicle: one.minutes for one in events.delays}
    lost = {one.vehicle: min(one.at, now) for one in events.lost}
    elsewhere = frozenset(name for one in events.vans for name in one.done)
    found = {}
    for vehicle in operation.vehicles:
        late = timedelta(minutes=minutes.get(vehicle.id, 0.0))
        at = lost.get(vehicle.id)
        profile, depot = operation.profile(vehicle), operation.depot(vehicle).position
        look = _Look(
            ground,
            profile,
            events.absent,
            at or now,
            late,
            depot,
            drives_on=at is None,
            rest=timedelta(seconds=operation.policy.rest_s),
            in_windows=goes_out_again(made),
        )
        own = seen.get(vehicle.id)
        others = elsewhere - frozenset(own.done if own else ())
        today = drives_today(missions.get(vehicle.id, ()), own, at or now)
        found[vehicle.id] = look.van_today(vehicle.id, today, own, others)
    return found


@dataclass(frozen=True, slots=True)
class _Look:
    ground: Ground
    profile: Profile
    absent: frozenset[str]
    now: datetime
    late: timedelta
    depot: LonLat
    drives_on: bool = True
    rest: timedelta = timedelta()
    in_windows: bool = False

    @property
    def time_s(self) -> FloatArray:
        """Give the seconds that whole stretches (S) take."""
        return self.ground.seconds(self.profile)

    def van_today(self, name: str, today: DrivesToday, seen: VanSeen | None, others: frozenset[str]) -> VanNow:
        """Give one van with all that its day has seen: the drive it is in, those before and those after."""
        doors, told = today.doors_over, None if seen is None else set(seen.done)
        aboard = set(() if seen is None or seen.aboard is None else seen.aboard)
        own = seen if seen is None else replace(seen, done=tuple(n for n in seen.done if n not in doors or n in aboard))
        van = replace(self.van(name, today.now, own, others), drive=today.now, later=today.later)
        handed_over, trips = self._handed_over(today, told, aboard, others)
        start = van.start
        if start is None and today.over and today.now is not None:
            start = self._at_home(today, today.now, today.over[-1])
        elif start is not None and today.now is not None:
            start = self._counted(start, today, today.now)
        if start is not None:
            start = replace(start, trips_done=start.trips_done + today.trips_before + trips)
        return replace(
            van,
            start=start,
            not_before=van.not_before if start is None else None,
            boarded=van.boarded | handed_over.keys(),
            delivered={**handed_over, **van.delivered},
        )

    def _handed_over(
        self, today: DrivesToday, told: set[str] | None, aboard: set[str], others: frozenset[str]
    ) -> tuple[dict[str, str], int]:
        """Give who of the drives that are over was handed over, where, and in how many trips."""
        found: dict[str, str] = {}
        trips = 0
        for mission in today.over:
            for number, trip in enumerate(mission.trips):
                names = [*(mission.aboard if number == 0 else ()), *(stop.request for stop in trip.stops)]
                here = [name for name in names if name not in self.absent | others | aboard]
                here = [name for name in here if told is None or name in told or name in mission.aboard]
                found |= dict.fromkeys(here, trip.shelter)
                trips += bool(here)
        return found, trips

    def _at_home(self, today: DrivesToday, following: Mission, last: Mission) -> Underway:
        """Give a van that is at its depot between two drives: it leaves again when its crew has rested."""
        first = next(steps_of(following)).leg
        free_at = max(_full_second(self.now), last.returns_at + self.rest)
        return Underway(
            at=road_point(self.ground.graph, first.arcs[0], first.start_fraction),
            since=max(free_at, _full_second(following.departs_at + self.late)) if self.late else free_at,
            place=following.depot,
            exposure=today.exposure,
            out_s=today.out_s,
            home_since=last.returns_at,
            wave=last.wave if self.in_windows else 0,
        )

    def _counted(self, start: Underway, today: DrivesToday, mission: Mission) -> Underway:
        """Give where a van is with what its crew has behind it; at home for good, it may leave again when rested."""
        before = mission.underway.out_s if mission.underway else 0.0
        is_home = start.place == mission.depot and not start.aboard and start.since >= mission.returns_at
        ends_at = min(start.since, mission.returns_at) if is_home else start.since
        waits = mission.underway if start.place == mission.depot and not is_home else None
        if waits is not None:
            # An earlier re-planning found it at home, and it has not left again.
            return replace(start, out_s=waits.out_s, home_since=waits.home_since, wave=waits.wave)
        return replace(
            start,
            since=max(start.since, mission.returns_at + self.rest) if is_home else start.since,
            exposure=start.exposure + today.exposure,
            out_s=today.out_s + before + max(0.0, (ends_at - mission.departs_at).total_seconds()),
            home_since=mission.returns_at if is_home else None,
            wave=mission.wave if self.in_windows else 0,
        )

    def van(self, name: str, mission: Mission | None, seen: VanSeen | None, others: frozenset[str]) -> VanNow:
        """Give one van; `others`: households that boarded other vans."""
        if mission is None:
            return self._without_a_plan(name, seen)
        clock = reached(mission, seen.seen_at if seen and seen.position else self.now)
        if mission.underway is None and not self._has_left(clock, seen):
            leaves_at = mission.departs_at + self.late if self.late else None
            return VanNow(vehicle=name, not_before=leaves_at)
        boarded = self._boarded(mission, clock, seen, others)
        aboard, delivered, trips = self._inside(mission, clock, seen, boarded, others)
        where = self._where(mission, clock, seen, _until_last(mission, boarded, delivered))
        done = mission.underway.trips_done if mission.underway else 0
        start = Underway(
            at=where.at,
            since=where.since + self.late,
            place="" if aboard else where.place,
            aboard=aboard,
            trips_done=done + trips,
            exposure=(mission.underway.exposure if mission.underway else 0.0) + where.exposure,
        )
        van = VanNow(
            vehicle=name, start=start, boarded=boarded, delivered=delivered, leg=where.leg, place=where.arc_place
        )
        return van if start.place == mission.depot else self._off_closed_roads(van, start)

    def _has_left(self, clock: Reached, seen: VanSeen | None) -> bool:
        """Tell whether a van is out: by its clock, unless it was seen at its depot with nothing done."""
        if seen is None or seen.done or seen.position is None:
            return bool(clock.over) or not clock.waiting or (seen is not None and bool(seen.done))
        x_m, y_m = to_metric(self.ground.graph.crs, *seen.position)
        depot_x_m, depot_y_m = to_metric(self.ground.graph.crs, *self.depot)
        return math.hypot(float(x_m) - float(depot_x_m), float(y_m) - float(depot_y_m)) > AT_THE_DEPOT_M

    def _without_a_plan(self, name: str, seen: VanSeen | None) -> VanNow:
        if seen is None or seen.position is None:
            return VanNow(vehicle=name, not_before=self.now + self.late if self.late else None)
        aboard = seen.done if seen.aboard is None else seen.aboard
        start = Underway(at=self._snapped(name, seen.position), since=_full_second(self.now) + self.late, aboard=aboard)
        gone = {request: "" for request in seen.done if request not in aboard}
        van = VanNow(vehicle=name, start=start, boarded=frozenset(seen.done), delivered=gone)
        return self._off_closed_roads(van, start)

    def _boarded(
        self, mission: Mission, clock: Reached, seen: VanSeen | None, others: frozenset[str]
    ) -> frozenset[str]:
        """Give who has boarded: by what was seen, else by the clock; who is boarding counts, who is absent does not."""
        if seen is not None:
            return frozenset((*seen.done, *mission.aboard))
        steps = clock.over if clock.now is None or clock.driving or clock.waiting else (*clock.over, clock.now)
        names = frozenset(step.stop.request for step in steps if step.stop is not None)
        return (names - self.absent - others) | frozenset(mission.aboard)

    def _inside(
        self, mission: Mission, clock: Reached, seen: VanSeen | None, boarded: frozenset[str], others: frozenset[str]
    ) -> tuple[tuple[str, ...], dict[str, str], int]:
        """Give who is aboard, who was handed over at which shelter, and how many trips are done."""
        ended = {step.trip for step in clock.over if step.shelter}
        if clock.now is not None and clock.now.shelter and not clock.driving and not clock.waiting:
            ended.add(clock.now.trip)
        shelters: dict[str, tuple[int, str]] = {}
        order: list[str] = []
        for number, trip in enumerate(mission.trips):
            for name in (*(mission.aboard if number == 0 else ()), *(stop.request for stop in trip.stops)):
                shelters[name], order = (number, trip.shelter), [*order, name]
        order += [name for name in sorted(boarded) if name not in shelters]
        told = None if seen is None else seen.aboard
        # By the clock a trip has ended; if people say that a door of it is not done, it has not.
        ended = {
            number
            for number in ended
            if {stop.request for stop in mission.trips[number].stops} - self.absent - others <= boarded
        }
        delivered: dict[str, str] = {}
        for name in order:
            handed_over = name not in told if told is not None else shelters.get(name, (-1, ""))[0] in ended
            if name in boarded and handed_over:
                delivered[name] = shelters[name][1] if name in shelters else ""
        aboard = tuple(name for name in order if name in boarded and name not in delivered)
        return aboard, delivered, len({shelters[name][0] for name in delivered if name in shelters})

    def _where(self, mission: Mission, clock: Reached, seen: VanSeen | None, over: tuple[Step, ...]) -> _Where:
        """Give where a van is; `over`: what it has done by the word of people."""
        if seen is not None and seen.position is not None:
            return self._seen_at(mission, seen, seen.position, over)
        told = _doors(over)
        if seen is None or told in {_doors(clock.over), _doors((*clock.over, *([clock.now] if clock.now else [])))}:
            return self._by_clock(mission, clock)
        return self._by_what_is_done(mission, over)

    def _by_clock(self, mission: Mission, clock: Reached) -> _Where:
        now, exposure = _full_second(self.now), gathered(clock.over)
        step = clock.now
        if step is None:
            at = end_of(self.ground.graph, mission.way_home)
            return _Where(at, now, exposure, place=mission.depot)
        if clock.waiting:
            return self._waiting(mission, clock, step, exposure)
        if clock.driving:
            return self._on_the_leg(step, (now - step.leg.departs_at).total_seconds(), exposure)
        at, share = end_of(self.ground.graph, step.leg), step.leg.exposure + (step.stop.exposure if step.stop else 0.0)
        if step.stop is not None and step.stop.request in self.absent:
            return _Where(step.stop.at, now, exposure + share)
        free_at = _full_second(max(step.ends_at, now))
        return _Where(step.stop.at if step.stop else at, free_at, exposure + share, place=step.shelter)

    def _waiting(self, mission: Mission, clock: Reached, step: Step, exposure: float) -> _Where:
        """Give a van that stands and waits for its next drive: at a shelter, or where an earlier re-plan found it."""
        now = _full_second(self.now)
        if clock.over:
            return _Where(end_of(self.ground.graph, clock.over[-1].leg), now, exposure, place=clock.over[-1].shelter)
        if mission.underway is None:
            at = road_point(self.ground.graph, step.leg.arcs[0], step.leg.start_fraction)
            return _Where(at, now, exposure, place=mission.depot)
        since = max(now, _full_second(mission.underway.since))
        return _Where(mission.underway.at, since, exposure, place=mission.underway.place)

    def _by_what_is_done(self, mission: Mission, over: tuple[Step, ...]) -> _Where:
        """Give a van of which people say what it has done, not where it is: where it did the last of it."""
        now = _full_second(self.now)
        if over:
            at = over[-1].stop.at if over[-1].stop else end_of(self.ground.graph, over[-1].leg)
            return _Where(at, now, gathered(over), place=over[-1].shelter)
        if mission.underway is not None:
            return _Where(mission.underway.at, now, 0.0)
        first = next(steps_of(mission)).leg
        return _Where(road_point(self.ground.graph, first.arcs[0], first.start_fraction), now, 0.0)

    def _seen_at(self, mission: Mission, seen: VanSeen, position: LonLat, over: tuple[Step, ...]) -> _Where:
        """Give where a van is now that was seen at a point: farther along the drive it was in, else where it was."""
        point = self._snapped(seen.vehicle, position)
        for step in list(steps_of(mission))[len(over) :]:
            passed_s = seconds_to(self.ground.graph, step.leg, self.time_s, point)
            if passed_s is not None:
                since_s = max(0.0, (_full_second(self.now) - seen.seen_at).total_seconds())
                moved = self._on_the_leg(step, passed_s + since_s, gathered(over))
                return moved if since_s else replace(moved, at=point)
        return _Where(point, _full_second(self.now), gathered(over))

    def _on_the_leg(self, step: Step, into_s: float, exposure: float) -> _Where:
        place, fraction = after_seconds(self.ground.graph, step.leg, self.time_s, into_s)
        at = road_point(self.ground.graph, step.leg.arcs[place], fraction)
        share = min(1.0, into_s / step.leg.time_s) if step.leg.time_s > 0 else 1.0
        return _Where(at, _full_second(self.now), exposure + share * step.leg.exposure, leg=step.leg, arc_place=place)

    def _snapped(self, vehicle: str, position: LonLat) -> RoadPoint:
        try:
            return self.ground.snapper.snap(position, self.ground.drivable(self.profile), what=vehicle)
        except InputError as fault:
            raise InputError(fault.problem, fault.todo, field=f"vans[{vehicle}].position", **fault.facts) from None

    def _off_closed_roads(self, van: VanNow, start: Underway) -> VanNow:
        """Let a van that stands on a closed road drive back to the last crossing with an open one."""
        is_open = self.ground.open_in(self.profile, start.since)
        if not self.drives_on or is_open[self.ground.graph.arc_stretch[start.at.arc]]:
            return van
        found = last_open_crossing(self.ground.graph, van.leg, van.place, start.at, is_open, self.time_s)
        if found is None:
            return van
        at, back_s = found
        since = _full_second(start.since + timedelta(seconds=back_s))
        return replace(van, start=replace(start, at=at, since=since, place=""), leg=None, turns_back_s=back_s)


@dataclass(frozen=True, slots=True)
class _Where:
    """A place, from when on the van can leave it, and what its crew has gathered until then."""

    at: RoadPoint
    since: datetime
    exposure: float
    place: str = ""
    leg: Leg | None = None
    arc_place: int = 0


def _until_last(mission: Mission, boarded: Iterable[str], delivered: Iterable[str]) -> tuple[Step, ...]:
    """Give the steps of a mission up to the last door that is done, or the shelter where all were handed over."""
    done, gone, steps = set(boarded), set(delivered), tuple(steps_of(mission))
    last = -1
    for number, step in enumerate(steps):
        if step.stop is not None and step.stop.request in done:
            last = number
        if step.shelter and step.trip < len(mission.trips):
            names = {stop.request for stop in mission.trips[step.trip].stops} & done
            names |= set(mission.aboard if step.trip == 0 else ())
            if names and names <= gone:
                last = number
    return steps[: last + 1]


def _doors(steps: Iterable[Step]) -> frozenset[str]:
    return frozenset(step.stop.request for step in steps if step.stop is not None)


def _full_second(moment: datetime) -> datetime:
    """Give the moment, or the next full second: clock times of a plan are whole seconds."""
    return moment if moment.microsecond == 0 else moment.replace(microsecond=0) + timedelta(seconds=1)
