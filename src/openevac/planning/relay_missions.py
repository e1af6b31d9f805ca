"""Missions of both sides of a relay as a plan states them: the hand-over, and who waited there how long."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from openevac.domain.missions import Mission, Stop, Trip
from openevac.domain.operation import Operation
from openevac.domain.relays import HandOver, Waiting, slot_after
from openevac.planning.check.measured import unloading_exposure, waited_exposure
from openevac.planning.ground import Ground


class Hall(NamedTuple):
    """What a shelter stands for that is a relay: which one, and the slot that was told; None = the first possible."""

    relay: str
    slot: datetime | None = None


@dataclass(frozen=True, slots=True)
class Brought:
    """A household at a relay: the trip that brought it and its stop there, None where it was aboard before."""

    trip: Trip
    stop: Stop | None


def halls_of(operation: Operation) -> dict[str, Hall]:
    """Give the relays of an operation as shelters of the same names, at any slot."""
    return {relay.id: Hall(relay.id) for relay in operation.relays}


def handing_over(mission: Mission, halls: Mapping[str, Hall], operation: Operation, ground: Ground) -> Mission:
    """Give a mission built with relays for shelters (`halls`, by the shelter's id) as one that hands people over there.

    `operation` is the one that is planned, in which relays are no shelters. The slot is the one told, or the first one
    at which people are out.
    """
    crew_size = operation.crew(operation.vehicle(mission.vehicle)).size
    trips = []
    for built in mission.trips:
        trip = built
        hall = halls.get(trip.shelter)
        if hall is not None:
            slot = slot_after(trip.unloaded_at)
            slot = slot if hall.slot is None else max(slot, hall.slot)
            over = HandOver(relay=hall.relay, slot=slot, exposure=0.0, person_exposure=0.0)
            bare = replace(trip, shelter="", hand_over=over)
            exposure = unloading_exposure(bare, ground.graph, ground.field)
            over = replace(over, exposure=exposure, person_exposure=exposure * crew_size)
            trip = replace(
                bare,
                hand_over=over,
                exposure=trip.exposure + exposure,
                person_exposure=trip.person_exposure + over.person_exposure,
            )
        trips.append(trip)
    return _with_trips(mission, trips)


def brought_by(mission: Mission) -> dict[str, Brought]:
    """Give the households that a mission brings to relays, those that were aboard when it began with its first trip."""
    found: dict[str, Brought] = {}
    for number, trip in enumerate(mission.trips):
        if trip.hand_over is not None:
            found |= {name: Brought(trip, None) for name in (mission.aboard if number == 0 else ())}
            found |= {stop.request: Brought(trip, stop) for stop in trip.stops}
    return found


def taking_on(mission: Mission, brought: Mapping[str, Brought], operation: Operation, ground: Ground) -> Mission:
    """Give a mission built with hand-overs for doors as one that takes people on at relays."""
    trips = []
    for trip in mission.trips:
        stops = tuple(
            stop
            if trip.hand_over is not None or stop.request not in brought
            else _taken_on(stop, brought[stop.request], operation, ground)
            for stop in trip.stops
        )
        waiting = sum(stop.waited.person_exposure for stop in stops if stop.waited is not None)
        trips.append(replace(trip, stops=stops, person_exposure=trip.person_exposure + waiting))
    return _with_trips(mission, trips)


def _taken_on(stop: Stop, brought: Brought, operation: Operation, ground: Ground) -> Stop:
    """Give the stop with the wait there; what stayed at the door stays, and saves nothing here."""
    if brought.trip.hand_over is None:
        raise ValueError("who is taken on at a relay was brought there")
    since, inner = brought.trip.arrives_at, brought.stop
    waited = Waiting(
        relay=brought.trip.hand_over.relay,
        since=since,
        time_s=(stop.starts_at - since).total_seconds(),
        exposure=0.0,
        person_exposure=0.0,
    )
    bare = replace(stop, waited=waited, saved_s=0.0, saved_person_exposure=0.0)
    if inner is not None:
        bare = replace(
            bare,
            left_kg=inner.left_kg + (inner.walk.left_kg if inner.walk else 0.0),
            left_l=inner.left_l + (inner.walk.left_l if inner.walk else 0.0),
            left_bulky=inner.left_bulky + (inner.walk.left_bulky if inner.walk else 0),
        )
    exposure = waited_exposure(bare, ground.field, operation)
    people = operation.request(stop.request).needs.party_size
    return replace(bare, waited=replace(waited, exposure=exposure, person_exposure=exposure * people))


def _with_trips(mission: Mission, trips: list[Trip]) -> Mission:
    """Give a mission with other trips and the sums that follow from them."""
    more = sum(new.exposure - old.exposure for new, old in zip(trips, mission.trips, strict=True))
    persons = sum(new.person_exposure - old.person_exposure for new, old in zip(trips, mission.trips, strict=True))
    return replace(
        mission,
        trips=tuple(trips),
        exposure=mission.exposure + more,
        person_exposure=mission.person_exposure + persons,
    )
