"""Departures in words: the windows of a plan, and a van that goes out, comes home, rests and goes out again."""

from __future__ import annotations

from dataclasses import dataclass

from openevac.domain.missions import DepartureWave, Mission, Plan
from openevac.domain.remarks import Remark
from openevac.reports.words import Words

ALMOST_EQUAL = 1.05


@dataclass(frozen=True, slots=True, kw_only=True)
class WaveTold:
    """One departure window: when, how exposed its ways are at its worst hour, and who leaves in it."""

    window: str
    danger: str
    leaves: str


def outings(plan: Plan, vehicle: str) -> tuple[Mission, ...]:
    """Give everything one vehicle drives on the day, in order of departure."""
    return tuple(sorted((m for m in plan.missions if m.vehicle == vehicle), key=lambda one: one.departs_at))


def next_outing(plan: Plan, mission: Mission) -> Mission | None:
    """Give what the vehicle drives after it has been home; None where this is its last."""
    return next((one for one in outings(plan, mission.vehicle) if one.departs_at > mission.departs_at), None)


def departure_in_words(plan: Plan, mission: Mission, words: Words) -> str:
    """Say which departure of its vehicle this is, and the rest before it; "" where the vehicle goes out once."""
    own = outings(plan, mission.vehicle)
    number = own.index(mission) + 1
    if len(own) == 1:
        return ""
    if number == 1:
        return words.say("Departure {number} of {count} that day.", number=number, count=len(own))
    return words.say(
        "Departure {number} of {count} that day: back at {depot} since {since}, rest there until {time}.",
        number=number, count=len(own), depot=mission.depot, since=words.clock(own[number - 2].returns_at),
        time=words.clock(mission.departs_at),
    )  # fmt: skip


def tell_waves(plan: Plan, words: Words) -> tuple[WaveTold, ...]:
    """Tell the departure windows; none where the day is in one piece."""
    if len(plan.waves) < 2:
        return ()
    return tuple(_wave(plan, number, wave, words) for number, wave in enumerate(plan.waves, 1))


def is_told_of_waves(remark: Remark) -> bool:
    """Tell whether a remark of a plan only says what `tell_waves` tells: a window, and the hour its ways are for."""
    return remark.facts.keys() >= {"number", "starts_at", "ends_at", "worst_at"}


def _wave(plan: Plan, number: int, wave: DepartureWave, words: Words) -> WaveTold:
    leaving = [f"{one.vehicle} {words.clock(one.departs_at)}" for one in plan.missions if one.wave == number]
    calm = wave.times_least < ALMOST_EQUAL
    return WaveTold(
        window=f"{number} · {words.clock(wave.starts_at)}–{words.clock(wave.ends_at)}",
        danger=words.say("as in the calmest hour")
        if calm
        else words.say(
            "up to {times} the calmest hour, worst at {time}",
            times=words.times(wave.times_least),
            time=words.clock(wave.worst_at),
        ),
        leaves=", ".join(leaving) if leaving else words.say("nobody"),
    )
