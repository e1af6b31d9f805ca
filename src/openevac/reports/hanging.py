"""What a decision hangs on, the stop before the inner zone, silence and fallbacks, told for paper and terminal."""

from __future__ import annotations

from dataclasses import dataclass, replace

from openevac.domain.hanging import Fallback, HangsOn, Hinge, Silence, TurnBack
from openevac.domain.missions import Mission, Trip
from openevac.domain.units import SECONDS_PER_MINUTE
from openevac.reports.material import PlanMaterial
from openevac.reports.words import Words

UNITS = {
    "1/h": "1/h", "km": "km", "km/day": "km/day", "s": "s", "min": "min", "h": "h", "m": "m", "m/s": "m/s",
    "share": "share",
}  # fmt: skip
"""Units of numbers that danger hangs on, as templates; others are said as the profile has them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HangsOnTold:
    """One drive of the plan and the sentences about what its answer hangs on, the most pressing first."""

    drive: str
    lines: tuple[str, ...]


def tell_hangs_on(material: PlanMaterial, words: Words) -> tuple[HangsOnTold, ...]:
    """Tell what every drive hangs on; nothing for plans in which nobody asked."""
    return tuple(
        HangsOnTold(
            drive=one.drive,
            lines=tuple(_hinge(hinge, words) for hinge in one.hinges)
            or (words.say("No number within its range turns this answer."),),
        )
        for one in material.plan.hangs_on
    )


def stop_before_zone(material: PlanMaterial, words: Words, mission: Mission, trip: Trip) -> tuple[str, ...]:
    """Tell a crew where one trip stops before the inner zone, where phones fall silent, and which shelter else."""
    return (
        *(_turn_back(material, stop, words) for stop in _of(material, mission, trip).turn_backs),
        *(_silence(one, words) for one in silences_of(material, mission, trip)),
        *(_shelter(trip, one, words) for one in _of(material, mission, trip).fallbacks),
    )


def other_way(material: PlanMaterial, words: Words, mission: Mission, trip: Trip) -> tuple[str, ...]:
    """Tell the way that shares least with the most exposed drive of one trip."""
    return tuple(_way(trip, one, words) for one in _of(material, mission, trip).fallbacks)


def silences_of(material: PlanMaterial, mission: Mission, trip: Trip) -> tuple[Silence, ...]:
    """Give the silences that begin in one trip; those of the way home stand with the last."""
    number = mission.trips.index(trip) + 1
    last = number == len(mission.trips)
    own = (one for one in material.plan.silences if one.drive == mission.drive)
    return tuple(one for one in own if one.trip == number or (last and one.trip > number))


def _of(material: PlanMaterial, mission: Mission, trip: Trip) -> HangsOn:
    number = mission.trips.index(trip) + 1
    found = next((one for one in material.plan.hangs_on if one.drive == mission.drive), HangsOn(drive=mission.drive))
    return replace(
        found,
        turn_backs=tuple(one for one in found.turn_backs if one.trip == number),
        fallbacks=tuple(one for one in found.fallbacks if one.trip == number),
    )


def _hinge(hinge: Hinge, words: Words) -> str:
    facts = dict(hinge.remark.facts)
    if hinge.unit in UNITS:
        facts["unit"] = words.say(UNITS[hinge.unit])
    return words.remark(replace(hinge.remark, facts=facts))


def _turn_back(material: PlanMaterial, stop: TurnBack, words: Words) -> str:
    names = {place.katottg: place.name_uk for place in material.region.places}
    said = words.say(
        "STOP at {time}, after {km}, near {place}: armour on, control call to the people, word to base, "
        "final yes or turn back.",
        time=words.clock(stop.reaches_at),
        km=words.km(stop.after_m),
        place=names.get(stop.place, "-"),
    )
    if stop.latest_at is None:
        return said
    return f"{said} {words.say('Go on by {time}, later turn back.', time=words.clock(stop.latest_at))}"


def _silence(one: Silence, words: Words) -> str:
    return words.say(
        "No phones from {start} to {end} ({km}); silent until {until}, then it is an alarm.",
        start=words.clock(one.last_coverage_at),
        end=words.clock(one.covered_at),
        km=words.km(one.length_m),
        until=words.clock(one.silent_until),
    )


def _shelter(trip: Trip, one: Fallback, words: Words) -> str:
    if not one.shelter:
        why = words.remark(one.said)
        return f"{words.say('If {shelter} cannot take them:', shelter=trip.shelter)} {why[:1].lower()}{why[1:]}"
    return words.say(
        "If {shelter} cannot take them: {other}, {minutes} min, {percent} % of the trip's danger.",
        shelter=trip.shelter,
        other=one.shelter,
        minutes=_signed(one.extra_s / SECONDS_PER_MINUTE),
        percent=_percent(one.extra_exposure, trip),
    )


def _way(trip: Trip, one: Fallback, words: Words) -> str:
    if one.way_extra_s is None or one.way_shared is None:
        return words.say("Drive {drive} has no other way.", drive=one.way_leg)
    return words.say(
        "Other way for drive {drive}: {minutes} min, {percent} % of the trip's danger, {shared} % of the road "
        "the same.",
        drive=one.way_leg,
        minutes=_signed(one.way_extra_s / SECONDS_PER_MINUTE),
        percent=_percent(one.way_extra_exposure or 0.0, trip),
        shared=round(one.way_shared * 100),
    )


def _percent(extra: float, trip: Trip) -> str:
    return _signed(100 * extra / trip.exposure if trip.exposure else 0.0)


def _signed(value: float) -> str:
    """Say a difference with its sign: what is lost is told from what is gained."""
    return f"{round(value):+d}".replace("-", "−")
