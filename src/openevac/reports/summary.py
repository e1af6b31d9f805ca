"""A plan's whole in words: figures, vans, fairness, sources with ages, remarks, what the map's signs mean."""

from __future__ import annotations

from dataclasses import dataclass

from openevac.domain.missions import FairnessRow, Mission, Plan, RestsOn
from openevac.domain.requests import PRIORITIES_HIGH_FIRST
from openevac.reports.departures import WaveTold, departure_in_words, is_told_of_waves, tell_waves
from openevac.reports.material import PlanMaterial
from openevac.reports.telling import LoadTold, TripTold
from openevac.reports.words import Words

OLD_H = 24.0
"""A source older than a day is marked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number that sums up the plan, and what it counts."""

    value: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VanTold:
    """One departure of a vehicle.

    `departure`: which of the day it is, "" for the only one. `routineness`: how routine its usual ways were and how
    routine it is; "" without a past.
    """

    vehicle: str
    crew: str
    departs: str
    returns: str
    trips: str
    people: str
    loads: tuple[LoadTold, ...]
    routineness: str
    departure: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FairnessTold:
    """How one group fared."""

    group: str
    asked: str
    taken: str
    people: str
    days_taken: str
    days_left: str
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceTold:
    """One source the plan rests on. `old`: worth a second look."""

    kind: str
    source: str
    when: str
    age: str
    remark: str
    old: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """Everything about a plan that is not one trip or one request."""

    title: str
    subtitle: str
    banners: tuple[str, ...]
    expiry: str
    figures: tuple[Figure, ...]
    alarm: str
    vans: tuple[VanTold, ...]
    fairness: tuple[FairnessTold, ...]
    sources: tuple[SourceTold, ...]
    remarks: tuple[str, ...]
    roads: str
    comparison: str
    codes: tuple[str, ...]
    waves: tuple[WaveTold, ...] = ()


def tell_plan(material: PlanMaterial, words: Words, trips: tuple[TripTold, ...]) -> Summary:
    """Tell the whole of a plan."""
    plan = material.plan
    return Summary(
        title=plan.operation,
        subtitle=" · ".join(
            (
                plan.region,
                words.say("made {moment}", moment=words.dated(plan.made_at)),
                words.say(DIALS[plan.dial.value]),
            )
        ),
        banners=tuple(words.say(banner) for banner in material.banners),
        expiry=words.say("Valid until {moment}. Then destroy it.", moment=words.dated(material.ends_at)),
        figures=tuple(_figures(material, words)),
        alarm=_alarm(material, words),
        vans=tuple(_van(words, plan, number, trips) for number in range(1, len(plan.missions) + 1)),
        fairness=tuple(_fairness(words, row) for row in plan.fairness.rows),
        sources=tuple(_source(words, row) for row in plan.rests_on),
        remarks=tuple(words.remark(remark) for remark in plan.remarks if not is_told_of_waves(remark)),
        roads=_roads(material, words),
        comparison=words.say(
            "Danger is compared, never promised away: × tells how many times as much. It is no probability."
        ),
        codes=_codes(plan, words),
        waves=tell_waves(plan, words),
    )


DIALS = {
    "quick": "leaning to fewer hours",
    "middle": "middle between hours and danger",
    "careful": "leaning to less danger",
}
"""What each value of the dial means for the reader."""


def _figures(material: PlanMaterial, words: Words) -> list[Figure]:
    totals = material.plan.totals
    by_priority = [str(totals.people_by_priority.get(priority.value, 0)) for priority in PRIORITIES_HIGH_FIRST]
    figures = [
        Figure(
            value=str(totals.people),
            label=words.say(
                "{people|person|people} of {households} {households|household|households} can be taken",
                people=totals.people,
                households=totals.households,
            ),
        ),
        Figure(
            value=" / ".join(by_priority),
            label=" / ".join(words.word(priority) for priority in PRIORITIES_HIGH_FIRST),
        ),
        Figure(
            value=str(len(material.plan.unserved)),
            label=words.say("{n|request stays|requests stay}, each with its reason", n=len(material.plan.unserved)),
        ),
        Figure(
            value=words.duration(totals.crew_time_s),
            label=words.say("of crews' time, {km} driven", km=words.km(totals.length_m)),
        ),
    ]
    leaving = [s for mission in material.plan.missions for t in mission.trips for s in t.stops if s.leaves_things]
    if leaving:
        saved = words.duration(sum(stop.saved_s for stop in leaving))
        label = words.say(
            "{n|household leaves|households leave} things behind: {saved} less at doors", n=len(leaving), saved=saved
        )
        figures.append(Figure(value=str(len(leaving)), label=label))
    asked = len(material.operation.aid)
    if asked:
        label = words.say("of {n} {n|parcel|parcels} ride along", n=asked)
        figures.append(Figure(value=str(asked - len(material.plan.unplaced)), label=label))
    if totals.person_exposure_fastest > 0:
        ratio = totals.person_exposure / totals.person_exposure_fastest
        label = words.say("danger for people against the fastest ways for the same people")
        figures.append(Figure(value=words.times(ratio), label=label))
    return figures


def _alarm(material: PlanMaterial, words: Words) -> str:
    fairness, totals = material.plan.fairness, material.plan.totals
    said = []
    if totals.required_served < totals.required_asked:
        missing = totals.required_asked - totals.required_served
        said.append(words.say("{n} required {n|request is|requests are} not in this plan.", n=missing))
    if fairness.lying_wait_too_long:
        said.append(words.say("Lying people wait over one and a half times as long as the middle of all."))
    if fairness.variant is not None:
        said.append(words.remark(fairness.variant))
    return " ".join(said)


def _van(words: Words, plan: Plan, number: int, trips: tuple[TripTold, ...]) -> VanTold:
    mission = plan.missions[number - 1]
    own = [trip for trip in trips if trip.van == number]
    fullest: dict[str, LoadTold] = {}
    for load in (load for trip in own for load in trip.loads):
        fullest[load.label] = max(fullest.get(load.label, load), load, key=lambda one: one.share)
    in_wave = words.say("{vehicle}, window {wave}", vehicle=mission.vehicle, wave=mission.wave)
    return VanTold(
        vehicle=in_wave if len(plan.waves) > 1 else mission.vehicle,
        crew=mission.crew,
        departs=words.clock(mission.departs_at),
        returns=words.clock(mission.returns_at),
        trips=str(len(mission.trips)),
        people=str(sum(trip.people for trip in own)),
        loads=tuple(fullest.values()),
        routineness=_routineness(words, mission),
        departure=departure_in_words(plan, mission, words),
    )


def _routineness(words: Words, mission: Mission) -> str:
    """Say how routine a mission is against its usual ways: 0 nothing driven before, 1 as yesterday."""
    if mission.routineness is None or mission.routineness_usual is None:
        return ""
    return words.say("routineness {usual:.1f} → {now:.1f}", usual=mission.routineness_usual, now=mission.routineness)


def _fairness(words: Words, row: FairnessRow) -> FairnessTold:
    return FairnessTold(
        group=words.group(row.group),
        asked=str(row.asked),
        taken=str(row.taken),
        people=str(row.people_taken),
        days_taken=words.days(row.median_days_taken),
        days_left=words.days(row.median_days_left),
        share=row.taken / row.asked if row.asked else 0.0,
    )


def _source(words: Words, row: RestsOn) -> SourceTold:
    return SourceTold(
        kind=words.source(row.kind),
        source=row.source,
        when=words.moment(row.observed_at) if row.observed_at else "–",
        age=words.age(row.age_h),
        remark=words.remark(row.remark),
        old=row.age_h is None or row.age_h > OLD_H,
    )


def _roads(material: PlanMaterial, words: Words) -> str:
    region = material.region
    said = [part for part in (region.source, region.licence, region.extract_date) if part]
    return words.say("Roads: {source}.", source=", ".join(said)) if said else ""


def _codes(plan: Plan, words: Words) -> tuple[str, ...]:
    once = len({mission.vehicle for mission in plan.missions}) == len(plan.missions)
    trips = (
        words.say("Trip 2-1: the second van's first trip. A number in a circle: a stop, in the order of driving.")
        if once
        else words.say("Trip 2-1: the second departure's first trip. A number in a circle: a stop, in driving order.")
    )
    return (
        trips,
        words.say(
            "A circle with a bar: a request that stays. A square: where vans start. A house: where people get off."
        ),
        words.say(
            "A triangle: a report of danger. Dotted red: nobody may drive there. Hatched: occupied or contested."
        ),
        *([words.say("A diamond: a relay, where people change vehicles.")] if _has_relay(plan) else []),
        words.say("Requests have codes, not names; the names are with the coordinator."),
    )


def _has_relay(plan: Plan) -> bool:
    return any(trip.hand_over is not None for mission in plan.missions for trip in mission.trips)
