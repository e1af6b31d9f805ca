"""Hand-overs of a plan in force: kept as they were told, else sooner or later, else given up; and saying which."""

from __future__ import annotations

from collections.abc import Iterator

from openevac.domain.missions import Plan, Trip
from openevac.domain.remarks import Remark
from openevac.domain.replanning import Change
from openevac.planning.assemble import Frame, served_ids
from openevac.planning.replan_bench import Drafted, ReplanBench, TornApart
from openevac.planning.rides import ATTEMPTS, Rides, Stage


def first_of(rides: Rides, frame: Frame) -> tuple[ReplanBench, Drafted]:
    """Give the first plan of a day, and the bench it was made on.

    A hand-over that cannot be kept as it was told is tried in other ways; the way in which the fewest households lose
    their place is taken, the nearest to what was told of equal ones. Who still loses a ride changes vehicles no more:
    the inner vehicle brings them all the way where it can.
    """
    while True:
        bench = ReplanBench(rides, frame)
        found = bench.first()
        if isinstance(found, Drafted):
            return bench, found
        best, fewest = rides, found
        for attempt in range(1, ATTEMPTS):
            tried, bench, other = _tried(rides, found.households, attempt, frame)
            if len(_lost(other)) < len(fewest.lost):
                if isinstance(other, Drafted):
                    return bench, other
                best, fewest = tried, other
        rides = best.apart(fewest.households)


def _tried(
    rides: Rides, households: tuple[str, ...], attempt: int, frame: Frame
) -> tuple[Rides, ReplanBench, Drafted | TornApart]:
    """Keep some hand-overs in another way, and in the same way those that break for it: a later one delays the next."""
    moved = set(households)
    while True:
        tried = rides.tried(moved, attempt)
        bench = ReplanBench(tried, frame)
        found = bench.first()
        if isinstance(found, Drafted) or moved.issuperset(found.households):
            return tried, bench, found
        moved |= set(found.households)


def _lost(found: Drafted | TornApart) -> frozenset[str]:
    if isinstance(found, TornApart):
        return found.lost
    return frozenset(one.request for one in found.left)


def hand_overs_changed(rides: Rides, plan: Plan) -> Iterator[Change]:
    """Say which hand-overs are at another time, and which are given up; both crews have to know."""
    slots = {
        name: trip.hand_over.slot
        for mission in plan.missions
        for number, trip in enumerate(mission.trips)
        if trip.hand_over is not None
        for name in (*(mission.aboard if number == 0 else ()), *_names(trip))
    }
    for kept in rides.hand_overs:
        ahead = [name for name in kept.households if name in slots]
        facts = {"relay": kept.relay.id, "told": kept.told.isoformat()}
        if ahead and slots[ahead[0]] != kept.told:
            said = Remark(text=_LATER, facts={**facts, "at": slots[ahead[0]].isoformat(), "requests": ", ".join(ahead)})
            yield Change(vehicle=kept.inner.vehicle, remark=said)
        absent = rides.events.absent
        for name in kept.households:
            if rides.stages[name] is Stage.APART and name not in absent:
                given_up = Remark(text=_GIVEN_UP, facts={**facts, "request": name})
                yield Change(vehicle=kept.inner.vehicle, request=name, remark=given_up)
            elif rides.stages[name] is Stage.STANDING and name not in served_ids(plan.missions):
                stands = Remark(text=_STANDS, facts={"relay": kept.relay.id, "request": name})
                yield Change(request=name, remark=stands)


def _names(trip: Trip) -> tuple[str, ...]:
    return tuple(stop.request for stop in trip.stops)


_LATER = "The hand-over of {requests} at the relay {relay} is at {at} instead of {told}: ring both crews."
_GIVEN_UP = "The hand-over of {request} at the relay {relay} at {told} is given up: ring both crews."
_STANDS = "{request} stands at the relay {relay}, and no van was found to take them on: send one."
