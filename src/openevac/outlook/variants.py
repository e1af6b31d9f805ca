"""From the question to what is simulated: the vans' timetables, and the variants with one thing made easier."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from openevac.domain.legs import RoadPoint
from openevac.domain.places import Access
from openevac.domain.remarks import Remark
from openevac.domain.shelters import Shelter
from openevac.domain.vehicles import Profile
from openevac.outlook.answer import Relaxed
from openevac.outlook.asked import Fleet, Van, one_more_van
from openevac.outlook.crowd import (
    Heads,
    Room,
    all_beds,
    bed_pools,
    boarding_of,
    example_of,
    full_load,
    heads_of,
    room_of,
)
from openevac.outlook.draws import DRAWN_TRIPS, Draws, Minutes
from openevac.outlook.futures import Setup, VanSetup
from openevac.outlook.legs import Drive, drive_all
from openevac.outlook.question import MORE_S, Question
from openevac.outlook.terrain import Terrain
from openevac.outlook.timetable import Timetable, clock_span, dwelt, entry_until, may_enter, work_left
from openevac.rules.spans import Span, meet

Say = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class _Route:
    """Vans that drive the same ways: one look-up of drives serves them all."""

    profile: Profile
    depot: tuple[float, float]
    crew: int
    load: int


class Variants:
    """All setups of one question over the same draws. Drives are looked up once, for the longest day."""

    def __init__(self, question: Question, terrain: Terrain, draws: Draws, say: Say) -> None:
        self.question = question
        self._terrain = terrain
        self._draws = draws
        self._numbers = question.situation.profile
        self._example = example_of(question.people)
        self.heads = heads_of(question.people)
        self.shelter = self._shelter_counted()
        vans = question.fleet.vans
        routes = list(dict.fromkeys(self._route(van) for van in vans))
        self._tables = {}
        for number, route in enumerate(routes):
            say("round trips by the hour", number / len(routes))
            self._tables[route] = self._timetable(route, next(van for van in vans if self._route(van) == route))
        self._minutes: dict[int, Minutes] = {}

    def setup(self, relaxed: Relaxed | None = None) -> Setup:
        """Give the question itself, or the question with one thing made easier."""
        fleet = self.question.fleet
        if relaxed is Relaxed.ONE_MORE_VAN:
            fleet = one_more_van(fleet)
        if relaxed is Relaxed.NO_REST_DAYS:
            fleet = replace(fleet, days_off=0)
        ceiling = self.question.policy.max_exposure_per_trip
        return Setup(
            vans=tuple(self._van(van, number, fleet, relaxed) for number, van in enumerate(fleet.vans)),
            heads=self.heads,
            beds=self.heads if relaxed is Relaxed.BEDS_FOR_ALL else self.beds(),
            nights=self.question.nights,
            ceiling=math.inf if ceiling is None or relaxed is Relaxed.NO_CEILING else ceiling,
        )

    def worth_trying(self) -> tuple[Relaxed, ...]:
        """Name what can be made easier at all: where nobody rests, rest days cannot be left out."""
        question = self.question
        idle = {
            Relaxed.NO_REST_DAYS: question.fleet.days_off == 0,
            Relaxed.NO_CURFEW: not any(
                not curfew.places or question.katottg in curfew.places for curfew in question.situation.curfews
            ),
            Relaxed.NO_CEILING: question.policy.max_exposure_per_trip is None,
            Relaxed.BEDS_FOR_ALL: all(bed >= head for bed, head in zip(self.beds(), self.heads, strict=True)),
        }
        return tuple(relaxed for relaxed in Relaxed if not idle.get(relaxed, False))

    def beds(self) -> Heads:
        """Give the beds of all shelters together, shared out among the kinds of people."""
        return bed_pools(all_beds(tuple(shelter.beds for shelter in self.question.shelters)), self.heads)

    def rooms(self) -> tuple[Room, ...]:
        """Give what each van of the fleet holds."""
        return tuple(room_of(van, self._example, self._numbers) for van in self.question.fleet.vans)

    def _van(self, van: Van, number: int, fleet: Fleet, relaxed: Relaxed | None) -> VanSetup:
        question, route = self.question, self._route(van)
        curfew = relaxed is not Relaxed.NO_CURFEW
        situation = question.situation if curfew else replace(question.situation, curfews=())
        day = question.day(MORE_S if relaxed is Relaxed.ONE_MORE_HOUR else 0.0)
        works = np.array([fleet.works(number, ahead) for ahead in range(self._draws.days)], dtype=np.bool_)
        work = work_left(situation, self._terrain, day)
        minutes = self._minutes_of(van)
        return VanSetup(
            room=room_of(van, self._example, self._numbers),
            crew=van.crew.size,
            table=self._within(self._tables[route], day, work),
            works=works if work is not None else np.zeros_like(works),
            enter_until=entry_until(
                situation,
                self._terrain,
                question.katottg,
                armoured=van.profile.armoured,
                days=self._draws.days,
            ),
            scene_s=minutes.least_s(route.load)
            if relaxed is Relaxed.LEAST_MINUTES
            else minutes.on_scene_s(number, route.load),
            trips=min(van.max_trips + (relaxed is Relaxed.ONE_MORE_TRIP), DRAWN_TRIPS),
        )

    def _within(self, table: Timetable, day: Span, work: Span | None) -> Timetable:
        """Give a timetable with the windows of one variant's day."""
        question, policy = self.question, self.question.policy
        leave = clock_span(
            question.after_start_s(policy.departure_early), question.after_start_s(policy.departure_late), day
        )
        shelter_open = clock_span(
            question.after_start_s(self.shelter.tw_early), question.after_start_s(self.shelter.tw_late), day
        )
        return replace(table, work=work or day, leave_depot=meet(leave, day) or day, shelter_open=shelter_open)

    def _minutes_of(self, van: Van) -> Minutes:
        hands = van.crew.carriers
        if hands not in self._minutes:
            boarding = boarding_of(self.question.people.households, van.crew, self._numbers)
            self._minutes[hands] = Minutes(boarding, self._numbers, self._draws)
        return self._minutes[hands]

    def _route(self, van: Van) -> _Route:
        load = full_load(room_of(van, self._example, self._numbers), self._example)
        return _Route(van.profile, van.depot.position, van.crew.size, load)

    def _timetable(self, route: _Route, van: Van) -> Timetable:
        halts = self._halt(van.profile, van)
        depot, door, shelter = halts
        aboard = route.crew + route.load / 2.0  # as many as the planner thinks aboard when it chooses ways
        drives = (
            Drive(depot, door, aboard),
            Drive(shelter, door, aboard),
            Drive(door, shelter, aboard),
            Drive(shelter, depot, aboard),
        )
        from_depot, from_shelter, out, home = drive_all(self._terrain, van.profile, drives)
        day = self.question.day(MORE_S)
        return Timetable(
            from_depot=from_depot,
            from_shelter=from_shelter,
            out=out,
            home=home,
            dwelt=dwelt(self._terrain.rates_at(door)),
            work=day,
            leave_depot=day,
            shelter_open=day,
            unloading_s=self.shelter.unloading_s,
        )

    def _halt(self, profile: Profile, van: Van) -> tuple[RoadPoint, RoadPoint, RoadPoint]:
        max_m, halt = self.question.policy.max_snap_m, self._terrain.halt
        return (
            halt(van.depot.position, profile, max_m, van.depot.id),
            halt(self.question.position, profile, max_m, "The place"),
            halt(self.shelter.position, profile, max_m, self.shelter.id),
        )

    def _shelter_counted(self) -> Shelter:
        """Give the shelter every drive is counted to: the farthest of those needed, the nearest needed first."""
        shelters = self.question.shelters
        if len(shelters) == 1:
            return shelters[0]
        profile = self.question.fleet.vans[0].profile
        max_m = self.question.policy.max_snap_m
        door = self._terrain.halt(self.question.position, profile, max_m, "The place")
        drives = [
            Drive(door, self._terrain.halt(shelter.position, profile, max_m, shelter.id), 1.0) for shelter in shelters
        ]
        away_s = [float(legs.time_s.min()) for legs in drive_all(self._terrain, profile, drives)]
        ordered = [shelters[number] for number in sorted(range(len(shelters)), key=lambda number: away_s[number])]
        for count in range(1, len(ordered)):
            pools = bed_pools(all_beds(tuple(shelter.beds for shelter in ordered[:count])), self.heads)
            if all(bed >= head for bed, head in zip(pools, self.heads, strict=True)):
                return ordered[count - 1]
        return ordered[-1]


def refusal(question: Question) -> Remark | None:
    """Say why the authorities let no van of the fleet into the place while it is looked at, or None."""
    rule = question.situation.access_of(question.katottg, question.starts_at) if question.katottg else None
    if rule is None or rule.valid_until is not None:
        return None
    if any(may_enter(rule, armoured=van.profile.armoured) for van in question.fleet.vans):
        return None
    facts: dict[str, str | int | float] = {"source": rule.source, "since": rule.since.isoformat()}
    if rule.access is Access.ARMOURED_ONLY:
        return Remark(
            text="Only armoured vehicles may enter the place since {since}, by word of {source}; none could come.",
            facts=facts,
        )
    return Remark(
        text="The place is closed to volunteers since {since}, by word of {source}.",
        facts=facts,
    )
