"""A plan as it leaves the planner and as the referee reads it: mission > trip > stop, legs, reasons, fairness."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from openevac.domain.operation import Dial
from openevac.domain.requests import Priority

Fact = str | int | float
PLAN_FORMAT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """A sentence for people: an English template and what fills it, so that faces can translate the template."""

    text: str
    facts: dict[str, Fact] = field(default_factory=dict)

    def in_english(self) -> str:
        """Give the sentence with its facts filled in."""
        return self.text.format(**self.facts)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadPoint:
    """A point on the network: `fraction` (0 to 1) along `arc`, and how far the real point lies from it."""

    arc: int
    fraction: float
    snap_m: float
    lon: float
    lat: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """One drive between two halts, with everything a referee needs to drive it again on the graph.

    `arcs` are driven in order; the drive begins at `start_fraction` of the first and ends at `end_fraction` of
    the last. `exposure` is the vehicle's (expected encounters), `person_exposure` = exposure x `people_aboard`
    (crew included). `track_m`: metres on field and forest tracks.
    """

    arcs: tuple[int, ...]
    start_fraction: float
    end_fraction: float
    departs_at: datetime
    arrives_at: datetime
    time_s: float
    length_m: float
    track_m: float
    exposure: float
    people_aboard: int
    person_exposure: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What is aboard after a stop; `seats_taken` counts the seats that wheelchairs and stretchers fold away."""

    people: int = 0
    seats_taken: int = 0
    wheelchairs: int = 0
    stretchers: int = 0
    kg: float = 0.0
    litres: float = 0.0
    pets: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """One halt at a door. Service runs from `starts_at` to `departs_at`; before it the van waits on scene.

    `exposure` is that of one person outside any vehicle from `arrives_at` to `departs_at`. `people_on_scene`:
    crew, those aboard already and those who board here. `bypass`: the drive from the halt before to the halt
    after, without this stop; filled only where the policy has a ceiling on marginal person-exposure and the
    trip has other stops, so that a referee without a router can work out what this stop adds. It departs with
    the leg before the stop and carries the same people. What the stop adds: its dwell and the two legs beside it,
    less the bypass, and its party's share of all later legs and stops of the trip; a stop alone in its trip adds
    the trip, and the way home too when the mission has no other trip.
    """

    request: str
    at: RoadPoint
    arrives_at: datetime
    starts_at: datetime
    departs_at: datetime
    service_s: float
    exposure: float
    people_on_scene: int
    person_exposure: float
    aboard: Load
    bypass: Leg | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trip:
    """From where the van starts (depot or shelter) over its stops to the shelter where people get off.

    `legs` has one leg more than `stops`. Unloading runs from `arrives_at` to `unloaded_at`. `exposure` and
    `person_exposure` add up all legs and all stops of the trip.
    """

    starts_from: str
    shelter: str
    departs_at: datetime
    arrives_at: datetime
    unloaded_at: datetime
    stops: tuple[Stop, ...]
    legs: tuple[Leg, ...]
    exposure: float
    person_exposure: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Mission:
    """One vehicle's and crew's day: trips in order and the empty drive home from the last shelter.

    `exposure` and `person_exposure` add up the trips and the way home; the first is that of a crew member's day.
    """

    vehicle: str
    crew: str
    depot: str
    departs_at: datetime
    returns_at: datetime
    trips: tuple[Trip, ...]
    way_home: Leg
    exposure: float
    person_exposure: float


class Limit(StrEnum):
    """What can stand in the way of a request; the named limit is the one whose relaxing lets the referee accept it."""

    TOO_FAR_FROM_ROAD = "too_far_from_road"
    OUTSIDE_REGION = "outside_region"
    HELD_GROUND = "held_ground"
    BEYOND_BORDER = "beyond_border"
    PLACE_CLOSED = "place_closed"
    NO_ARMOURED_VEHICLE = "no_armoured_vehicle"
    NO_OPEN_WAY = "no_open_way"
    SEATS = "seats"
    WHEELCHAIR_PLACES = "wheelchair_places"
    STRETCHERS = "stretchers"
    PAYLOAD = "payload"
    VOLUME = "volume"
    PETS = "pets"
    CARRIERS = "carriers"
    STOP_TOO_LONG = "stop_too_long"
    TIME_WINDOW = "time_window"
    CURFEW = "curfew"
    CREW_HOURS = "crew_hours"
    SHELTER_HOURS = "shelter_hours"
    BEDS = "beds"
    CARE_BED = "care_bed"
    SHELTER_PETS = "shelter_pets"
    CEILING_TRIP = "ceiling_trip"
    CEILING_PERSON = "ceiling_person"
    CEILING_MARGINAL = "ceiling_marginal"
    FLEET_FULL = "fleet_full"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unserved:
    """A request that is not in the plan: why, proved how, since when it waits and when it could be served.

    `proof` says what was relaxed, alone, so that the referee accepted a plan with this request in it;
    `could_be_served_at` is None where nobody can say.
    """

    request: str
    priority: Priority
    required: bool
    waiting_days: float
    limit: Limit
    reason: Remark
    proof: Remark
    could_be_served_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FairnessRow:
    """How one group fared: households asked and taken, days waited by the taken and by those left (medians).

    Groups: "walks", "walks_with_help", "wheelchair", "lying" (households with such a person; `people_taken`
    counts these people), "alone" (party of one) and "pets" (`people_taken` counts everybody of the household).
    """

    group: str
    asked: int
    taken: int
    people_taken: int
    median_days_taken: float | None
    median_days_left: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fairness:
    """Who was taken, by mobility, alone and with pets, and whether lying people wait too long.

    `variant`: the plan that takes the lying people who wait too long, in words (who would stay instead).
    """

    rows: tuple[FairnessRow, ...]
    lying_wait_too_long: bool
    variant: Remark | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RestsOn:
    """One source the plan rests on and its age when the plan was made."""

    kind: str
    source: str
    observed_at: datetime | None
    age_h: float | None
    remark: Remark


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """The plan in one line. `person_exposure_fastest`: the same stops in the same order by the fastest open ways.

    `households` and `people` are those served; `people_by_priority` has all three classes. `crew_time_s` adds up
    the missions from departure to return; exposure, `length_m` and `track_m` count every leg, ways home included.
    """

    households: int
    people: int
    required_served: int
    required_asked: int
    people_by_priority: dict[str, int]
    person_exposure: float
    person_exposure_fastest: float
    exposure: float
    crew_time_s: float
    length_m: float
    track_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is proposed for one departure window, with everything needed to check it again."""

    operation: str
    region: str
    region_fingerprint: str
    made_at: datetime
    seed: int
    dial: Dial
    people_assumed_aboard: float
    missions: tuple[Mission, ...]
    unserved: tuple[Unserved, ...]
    fairness: Fairness
    totals: Totals
    rests_on: tuple[RestsOn, ...]
    remarks: tuple[Remark, ...] = ()
    format: int = PLAN_FORMAT
