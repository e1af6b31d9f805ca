"""A plan told in words, row by row: the page, the brief and the crew sheets lay these rows out and add nothing."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from openevac.domain.missions import Leg, Mission, Stop, Trip, Unserved
from openevac.domain.needs import MobilityClass, Needs
from openevac.domain.requests import PRIORITIES_HIGH_FIRST, EvacuationRequest
from openevac.reports.material import PlanMaterial
from openevac.reports.turning_back import latest_departures
from openevac.reports.words import Words

ALMOST_EQUAL = 1.05


@dataclass(frozen=True, slots=True, kw_only=True)
class LegTold:
    """One drive. `share`: its part of the trip's danger, 0 to 1."""

    departs: str
    arrives: str
    minutes: str
    km: str
    track: str
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class StopTold:
    """One halt at a door. `leave_by`: the moment after which the crew turns back."""

    number: int
    code: str
    place: str
    arrives: str
    departs: str
    minutes: str
    people: tuple[str, ...]
    things: tuple[str, ...]
    priority: str
    leave_by: str
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadTold:
    """The fullest moment of a trip against what the van holds. `share`: 0 to 1."""

    label: str
    said: str
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TripTold:
    """One trip. `danger`: against the least dangerous trip of the plan; empty for a lone trip."""

    code: str
    van: int
    number: int
    vehicle: str
    crew: str
    crew_size: int
    starts_from: str
    shelter: str
    day: str
    departs: str
    arrives: str
    unloaded: str
    duration: str
    km: str
    people: int
    danger: str
    stops: tuple[StopTold, ...]
    legs: tuple[LegTold, ...]
    loads: tuple[LoadTold, ...]
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnservedTold:
    """A request that stays, with the reason and how it was proved."""

    code: str
    place: str
    people: tuple[str, ...]
    priority: str
    required: bool
    waiting: str
    limit: str
    reason: str
    proof: str
    when: str


def tell_trips(material: PlanMaterial, words: Words) -> tuple[TripTold, ...]:
    """Tell every trip of the plan."""
    exposures = [trip.exposure for _, _, trip in material.trips if trip.exposure > 0]
    least = min(exposures) if len(exposures) > 1 else 0.0
    return tuple(_trip(material, words, mission, trip, code, least) for code, mission, trip in material.trips)


def tell_unserved(material: PlanMaterial, words: Words) -> tuple[UnservedTold, ...]:
    """Tell what stays: required requests first, then by priority, longest waiting first."""
    order = {priority: place for place, priority in enumerate(PRIORITIES_HIGH_FIRST)}
    rows = sorted(material.plan.unserved, key=lambda row: (not row.required, order[row.priority], -row.waiting_days))
    return tuple(_unserved(material, words, row) for row in rows)


def people_in_words(needs: Needs, words: Words) -> tuple[str, ...]:
    """Say who travels, by how they move: "2 × walks"."""
    counts = [(needs.count(mobility), mobility) for mobility in MobilityClass]
    return tuple(f"{count} × {words.word(mobility)}" for count, mobility in counts if count)


def things_in_words(needs: Needs, words: Words) -> tuple[str, ...]:
    """Say what makes the halt long: floors, weight, big pieces, pets, people over 100 kg."""
    said = {
        words.say("floor without lift: {floors}", floors=needs.carry_floors): needs.carry_floors,
        words.say("{kg} kg of things", kg=round(needs.belongings_kg)): needs.belongings_kg,
        words.say("{n} big {n|piece|pieces}", n=needs.bulky): needs.bulky,
        words.say("{n} {n|pet|pets}", n=needs.pets): needs.pets,
        words.say("over 100 kg: {n}", n=needs.over_100_kg): needs.over_100_kg,
        words.say("bed with care: {n}", n=needs.needs_care): needs.needs_care,
        words.say("bed without stairs: {n}", n=needs.needs_no_stairs): needs.needs_no_stairs,
    }
    return tuple(sentence for sentence, amount in said.items() if amount)


def _trip(material: PlanMaterial, words: Words, mission: Mission, trip: Trip, code: str, least: float) -> TripTold:
    van, number = (int(part) for part in code.split("-"))
    turn_back = latest_departures(material, mission, trip)
    whole = trip.exposure or 1.0
    return TripTold(
        code=code,
        van=van,
        number=number,
        vehicle=mission.vehicle,
        crew=mission.crew,
        crew_size=material.operation.crew(material.operation.vehicle(mission.vehicle)).size,
        starts_from=trip.starts_from,
        shelter=trip.shelter,
        day=words.day(trip.departs_at),
        departs=words.clock(trip.departs_at),
        arrives=words.clock(trip.arrives_at),
        unloaded=words.clock(trip.unloaded_at),
        duration=words.duration((trip.unloaded_at - trip.departs_at).total_seconds()),
        km=words.km(sum(leg.length_m for leg in trip.legs)),
        people=max((stop.aboard.people for stop in trip.stops), default=0),
        danger=_danger(words, trip.exposure / least) if least else "",
        stops=tuple(
            _stop(material, words, stop, place, words.clock(latest), whole)
            for place, (stop, latest) in enumerate(zip(trip.stops, turn_back, strict=True), 1)
        ),
        legs=tuple(_leg(words, leg, whole) for leg in trip.legs),
        loads=tuple(_loads(material, words, mission, trip)),
        after=_after(words, mission, trip, van),
    )


def _danger(words: Words, ratio: float) -> str:
    if ratio < ALMOST_EQUAL:
        return words.say("the least dangerous trip of this plan")
    return words.say("danger {times} the least dangerous trip of this plan", times=words.times(ratio))


def _stop(material: PlanMaterial, words: Words, stop: Stop, number: int, leave_by: str, whole: float) -> StopTold:
    request = material.operation.request(stop.request)
    return StopTold(
        number=number,
        code=stop.request,
        place=_place(material, request),
        arrives=words.clock(stop.arrives_at),
        departs=words.clock(stop.departs_at),
        minutes=words.minutes((stop.departs_at - stop.arrives_at).total_seconds()),
        people=people_in_words(request.needs, words),
        things=things_in_words(request.needs, words),
        priority=words.word(request.priority),
        leave_by=leave_by,
        share=stop.exposure / whole,
    )


def _leg(words: Words, leg: Leg, whole: float) -> LegTold:
    return LegTold(
        departs=words.clock(leg.departs_at),
        arrives=words.clock(leg.arrives_at),
        minutes=words.minutes(leg.time_s),
        km=words.km(leg.length_m),
        track=words.say("of it field track: {km}", km=words.km(leg.track_m)) if leg.track_m >= 50 else "",
        share=leg.exposure / whole,
    )


def _loads(material: PlanMaterial, words: Words, mission: Mission, trip: Trip) -> list[LoadTold]:
    _, kind = material.vehicle_of(mission)
    loads = [stop.aboard for stop in trip.stops]
    rows = [
        (words.say("seats"), max((load.seats_taken for load in loads), default=0), kind.seats),
        (words.say("wheelchair places"), max((load.wheelchairs for load in loads), default=0), kind.wheelchair_places),
        (words.say("stretchers"), max((load.stretchers for load in loads), default=0), kind.stretchers),
        (words.say("kg"), max((round(load.kg) for load in loads), default=0), round(kind.payload_kg)),
        (words.say("litres"), max((round(load.litres) for load in loads), default=0), round(kind.volume_l)),
    ]
    return [
        LoadTold(label=label, said=f"{words.number(used)} / {words.number(holds)}", share=used / holds)
        for label, used, holds in rows
        if holds
    ]


def _after(words: Words, mission: Mission, trip: Trip, van: int) -> str:
    for number, (earlier, later) in enumerate(pairwise(mission.trips), 2):
        if earlier is trip:
            return words.say("then trip {code} at {time}", code=f"{van}-{number}", time=words.clock(later.departs_at))
    return words.say("then empty to {depot}, back at {time}", depot=mission.depot, time=words.clock(mission.returns_at))


def _unserved(material: PlanMaterial, words: Words, row: Unserved) -> UnservedTold:
    request = material.operation.request(row.request)
    when = row.could_be_served_at
    return UnservedTold(
        code=row.request,
        place=_place(material, request),
        people=people_in_words(request.needs, words),
        priority=words.word(row.priority),
        required=row.required,
        waiting=words.days(row.waiting_days),
        limit=_as_sentence(words.word(row.limit)),
        reason=words.remark(row.reason),
        proof=words.remark(row.proof),
        when=words.moment(when) if when else words.say("nobody can say yet"),
    )


def _as_sentence(said: str) -> str:
    return said[:1].upper() + said[1:]


def _place(material: PlanMaterial, request: EvacuationRequest) -> str:
    return material.place_names.get(request.katottg, "")
