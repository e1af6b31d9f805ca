"""A plan told in words, row by row: the page, the brief and the crew sheets lay these rows out and add nothing."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from openevac.domain.legs import Leg
from openevac.domain.missions import ON_THE_WAY, Mission, Stop, Trip
from openevac.domain.needs import MobilityClass, Needs
from openevac.domain.requests import PRIORITIES_HIGH_FIRST, EvacuationRequest
from openevac.domain.unserved import Unserved
from openevac.reports.departures import departure_in_words, next_outing
from openevac.reports.material import PlanMaterial
from openevac.reports.on_foot import at_the_halt, left_at_home, met_needs
from openevac.reports.relays import ends_in_words, hand_over_in_words, taken_on_at, where_met_in_words
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
    """One halt at a door or meeting point. `leave_by`: the moment after which the crew turns back.

    `meeting`: which meeting point, how far people walk and when they leave home, or which relay, who brings them there
    and how long they wait; `left`: what they cannot carry there.
    `relay`: where people are taken on from another vehicle, "" at doors and meeting points; it is the place then, too.
    `things` ride; `stays`: what of the household's things stays behind and what that saves, "" where all rides.
    `gives`: the parcels to hand over before anybody boards, "" where there are none.
    """

    number: int
    code: str
    place: str
    arrives: str
    departs: str
    minutes: str
    people: tuple[str, ...]
    things: tuple[str, ...]
    stays: str
    gives: str
    priority: str
    leave_by: str
    share: float
    halt: str = ""
    relay: str = ""
    meeting: str = ""
    left: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadTold:
    """The fullest moment of a trip against what the van holds. `share`: 0 to 1."""

    label: str
    said: str
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TripTold:
    """One trip. `danger`: against the least dangerous trip of the plan; empty for a lone trip.

    `load_out`: the parcels to load where it starts, "" where there are none. `departure`: on a van's first trip after
    leaving its depot, which departure of the day that is and how long it rests before; "" where it goes out once.
    """

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
    load_out: str
    stops: tuple[StopTold, ...]
    legs: tuple[LegTold, ...]
    loads: tuple[LoadTold, ...]
    after: str
    departure: str = ""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class UnplacedTold:
    """A parcel that rides nowhere, with the reason and how it was proved."""

    parcel: str
    reason: str
    proof: str


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


def tell_unplaced(material: PlanMaterial, words: Words) -> tuple[UnplacedTold, ...]:
    """Tell which parcels ride nowhere, and why."""
    return tuple(
        UnplacedTold(
            parcel=parcels_in_words(material, (row.parcel,), words),
            reason=words.remark(row.reason),
            proof=words.remark(row.proof),
        )
        for row in material.plan.unplaced
    )


def parcels_in_words(material: PlanMaterial, names: tuple[str, ...], words: Words) -> str:
    """Say parcels with kind, weight and how long they may be out of the cold: "P-1 (medicine, 2 kg)"."""
    said = []
    for parcel in (material.operation.parcel(name) for name in names):
        facts = [words.word(parcel.kind), f"{words.number(parcel.kg)} {words.say('kg')}" if parcel.kg else ""]
        if parcel.cold_limit_s is not None:
            facts.append(words.say("cold: at most {minutes} out", minutes=words.minutes(parcel.cold_limit_s)))
        said.append(f"{parcel.id} ({', '.join(fact for fact in facts if fact)})")
    return ", ".join(said)


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


def stays_in_words(stop: Stop, words: Words) -> str:
    """Say what stays behind at a stop, and the minutes and danger that saves; "" where everything rides."""
    if not stop.leaves_things or stop.waited is not None:
        return ""  # what stayed at the door was said there
    left = (
        words.say("{kg} kg of things", kg=round(stop.left_kg)) if stop.left_kg else "",
        words.say("{litres} litres of things", litres=round(stop.left_l)) if stop.left_l else "",
        words.say("{n} big {n|piece|pieces}", n=stop.left_bulky) if stop.left_bulky else "",
    )
    said = words.say("Stays behind: {things}", things=", ".join(part for part in left if part))
    if stop.saved_s <= 0:
        return said
    minutes = words.minutes(stop.saved_s)
    if stop.person_exposure <= 0:
        return f"{said}; {words.say('saves {minutes} at the door', minutes=minutes)}"
    times = words.times(stop.saved_person_exposure / stop.person_exposure)
    saved = words.say("saves {minutes} at the door and {times} its danger for people", minutes=minutes, times=times)
    return f"{said}; {saved}"


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
        starts_from=words.say("on the way") if trip.starts_from == ON_THE_WAY else trip.starts_from,
        shelter=ends_in_words(trip, words),
        day=words.day(trip.departs_at),
        departs=words.clock(trip.departs_at),
        arrives=words.clock(trip.arrives_at),
        unloaded=words.clock(trip.unloaded_at),
        duration=words.duration((trip.unloaded_at - trip.departs_at).total_seconds()),
        km=words.km(sum(leg.length_m for leg in trip.legs)),
        people=max((stop.aboard.people for stop in trip.stops), default=0),
        danger=_danger(words, trip.exposure / least) if least else "",
        load_out=load_out_in_words(material, words, trip),
        stops=tuple(
            _stop(material, words, stop, place, words.clock(latest), whole)
            for place, (stop, latest) in enumerate(zip(trip.stops, turn_back, strict=True), 1)
        ),
        legs=tuple(_leg(words, leg, whole) for leg in trip.legs),
        loads=tuple(_loads(material, words, mission, trip)),
        after=_after(material, words, mission, trip, van),
        departure=departure_in_words(material.plan, mission, words) if trip is mission.trips[0] else "",
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
        place=taken_on_at(stop, words) or _place(material, request),
        arrives=words.clock(stop.arrives_at),
        departs=words.clock(stop.departs_at),
        minutes=words.minutes((stop.departs_at - stop.arrives_at).total_seconds()),
        people=people_in_words(request.needs, words),
        things=things_in_words(stop.taken(met_needs(request.needs, stop)), words),
        stays=stays_in_words(stop, words),
        gives=gives_in_words(material, words, stop),
        priority=words.word(request.priority),
        leave_by=leave_by,
        share=stop.exposure / whole,
        halt=at_the_halt(stop, words),
        relay=taken_on_at(stop, words),
        meeting=where_met_in_words(material, stop, words),
        left=left_at_home(stop, words),
    )


def gives_in_words(material: PlanMaterial, words: Words, stop: Stop) -> str:
    """Say which parcels are handed over at a stop before anybody boards; "" where there are none."""
    if not stop.gives:
        return ""
    parcels = (material.operation.parcel(name) for name in stop.gives)
    named = ", ".join(f"{parcel.id} ({words.word(parcel.kind)})" for parcel in parcels)
    return words.say("Hand over first: {parcels}", parcels=named)


def load_out_in_words(material: PlanMaterial, words: Words, trip: Trip) -> str:
    """Say which parcels to load where a trip starts; "" where there are none."""
    if not trip.loads_out:
        return ""
    parcels = parcels_in_words(material, trip.loads_out, words)
    return words.say("Load at {place}: {parcels}", place=trip.starts_from, parcels=parcels)


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


def _after(material: PlanMaterial, words: Words, mission: Mission, trip: Trip, van: int) -> str:
    handed, then = hand_over_in_words(material, trip, words), _then(material, words, mission, trip, van)
    return f"{handed}; {then}" if handed else then


def _then(material: PlanMaterial, words: Words, mission: Mission, trip: Trip, van: int) -> str:
    for number, (earlier, later) in enumerate(pairwise(mission.trips), 2):
        if earlier is trip:
            return words.say("then trip {code} at {time}", code=f"{van}-{number}", time=words.clock(later.departs_at))
    home = words.say("then empty to {depot}, back at {time}", depot=mission.depot, time=words.clock(mission.returns_at))
    again = next_outing(material.plan, mission)
    if again is None:
        return home
    code = f"{material.plan.missions.index(again) + 1}-1"
    rest = words.say("rest there until {time}, then trip {code}", time=words.clock(again.departs_at), code=code)
    return f"{home}; {rest}"


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
