"""Relays: who is brought to a point, who takes them on and when; needs no map.

Everybody who is brought to a relay is taken on there once, by another vehicle, after the slot and within the longest
wait. What is said of it must be so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from openevac.domain.missions import Mission, Plan, Stop, Trip
from openevac.domain.operation import Operation
from openevac.domain.relays import SLOT_S, HandOver, Relay, Waiting
from openevac.domain.remarks import Remark
from openevac.domain.situation import Situation
from openevac.planning.check.access import refuses
from openevac.planning.check.faults import Fault, FaultCode, Where, fault
from openevac.planning.check.hours import curfew_fault, under_curfew
from openevac.planning.check.tolerances import CLOCK_S, before, same_load, same_seconds, same_time


@dataclass(frozen=True, slots=True)
class Ride:
    """One household in one trip of a mission: its numbers in them (0 = first); `place` -1: aboard when it begins."""

    mission: Mission
    number: int
    place: int
    request: str

    @property
    def trip(self) -> Trip:
        """Give the trip."""
        return self.mission.trips[self.number]

    @property
    def stop(self) -> Stop | None:
        """Give the stop where it boards; None where it was aboard before."""
        return None if self.place < 0 else self.trip.stops[self.place]

    @property
    def waited(self) -> Waiting | None:
        """Give its wait at a relay before it boards here, where it has one."""
        return None if self.stop is None else self.stop.waited

    @property
    def where(self) -> Where:
        """Give its place in the plan."""
        return Where(vehicle=self.mission.vehicle, trip=self.number + 1, request=self.request)


def rides_of(missions: Sequence[Mission]) -> dict[str, list[Ride]]:
    """Give every ride of every household, in the order of the missions."""
    found: dict[str, list[Ride]] = defaultdict(list)
    for mission in missions:
        for number, trip in enumerate(mission.trips):
            for name in mission.aboard if number == 0 else ():
                found[name].append(Ride(mission, number, -1, name))
            for place, stop in enumerate(trip.stops):
                found[stop.request].append(Ride(mission, number, place, stop.request))
    return found


def check_known_relays(plan: Plan, operation: Operation) -> Iterator[Fault]:
    """Find relays that the operation does not have."""
    known = {relay.id for relay in operation.relays}
    for mission in plan.missions:
        for number, trip in enumerate(mission.trips, 1):
            named = {stop.relay for stop in trip.stops if stop.waited is not None}
            named |= {trip.hand_over.relay} if trip.hand_over is not None else set()
            for name in sorted(named - known):
                yield fault(
                    FaultCode.UNKNOWN_RELAY,
                    Where(vehicle=mission.vehicle, trip=number),
                    Remark(text="The operation has no relay '{relay}'.", facts={"relay": name}),
                )


def check_relays(
    missions: Sequence[Mission], operation: Operation, situation: Situation, codes: Mapping[str, str]
) -> Iterator[Fault]:
    """Find hand-overs that do not fit together: between vehicles, in time, in place, in things; `codes`: of relays."""
    for mission in missions:
        for number, trip in enumerate(mission.trips, 1):
            if trip.hand_over is not None:
                where = Where(vehicle=mission.vehicle, trip=number)
                yield from _check_allowed(operation, where)
                yield from _check_arrival(mission, trip, trip.hand_over, operation, situation, codes, where)
    for rides in rides_of(missions).values():
        brought = [ride for ride in rides if ride.trip.hand_over is not None]
        taken = [ride for ride in rides if ride.waited is not None]
        yield from _check_once(brought, taken)
        for ride in taken:
            yield from _check_allowed(operation, ride.where)
            yield from _check_on_foot(ride)
            if len(brought) == 1:
                yield from _check_taken(brought[0], ride, operation)


def _check_allowed(operation: Operation, where: Where) -> Iterator[Fault]:
    if not operation.policy.relays:
        text = "The policy uses no relays, and the plan hands people over at one."
        yield fault(FaultCode.RELAYS_OFF, where, Remark(text=text))


def _check_arrival(
    mission: Mission,
    trip: Trip,
    over: HandOver,
    operation: Operation,
    situation: Situation,
    codes: Mapping[str, str],
    where: Where,
) -> Iterator[Fault]:
    """Find slots off the grid or before everybody is out, and vehicles that may not be there then."""
    if over.slot.astimezone(UTC).timestamp() % SLOT_S or before(over.slot, trip.unloaded_at):
        yield fault(
            FaultCode.RELAY_SLOT,
            where,
            Remark(
                text="The hand-over at {slot} is no quarter of an hour, or the vehicle is unloaded only at {unloaded}.",
                facts={"slot": _said(over.slot), "unloaded": _said(trip.unloaded_at)},
            ),
        )
    if trip.shelter:
        text = "The trip ends at a relay and names a shelter, too."
        yield fault(FaultCode.RELAY_STATED, where, Remark(text=text))
    yield from _check_open(operation.relay(over.relay), trip.arrives_at, trip.unloaded_at, where)
    katottg = codes.get(over.relay, "")
    armoured = operation.profile(operation.vehicle(mission.vehicle)).armoured
    for rule in situation.access:
        if rule.katottg == katottg and refuses(rule, trip.arrives_at, trip.unloaded_at, armoured=armoured):
            yield fault(
                FaultCode.PLACE_ACCESS,
                where,
                Remark(
                    text="This vehicle may not enter the place, which is {access} by word of {source}.",
                    facts={"access": rule.access.value, "source": rule.source},
                ),
            )
    for curfew in situation.curfews:
        holds = katottg in curfew.places if curfew.places else True
        if holds and under_curfew(curfew, trip.arrives_at, trip.unloaded_at, situation.zone_info):
            yield curfew_fault(curfew, trip.arrives_at, trip.unloaded_at, where)


def _check_open(relay: Relay, from_: datetime, until: datetime, where: Where) -> Iterator[Fault]:
    too_early = relay.tw_early is not None and before(from_, relay.tw_early)
    if too_early or (relay.tw_late is not None and before(relay.tw_late, until)):
        yield fault(
            FaultCode.RELAY_HOURS,
            where,
            Remark(text="People are at the relay '{relay}' outside its hours.", facts={"relay": relay.id}),
        )


def _check_once(brought: list[Ride], taken: list[Ride]) -> Iterator[Fault]:
    """Find households that are brought to relays twice, to none, or are left at one."""
    if len(brought) > 1 or any(ride.waited is not None for ride in brought):
        text = "The household is handed over more than once; people change vehicles once at most."
        yield fault(FaultCode.HANDED_OVER_TWICE, brought[0].where, Remark(text=text))
    if brought and not taken:
        text = "The household is brought to a relay, and no vehicle takes it on."
        yield fault(FaultCode.LEFT_AT_RELAY, brought[0].where, Remark(text=text))
    if taken and not brought:
        text = "The household is taken on at a relay to which no vehicle brings it."
        yield fault(FaultCode.NOT_BROUGHT_TO_RELAY, taken[0].where, Remark(text=text))


def _check_on_foot(ride: Ride) -> Iterator[Fault]:
    stop = ride.stop
    if stop is not None and (stop.meeting_point or stop.walk is not None or stop.gives):
        text = "At a relay people change from one vehicle to another: nobody walks there, and no parcel is given."
        yield fault(FaultCode.RELAY_ON_FOOT, ride.where, Remark(text=text))


def _check_taken(inner: Ride, outer: Ride, operation: Operation) -> Iterator[Fault]:
    """Find what does not fit between the vehicle that brings a household and the one that takes it on."""
    over, stop, waited, where = inner.trip.hand_over, outer.stop, outer.waited, outer.where
    if over is None or stop is None or waited is None:
        return
    if waited.relay != over.relay or inner.mission.vehicle == outer.mission.vehicle:
        text = "The household is taken on elsewhere than where it is brought, or by the vehicle that brought it."
        yield fault(FaultCode.NOT_BROUGHT_TO_RELAY, where, Remark(text=text))
        return
    if before(stop.starts_at, over.slot):
        yield fault(
            FaultCode.RELAY_SLOT,
            where,
            Remark(
                text="Boarding begins at {starts}, before the hand-over at {slot}.",
                facts={"starts": _said(stop.starts_at), "slot": _said(over.slot)},
            ),
        )
    yield from _check_wait(inner, stop, waited, operation, where)
    yield from _check_open(operation.relay(over.relay), inner.trip.arrives_at, stop.departs_at, where)
    if not _same_things(inner.stop, stop):
        text = "What rides on from the relay is not what came along from home, or minutes are saved where none can be."
        yield fault(FaultCode.RELAY_STATED, where, Remark(text=text))


def _check_wait(inner: Ride, outer: Stop, waited: Waiting, operation: Operation, where: Where) -> Iterator[Fault]:
    waits_s = (outer.starts_at - inner.trip.arrives_at).total_seconds()
    if not same_time(waited.since, inner.trip.arrives_at) or not same_seconds(waited.time_s, waits_s):
        yield fault(
            FaultCode.RELAY_STATED,
            where,
            Remark(
                text="The plan says that people wait {stated_s} seconds at the relay; by the clock it is {waits_s}.",
                facts={"stated_s": round(waited.time_s), "waits_s": round(waits_s)},
            ),
        )
    if waits_s > operation.policy.max_relay_wait_s + CLOCK_S:
        yield fault(
            FaultCode.RELAY_WAIT,
            where,
            Remark(
                text="People wait {waits_min} minutes at the relay; the policy allows {most_min}.",
                facts={
                    "waits_min": round(waits_s / 60, 1),
                    "most_min": round(operation.policy.max_relay_wait_s / 60, 1),
                },
            ),
        )


def _same_things(inner: Stop | None, outer: Stop) -> bool:
    """Tell whether what rides on is what came along; of who was aboard before, all that is left came along."""
    walk = None if inner is None else inner.walk
    kg = (inner.left_kg if inner else 0.0) + (walk.left_kg if walk else 0.0)
    litres = (inner.left_l if inner else 0.0) + (walk.left_l if walk else 0.0)
    bulky = (inner.left_bulky if inner else 0) + (walk.left_bulky if walk else 0)
    same = same_load(outer.left_kg, kg) and same_load(outer.left_l, litres) and outer.left_bulky == bulky
    return same and not outer.saved_s and not outer.saved_person_exposure


def _said(moment: datetime) -> str:
    """Give a moment as faces expect it in facts: they say it on the local clock."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")
