"""A day with relays as one without: who changes vehicles becomes two households, each with one ride.

Re-planning then works as on any other day. The first ride ends at a shelter that stands for the hand-over and is open
so that its slot can be kept; the second begins at a door at the relay. `rides_joined` makes one of the two again.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import count
from typing import NamedTuple

from openevac.domain.missions import Mission, Plan, Stop, Trip
from openevac.domain.needs import Needs
from openevac.domain.operation import Operation
from openevac.domain.relays import SLOT_S, SPARE_S, Relay
from openevac.domain.replanning import DayEvents, NotAtHome, VanSeen
from openevac.domain.requests import EvacuationRequest, Priority
from openevac.domain.shelters import Shelter
from openevac.planning.check.on_foot import needs_met
from openevac.planning.footways import nearest_place
from openevac.planning.ground import Ground
from openevac.planning.prepare import Prepared
from openevac.planning.relay_problem import ROOM_FOR_ALL
from openevac.planning.underway import vans_now

AS_TOLD, SOONER = 0, 1
ATTEMPTS = 8
"""Ways to keep one hand-over: as told, with an inner vehicle that comes sooner, and at one of three later slots.

At a later slot the inner vehicle first comes whenever it can, since it waits nowhere near the line for that; then just
in time, so that there is most time to board.
"""


class Stage(StrEnum):
    """Where a household that changes vehicles is: before the relay, at it, beyond it; or it changes no more."""

    AHEAD = "ahead"
    STANDING = "standing"
    TAKEN_ON = "taken_on"
    APART = "apart"


class InnerTrip(NamedTuple):
    """A trip of a plan that ends at a relay: the vehicle, the wave, and its number in the mission (0 = first)."""

    vehicle: str
    wave: int
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOverKept:
    """One hand-over of the plan in force and how it is kept. `hall`: the id of the shelter that stands for it.

    `told`: its slot in the plan; `arrives_at`: when the inner vehicle was to come. `attempt`: see ATTEMPTS.
    """

    hall: str
    relay: Relay
    katottg: str
    inner: InnerTrip
    households: tuple[str, ...]
    arrives_at: datetime
    told: datetime
    attempt: int = 0

    @property
    def slot(self) -> datetime:
        """Give the slot that is tried."""
        later = 0 if self.attempt in {AS_TOLD, SOONER} else self.attempt // 2
        return self.told + timedelta(seconds=SLOT_S * later)

    def as_shelter(self) -> Shelter:
        """Give the shelter that stands for it: open when an arrival keeps the slot."""
        closes = self.slot - timedelta(seconds=math.ceil(self.relay.unloading_s))
        just_in_time_s = 2 * SPARE_S if self.attempt % 2 else SLOT_S
        opens = {AS_TOLD: self.arrives_at, SOONER: None}.get(self.attempt, closes - timedelta(seconds=just_in_time_s))
        return Shelter(
            id=self.hall,
            position=self.relay.position,
            beds=ROOM_FOR_ALL,
            unloading_s=self.relay.unloading_s,
            tw_early=opens,
            tw_late=closes,
        )

    def boards_until(self, longest_s: float) -> datetime:
        """Give the last moment at which boarding may begin, whenever in its hours the inner vehicle comes."""
        opens = self.as_shelter().tw_early or self.arrives_at
        return max(self.slot, opens + timedelta(seconds=longest_s))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rides:
    """A plan in force, its operation and events, and what they are when everybody has one ride.

    `stages`: of who changes vehicles. `firsts`: the names of first rides; the second keeps the household's. `gone`:
    names of stops that nobody drives to any more. `brought`: who has got off at a relay.
    """

    made: Plan
    operation: Operation
    events: DayEvents
    ground: Ground
    now: datetime
    hand_overs: tuple[HandOverKept, ...] = ()
    stages: Mapping[str, Stage] = field(default_factory=dict)
    firsts: Mapping[str, str] = field(default_factory=dict)
    gone: Mapping[str, str] = field(default_factory=dict)
    brought: frozenset[str] = frozenset()

    @property
    def ahead(self) -> tuple[str, ...]:
        """Give who still has both rides, the first perhaps under way."""
        return tuple(name for name, stage in self.stages.items() if stage is Stage.AHEAD)

    def broken_by(self, served: Collection[str]) -> tuple[str, ...]:
        """Give who would lose one of two rides, where only these (by the names of rides) are fetched."""
        return tuple(name for name in self.ahead if name not in served or self.firsts[name] not in served)

    def apart(self, households: Iterable[str]) -> Rides:
        """Give the day in which some households change vehicles no more, and nobody comes just in time for them."""
        eased = tuple(replace(one, attempt=_eased(one.attempt)) for one in self.hand_overs)
        return replace(self, stages={**self.stages, **dict.fromkeys(households, Stage.APART)}, hand_overs=eased)

    def tried(self, households: Collection[str], attempt: int) -> Rides:
        """Give the day in which the hand-overs of some households are kept in another way."""
        return replace(
            self,
            hand_overs=tuple(
                replace(one, attempt=attempt) if set(one.households) & set(households) else one
                for one in self.hand_overs
            ),
        )

    def plan(self) -> Plan:
        """Give the plan in force with one ride a household."""
        if not self.hand_overs:
            return self.made
        return replace(self.made, missions=tuple(self._mission(one) for one in self.made.missions))

    def _mission(self, mission: Mission) -> Mission:
        trips = [
            self._trip(trip, InnerTrip(mission.vehicle, mission.wave, number))
            for number, trip in enumerate(mission.trips)
        ]
        underway = mission.underway
        if underway is not None and mission.trips and mission.trips[0].hand_over is not None:
            underway = replace(underway, aboard=tuple(self._first_name(name) for name in underway.aboard))
        return replace(mission, trips=tuple(trips), underway=underway)

    def _trip(self, trip: Trip, place: InnerTrip) -> Trip:
        if trip.hand_over is None:
            return replace(trip, stops=tuple(self._second_stop(stop) for stop in trip.stops))
        stops = tuple(replace(stop, request=self._first_name(stop.request)) for stop in trip.stops)
        hall = next(one.hall for one in self.hand_overs if one.inner == place)
        return replace(trip, stops=stops, shelter=hall, hand_over=None)

    def _first_name(self, household: str) -> str:
        """Give the name of a first ride: its own, the household's where there is one ride, or that of one over."""
        if self.stages[household] is Stage.APART:
            return household
        over_unseen = self.stages[household] is Stage.TAKEN_ON and household not in self.brought
        return self.gone[household] if over_unseen else self.firsts[household]

    def _second_stop(self, stop: Stop) -> Stop:
        if stop.waited is None:
            return stop
        name = self.gone[stop.request] if self.stages[stop.request] is Stage.APART else stop.request
        return replace(stop, request=name, waited=None, left_kg=0.0, left_l=0.0, left_bulky=0)

    def as_operation(self) -> Operation:
        """Give the operation with one ride a household and every hand-over as a shelter."""
        if not self.hand_overs:
            return self.operation
        halls = tuple(one.as_shelter() for one in self.hand_overs)
        requests = tuple(ride for one in self.operation.requests for ride in self._rides_of(one))
        return replace(self.operation, requests=requests, shelters=(*self.operation.shelters, *halls), relays=())

    def _rides_of(self, request: EvacuationRequest) -> Iterator[EvacuationRequest]:
        stage = self.stages.get(request.id, Stage.APART)
        if stage is Stage.APART:
            yield request
            return
        first = self._first_name(request.id)
        if first == self.firsts[request.id]:
            yield replace(request, id=first)
        yield self._as_met(request, stage)

    def _as_met(self, request: EvacuationRequest, stage: Stage) -> EvacuationRequest:
        """Give a household as the outer vehicle meets it; who stands at a relay is fetched whatever the hour."""
        kept = next(one for one in self.hand_overs if request.id in one.households)
        there = replace(
            request,
            position=kept.relay.position,
            katottg=kept.katottg,
            needs=replace(self._brought_along(request), carry_floors=0),
            tw_early=kept.slot,
            tw_late=kept.boards_until(self.operation.policy.max_relay_wait_s),
            release_time=None,
        )
        if stage is Stage.AHEAD:
            return there
        return replace(there, priority=Priority.URGENT, required=True, tw_early=None, tw_late=None)

    def _brought_along(self, request: EvacuationRequest) -> Needs:
        """Give the needs of a household with what the first ride takes along."""
        numbers = self.ground.situation.profile
        trips = (trip for mission in self.made.missions for trip in mission.trips if trip.hand_over is not None)
        stops = (stop for trip in trips for stop in trip.stops if stop.request == request.id)
        stop = next(stops, None)
        return request.needs if stop is None else stop.taken(needs_met(stop, self.operation, numbers))

    def as_events(self) -> DayEvents:
        """Give what happened in the names of rides; where nobody drives to any more, nobody is at home."""
        if not self.hand_overs:
            return self.events
        driven_to = {stop.request for mission in self.plan().missions for trip in mission.trips for stop in trip.stops}
        gone = tuple(NotAtHome(request=one, at=self.now) for one in self.gone.values() if one in driven_to)
        return replace(
            self.events,
            vans=tuple(self._seen(one) for one in self.events.vans),
            not_at_home=(*self.events.not_at_home, *gone),
        )

    def _seen(self, seen: VanSeen) -> VanSeen:
        mine = {name for one in self.hand_overs if one.inner.vehicle == seen.vehicle for name in one.households}

        def names(stated: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(self._first_name(name) if name in mine else name for name in stated)

        return replace(seen, done=names(seen.done), aboard=None if seen.aboard is None else names(seen.aboard))

    def bound(self, prepared: Prepared) -> Prepared:
        """Give the problem in which first rides end at their hand-overs, and nobody else gets off there."""
        if not self.hand_overs:
            return prepared
        problem = prepared.problem
        halls = {shelter.id: number for number, shelter in enumerate(problem.shelters)}
        for_relay = {
            halls[one.hall]: frozenset(
                row
                for row, request in enumerate(problem.requests)
                if request.id in {self.firsts[name] for name in one.households}
            )
            for one in self.hand_overs
        }
        return Prepared(survey=prepared.survey, problem=replace(problem, for_relay=for_relay))


def _eased(attempt: int) -> int:
    """Give the way to keep the same slot in which the inner vehicle comes whenever it can."""
    return attempt - 1 if attempt > SOONER and attempt % 2 else attempt


def rides_of(ground: Ground, operation: Operation, made: Plan, events: DayEvents, now: datetime) -> Rides:
    """Give a day in force as one of single rides: where everybody who changes vehicles is, by what was seen of vans.

    A hand-over falls apart where its vehicle, or the one that takes people on, is lost before it; and for a household
    that is not to be fetched. `operation` is the one `made` was made for, with the walk-ups left to the events.
    """
    taken = {one.id for one in (*operation.requests, *events.walk_ups)} | {one.id for one in operation.shelters}
    ids = _free_names(taken)
    hand_overs = tuple(_hand_overs(made, operation, ground, ids))
    households = [name for one in hand_overs for name in one.households]
    bare = Rides(
        made=made,
        operation=operation,
        events=events,
        ground=ground,
        now=now,
        hand_overs=hand_overs,
        stages=dict.fromkeys(households, Stage.AHEAD),
        firsts={name: next(ids) for name in households},
        gone={name: next(ids) for name in households},
    ).apart(events.absent.intersection(households))
    return bare if not hand_overs else _as_seen(bare)


def _as_seen(bare: Rides) -> Rides:
    """Give the stages by what was seen of vans, or by the clock."""
    vans = vans_now(bare.ground, bare.as_operation(), bare.plan(), bare.as_events(), bare.now)
    delivered = {name for van in vans.values() for name in van.delivered}
    boarded = {name for van in vans.values() for name in van.boarded}
    taken_on = {name for name in bare.ahead if name in boarded}
    brought = frozenset(name for name in bare.ahead if bare.firsts[name] in delivered)
    stages = dict.fromkeys(taken_on, Stage.TAKEN_ON) | dict.fromkeys(brought - taken_on, Stage.STANDING)
    lost = {one.vehicle for one in bare.events.lost}
    found = replace(bare, stages={**bare.stages, **stages}, brought=brought)
    outer = {
        stop.request: mission.vehicle
        for mission in bare.made.missions
        for trip in mission.trips
        for stop in trip.stops
        if stop.waited is not None
    }
    inner = {name: one.inner.vehicle for one in bare.hand_overs for name in one.households}
    return found.apart(name for name in found.ahead if {inner[name], outer.get(name, inner[name])} & lost)


def _hand_overs(made: Plan, operation: Operation, ground: Ground, ids: Iterator[str]) -> Iterator[HandOverKept]:
    for mission in made.missions:
        for number, trip in enumerate(mission.trips):
            if trip.hand_over is None:
                continue
            relay = operation.relay(trip.hand_over.relay)
            aboard = mission.aboard if number == 0 else ()
            yield HandOverKept(
                hall=next(ids),
                relay=relay,
                katottg=relay.katottg or nearest_place(ground, relay.position),
                inner=InnerTrip(mission.vehicle, mission.wave, number),
                households=(*aboard, *(stop.request for stop in trip.stops)),
                arrives_at=trip.arrives_at,
                told=trip.hand_over.slot,
            )


def _free_names(taken: Collection[str]) -> Iterator[str]:
    """Give ids that nothing of an operation has; people never read them."""
    return (name for name in (f"ride:{number}" for number in count(1)) if name not in taken)
