"""The people to move as numbers: how many sit, roll and lie, what a van holds of them, how long they take to board."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from openevac.domain.exposure_profile import ExposureProfile
from openevac.domain.needs import Needs
from openevac.domain.shelters import Beds
from openevac.domain.vehicles import Crew
from openevac.outlook.asked import PeopleToMove, Van
from openevac.rules.service_time import carriers_needed, service_duration_s

FloatArray = npt.NDArray[np.float64]
LYING = Needs(stretchers=1)


class Heads(NamedTuple):
    """People by what they take up: an ordinary seat, a wheelchair place, a stretcher."""

    seated: int
    wheelchairs: int
    lying: int


@dataclass(frozen=True, slots=True)
class Room:
    """What one van takes at once: `seats`, of which each wheelchair and each stretcher folds some away.

    `wheelchairs` and `stretchers` always fit together, so that whom a van takes of one kind never costs the other.
    """

    seats: int
    wheelchairs: int
    seats_per_wheelchair: int
    stretchers: int
    seats_per_stretcher: int


def heads_of(people: PeopleToMove) -> Heads:
    """Give how many people sit, roll and lie, in the shares of the example households.

    By Sainte-Lague's rule, one person after another: with one person fewer nobody else changes kind.
    """
    example = example_of(people)
    asked = [0, 0, 0]
    for _ in range(people.count):
        kind = max(range(3), key=lambda number: (example[number] / (2 * asked[number] + 1), -number))
        asked[kind] += 1
    return Heads(*asked)


def example_of(people: PeopleToMove) -> Heads:
    """Give how the example households move; their shares are those of everybody."""
    return Heads(
        sum(needs.seats for needs in people.households),
        sum(needs.wheelchairs for needs in people.households),
        sum(needs.stretchers for needs in people.households),
    )


def room_of(van: Van, example: Heads, numbers: ExposureProfile) -> Room:
    """Give what a van holds of people who move like the example; nobody who lies without hands to carry them."""
    kind = van.kind
    carries = van.crew.carriers >= carriers_needed(LYING, numbers) and example.lying > 0
    stretchers = _at_most(kind.stretchers if carries else 0, kind.seats, kind.seats_per_stretcher)
    left = kind.seats - stretchers * kind.seats_per_stretcher
    return Room(
        seats=kind.seats,
        wheelchairs=_at_most(kind.wheelchair_places, left, kind.seats_per_wheelchair),
        seats_per_wheelchair=kind.seats_per_wheelchair,
        stretchers=stretchers,
        seats_per_stretcher=kind.seats_per_stretcher,
    )


def _at_most(places: int, seats: int, seats_each: int) -> int:
    return min(places, seats // seats_each) if seats_each else places


def full_load(room: Room, example: Heads) -> int:
    """Give how many people a full van carries when those aboard are mixed as the example is."""
    total = sum(example)
    if not example.seated:
        return max(1, min(room.wheelchairs, example.wheelchairs) + min(room.stretchers, example.lying))
    for people in range(room.seats + room.wheelchairs + room.stretchers, 1, -1):
        rolling = min(room.wheelchairs, people * example.wheelchairs / total)
        lying = min(room.stretchers, people * example.lying / total)
        folded = rolling * room.seats_per_wheelchair + lying * room.seats_per_stretcher
        if people - rolling - lying + folded <= room.seats + 1e-9:
            return people
    return 1


@dataclass(frozen=True, slots=True, eq=False)
class Boarding:
    """Seconds on scene for each person who leaves, as a sum of numbers of the exposure profile.

    `share` (K): how often each number counts for one person; `keys` name them. The formula of minutes on scene is a
    sum of numbers times counts, so the shares say all of it.
    """

    keys: tuple[str, ...]
    share: FloatArray

    def per_person_s(self, values: FloatArray) -> FloatArray:
        """Give the seconds a person takes for values of the numbers (..., K)."""
        return np.asarray(values @ self.share)


def boarding_of(households: tuple[Needs, ...], crew: Crew, numbers: ExposureProfile) -> Boarding:
    """Find the shares by asking the formula of minutes on scene for each number alone."""
    keys = tuple(sorted(key for key in numbers.numbers if key.startswith("service.") and key.endswith("_s")))
    nothing = numbers
    for key in keys:
        nothing = nothing.with_value(key, 0.0)
    people = sum(needs.party_size for needs in households)
    alike = Counter(households)

    def seconds(asked: ExposureProfile) -> float:
        return sum(times * service_duration_s(needs, crew, asked) for needs, times in alike.items())

    return Boarding(keys, np.array([seconds(nothing.with_value(key, 1.0)) / people for key in keys]))


def bed_pools(beds: Beds, heads: Heads) -> Heads:
    """Share beds out: who lies takes care beds, who rolls those without stairs or with care, others what is left."""
    care = min(beds.care, heads.lying)
    no_stairs = min(beds.no_stairs + beds.care - care, heads.wheelchairs)
    return Heads(beds.ordinary + beds.no_stairs + beds.care - care - no_stairs, no_stairs, care)


def all_beds(several: tuple[Beds, ...]) -> Beds:
    """Add up beds by kind."""
    return Beds(
        ordinary=sum(beds.ordinary for beds in several),
        no_stairs=sum(beds.no_stairs for beds in several),
        care=sum(beds.care for beds in several),
    )
