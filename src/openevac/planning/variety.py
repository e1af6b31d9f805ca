"""Variety: of equally good ways and minutes, those that earlier missions did not drive; reproducible by seed.

Equally good means: cost, exposure and person-exposure of the whole mission at most `variety.tolerance` above those of
its usual ways at its usual departure. Every window and ceiling holds as before, things and parcels ride as they did,
walks to meeting points move with the van, rests between drives stay; the referee judges every mission that changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import pairwise

from openevac.domain.legs import Leg
from openevac.domain.missions import Mission
from openevac.domain.past import Past
from openevac.domain.remarks import Remark
from openevac.domain.units import SECONDS_PER_HOUR, SECONDS_PER_MINUTE
from openevac.domain.vehicles import Profile
from openevac.hazards.weather import full_hour
from openevac.planning.aid import Aided, with_parcels_of
from openevac.planning.assemble import Frame, all_legs, faults_of, make_plan
from openevac.planning.avoiding import Asked, Avoiding
from openevac.planning.drafts import DraftDay
from openevac.planning.missions import Builder
from openevac.planning.outings import AT_ANY_TIME, free_between, too_much_together
from openevac.planning.pair_rule import alone_near_the_line, without_the_rule
from openevac.planning.prepare import Prepared
from openevac.planning.problem import Problem
from openevac.planning.routine import Routine
from openevac.planning.settle import Settled
from openevac.planning.ways import Key
from openevac.routing.path import Path

LEAST_GAIN = 0.01
"""A way less routine by less than this is the same way for whoever watches it."""

SAME_INDEX = 1e-6
"""Sums of the same numbers in another order differ by less."""

MINUTES_TRIED = 12
"""Departures built for one mission at most; each takes as long as a draft built on the map."""


_REFUSED = Remark(
    text="The referee did not accept other ways or another minute for {vehicles}: they drive as without variety."
)


@dataclass(frozen=True, slots=True)
class Varied:
    """A plan's missions after other ways and minutes were looked for, and what is to be said about it."""

    settled: Settled
    said: tuple[Remark, ...] = ()


def vary(aided: Aided, past: Past, frame: Frame) -> Varied:
    """Give the missions less routine where that costs nothing that counts, and say where nothing else is as good.

    Households, things and parcels ride as they did. Without past missions everything stays as it is. With the
    policy's `variety` off only the index is worked out.
    """
    prepared, settled = aided.prepared, aided.settled
    if not past.missions or not settled.missions:
        return Varied(settled)
    days = [day for day in settled.draft.days if day.trips]
    avoiding = Avoiding(prepared, past)
    drives = [
        _Drive(prepared, day, mission, avoiding.routine(mission.departs_at.date()), frame)
        for day, mission in zip(days, settled.missions, strict=True)
    ]
    varied, refused, said = settled.missions, list[Mission](), tuple[Remark, ...]()
    if prepared.problem.policy.variety:
        varied, refused = _less_routine(prepared, drives, avoiding, frame)
        said = tuple(_said(drives, varied, refused))
    missions = tuple(drive.with_index(mission) for drive, mission in zip(drives, varied, strict=True))
    builder = Builder(prepared)
    cost_s = sum(builder.cost_s(mission) for mission in missions)
    return Varied(replace(settled, missions=missions, score=settled.score._replace(less_cost_s=-cost_s)), said)


def _less_routine(
    prepared: Prepared, drives: list[_Drive], avoiding: Avoiding, frame: Frame
) -> tuple[tuple[Mission, ...], list[Mission]]:
    """Give every mission in the least routine form that the referee accepts, and those of which it accepted none.

    One after the other: each beside its vehicle's other drives as they are by then.
    """
    ways = avoiding.ways(one for drive in drives for one, _, _ in drive.routine_legs())
    missions, refused = [drive.usual for drive in drives], []
    for place, drive in enumerate(drives):
        beside = [one for other, one in enumerate(missions) if other != place and one.vehicle == drive.usual.vehicle]
        forms = drive.forms(ways, tuple(beside))
        accepted = (one for one in forms if _is_accepted(prepared, [*beside, one], frame))
        near = (one for one in accepted if _keeps_the_rule(prepared, missions, place, one, frame))
        missions[place] = next(near, drive.usual)
        if forms and missions[place] is drive.usual:
            refused.append(drive.usual)
    if not _is_accepted(prepared, missions, frame):
        missions = refused = [drive.usual for drive in drives]
    return tuple(missions), refused


def _is_accepted(prepared: Prepared, missions: list[Mission], frame: Frame) -> bool:
    survey = prepared.survey
    rules = without_the_rule(survey.operation)
    return not faults_of(survey.ground, rules, make_plan(survey.ground, rules, missions, frame))


def _keeps_the_rule(prepared: Prepared, missions: list[Mission], place: int, form: Mission, frame: Frame) -> bool:
    """Tell whether the whole plan keeps the rule of the second vehicle with one mission in another form."""
    return not alone_near_the_line(prepared, [*missions[:place], form, *missions[place + 1 :]], frame)


def _said(drives: list[_Drive], missions: Iterable[Mission], refused: list[Mission]) -> Iterator[Remark]:
    """Say which missions drive what earlier ones drove: no other way is equally good, or the referee refuses it."""
    stuck = [
        mission.drive
        for drive, mission in zip(drives, missions, strict=True)
        if drive.is_routine() and _arcs(mission) == _arcs(drive.usual) and drive.usual not in refused
    ]
    if stuck:
        yield Remark(
            text="No other way is equally good for {vehicles}: they drive where earlier missions drove.",
            facts={"vehicles": ", ".join(stuck)},
        )
    if refused:
        yield replace(_REFUSED, facts={"vehicles": ", ".join(mission.drive for mission in refused)})


def _arcs(mission: Mission) -> list[tuple[int, ...]]:
    return [leg.arcs for leg in all_legs(mission)]


@dataclass(frozen=True, slots=True)
class _Choice:
    """Another way for one drive of the day, and by how much less routine that drive becomes."""

    key: Key
    path: Path
    gain: float


class _Drive:
    """One mission beside the past: its usual form, and others that are equally good.

    It keeps to its place between the vehicle's other drives, which are told before other forms are looked for.
    """

    def __init__(self, prepared: Prepared, day: DraftDay, usual: Mission, routine: Routine, frame: Frame) -> None:
        self.usual = usual
        self._prepared, self._day, self._frame = prepared, day, frame
        self._ground, self._problem = prepared.survey.ground, prepared.problem
        self._numbers = self._ground.situation.profile
        self._profile: Profile = prepared.profile(day.vehicle)
        self._routine = routine
        self._beside: tuple[Mission, ...] = ()
        self._free = AT_ANY_TIME

    def is_routine(self) -> bool:
        """Tell whether its usual form is something that earlier missions drove."""
        return self._routine.of_mission(self.usual, self._profile) >= LEAST_GAIN

    def with_index(self, mission: Mission) -> Mission:
        """Give a mission with its routineness, and with that of the usual one."""
        usual, own = (self._routine.of_mission(one, self._profile) for one in (self.usual, mission))
        return replace(mission, routineness=own, routineness_usual=usual)

    def routine_legs(self) -> Iterator[tuple[Asked, Leg, float]]:
        """Give every drive that is routine, once, and how routine it is."""
        seen: set[Key] = set()
        for key, leg in zip(keys_of_day(self._problem, self._day), all_legs(self.usual), strict=True):
            if leg.arcs and key not in seen:
                seen.add(key)
                index = self._index(leg)
                if index >= LEAST_GAIN:
                    yield Asked(key, full_hour(leg.departs_at), self.usual.departs_at.date()), leg, index

    def forms(self, ways: Mapping[Asked, list[Path]], beside: tuple[Mission, ...]) -> list[Mission]:
        """Give the mission on less routine ways and at another minute, then at its own minute, where it differs.

        `ways`: other ways of its routine drives. `beside`: the other missions of its vehicle.
        """
        wave = self.usual.wave
        self._beside = beside
        self._free = free_between(
            self._problem, [one for one in beside if one.wave < wave], [one for one in beside if one.wave > wave]
        )
        preferred, mission = self._less_routine_ways(ways)
        moved = self._other_minute(Builder(self._prepared, preferred=preferred), mission)
        return [one for one in dict.fromkeys((moved, mission)) if one != self.usual]

    def _less_routine_ways(self, ways: Mapping[Asked, list[Path]]) -> tuple[dict[Key, Path], Mission]:
        """Give the ways preferred to the usual ones, all that were found or else those that fit one after another."""
        choices = sorted(self._choices(ways), key=lambda choice: -choice.gain)
        together = {choice.key: choice.path for choice in choices}
        mission = self._built(together)
        if mission is not None:
            return together, mission
        kept, mission = dict[Key, Path](), self.usual
        for choice in choices:
            more = {**kept, choice.key: choice.path}
            found = self._built(more)
            if found is not None:
                kept, mission = more, found
        return kept, mission

    def _built(self, preferred: dict[Key, Path]) -> Mission | None:
        departs_s = (self.usual.departs_at - self._problem.zero).total_seconds()
        if not preferred:
            return None
        return self._good(Builder(self._prepared, preferred=preferred), departs_s, self.usual)

    def _good(self, builder: Builder, not_before_s: float, before: Mission) -> Mission | None:
        """Build the day anew, and give it if it is as good as the usual mission and no more routine than `before`.

        Driven at other hours, the same ways can be more routine.
        """
        driven = builder.mission_from(self._day, max(not_before_s, self._free.early))
        if not isinstance(driven, Mission) or builder.over_ceiling(driven) is not None:
            return None
        found = with_parcels_of(self.usual, driven, self._prepared.survey.operation)
        if found is None or not self._fits_beside(found):
            return None
        pairs = (
            (builder.cost_s(found), builder.cost_s(self.usual)),
            (found.exposure, self.usual.exposure),
            (found.person_exposure, self.usual.person_exposure),
        )
        if not all(self._is_as_good(new, old) for new, old in pairs):
            return None
        now, then = (self._routine.of_mission(one, self._profile) for one in (found, before))
        return found if now <= then + SAME_INDEX else None

    def _fits_beside(self, mission: Mission) -> bool:
        returns_s = (mission.returns_at - self._problem.zero).total_seconds()
        if returns_s > self._free.late:
            return False
        return too_much_together(self._problem.policy, (*self._beside, mission)) is None

    def _is_as_good(self, new: float, old: float) -> bool:
        return new <= old * (1.0 + self._numbers.value("variety.tolerance"))

    def _choices(self, ways: Mapping[Asked, list[Path]]) -> Iterator[_Choice]:
        """Choose the least routine way of every drive, of those that are as good as the leg at its own time."""
        for asked, leg, now in self.routine_legs():
            driven = ((path, self._driven(leg, path)) for path in ways.get(asked, ()) if path.arcs != leg.arcs)
            good = [
                (self._index(other), path)
                for path, other in driven
                if other is not None and self._is_leg_as_good(other, leg)
            ]
            index, path = min(good, key=lambda one: one[0], default=(now, None))
            if path is not None and now - index >= LEAST_GAIN:
                yield _Choice(asked.key, path, now - index)

    def _driven(self, leg: Leg, path: Path) -> Leg | None:
        """Give the leg on another way as the referee measures it; None where a road is closed then."""
        measure = self._ground.measure(self._profile, path, leg.departs_at)
        if not measure.is_open:
            return None
        return replace(
            leg,
            arcs=path.arcs,
            start_fraction=path.start_fraction,
            end_fraction=path.end_fraction,
            time_s=measure.time_s,
            exposure=measure.exposure,
        )

    def _is_leg_as_good(self, new: Leg, old: Leg) -> bool:
        dial_s = self._problem.seconds_per_exposure
        costs = [leg.time_s + dial_s * leg.exposure * leg.people_aboard for leg in (new, old)]
        return self._is_as_good(*costs) and self._is_as_good(new.exposure, old.exposure)

    def _index(self, leg: Leg) -> float:
        return self._routine.index([self._routine.pieces(self._profile, leg)])

    def _other_minute(self, builder: Builder, mission: Mission) -> Mission:
        """Give the mission at the first of the seeded minutes, in its own hour, at which it is as good as usual."""
        departs_s = (mission.departs_at - self._problem.zero).total_seconds()
        moments = (departs_s + SECONDS_PER_MINUTE * minutes for minutes in self._minutes())
        in_its_hour = [one for one in moments if one // SECONDS_PER_HOUR == departs_s // SECONDS_PER_HOUR]
        for moment in in_its_hour[:MINUTES_TRIED]:
            found = self._good(builder, moment, mission)
            if found is not None and _same_hour(found, mission) and found.departs_at != mission.departs_at:
                return found
        return mission

    def _minutes(self) -> list[int]:
        """Give every shift of the departure in the order the seed draws; a digest is the same on every computer."""
        most = int(self._numbers.value("variety.jitter_min"))
        said = f"{self._frame.seed}|{self._frame.made_at.isoformat()}|{self.usual.vehicle}|{self.usual.departs_at}"
        shifts = [minutes for minutes in range(-most, most + 1) if minutes]
        return sorted(shifts, key=lambda minutes: sha256(f"{said}|{minutes}".encode()).digest())


def _same_hour(one: Mission, other: Mission) -> bool:
    return full_hour(one.departs_at) == full_hour(other.departs_at)


def keys_of_day(problem: Problem, day: DraftDay) -> list[Key]:
    """Give every drive of a day in order, the way home last."""
    vehicle = problem.vehicles[day.vehicle]
    points = [vehicle.depot]
    for trip in day.trips:
        points += [*(problem.point_of_request(request) for request in trip.requests)]
        points.append(problem.point_of_shelter(trip.shelter))
    points.append(vehicle.depot)
    return [(vehicle.profile, start, end) for start, end in pairwise(points)]
