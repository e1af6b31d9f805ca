"""A hand-over at a relay in words, for both crews: which point, when, with whom, how many, how long people wait."""

from __future__ import annotations

from openevac.domain.missions import Mission, Stop, Trip
from openevac.reports.material import PlanMaterial
from openevac.reports.on_foot import meeting_in_words
from openevac.reports.words import Words


def where_met_in_words(material: PlanMaterial, stop: Stop, words: Words) -> str:
    """Say the meeting point or the relay of a stop; "" for a stop at the door."""
    return meeting_in_words(stop, words) if stop.waited is None else _taken_on(material, stop, words)


def hand_over_in_words(material: PlanMaterial, trip: Trip, words: Words) -> str:
    """Say to whom the people of a trip are handed over, where and when; "" for a trip to a shelter."""
    if trip.hand_over is None:
        return ""
    names = _handed(material, trip)
    return words.say(
        "hand over at the relay {relay} at {time}: {n} {n|person|people} ({requests}) to {vehicles}",
        relay=trip.hand_over.relay,
        time=words.clock(trip.hand_over.slot),
        n=trip.stops[-1].aboard.people if trip.stops else _people(material, names),
        requests=", ".join(names),
        vehicles=", ".join(_takers(material, trip)),
    )


def _handed(material: PlanMaterial, trip: Trip) -> tuple[str, ...]:
    """Give who gets off where a trip ends at a relay; on the first trip of a van under way who sat in it, too."""
    riding = next((one.aboard for one, other in material.known_trips if other is trip and one.trips[0] is trip), ())
    return (*riding, *(stop.request for stop in trip.stops))


def _people(material: PlanMaterial, names: tuple[str, ...]) -> int:
    return sum(one.needs.party_size for one in material.operation.requests if one.id in names)


def ends_in_words(trip: Trip, words: Words) -> str:
    """Say where people get off: the shelter, or the relay."""
    return trip.shelter if trip.hand_over is None else words.say("relay {relay}", relay=trip.hand_over.relay)


def relay_rows(material: PlanMaterial, words: Words) -> list[tuple[str, str, str]]:
    """Give (trip, stop, what happens at a relay) for every hand-over, then for everybody whom a trip takes on there."""
    rows = []
    for code, _, trip in material.trips:
        over = hand_over_in_words(material, trip, words)
        rows += [(code, "", over)] if over else []
        rows += [
            (code, stop.request, _taken_on(material, stop, words)) for stop in trip.stops if stop.waited is not None
        ]
    return rows


def taken_on_at(stop: Stop, words: Words) -> str:
    """Name the relay of a stop as a place, so that nobody drives to the home of who waits there; "" elsewhere."""
    return "" if stop.waited is None else words.say("relay {relay}", relay=stop.waited.relay)


def _taken_on(material: PlanMaterial, stop: Stop, words: Words) -> str:
    found = _brought_by(material, stop)
    if stop.waited is None:
        return ""
    if found is None:
        return words.say(
            "relay {relay}: they stand there since {time}", relay=stop.waited.relay, time=words.clock(stop.waited.since)
        )
    mission, trip = found
    slot = stop.starts_at if trip.hand_over is None else trip.hand_over.slot
    return words.say(
        "relay {relay}: {vehicle} (crew {crew}) brings them, hand-over at {time}; they wait {minutes}",
        relay=stop.waited.relay,
        vehicle=mission.vehicle,
        crew=mission.crew,
        time=words.clock(slot),
        minutes=words.minutes(stop.waited.time_s),
    )


def _brought_by(material: PlanMaterial, stop: Stop) -> tuple[Mission, Trip] | None:
    for mission, trip in material.known_trips:
        if trip.hand_over is not None and stop.request in _handed(material, trip):
            return mission, trip
    return None


def _takers(material: PlanMaterial, trip: Trip) -> list[str]:
    """Give the vehicles that take on who is handed over, each with its crew."""
    names = _handed(material, trip)
    taking = {
        f"{mission.vehicle} ({mission.crew})"
        for mission, other in material.known_trips
        for stop in other.stops
        if stop.waited is not None and stop.request in names
    }
    return sorted(taking)
