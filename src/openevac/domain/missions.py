"""A plan as it leaves the planner and as the referee reads it: mission > trip > stop, legs, reasons, fairness."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from openevac.domain.hanging import HangsOn, Silence
from openevac.domain.legs import Leg, Load, RoadPoint, Walk
from openevac.domain.needs import Needs
from openevac.domain.operation import Dial
from openevac.domain.relays import HandOver, Waiting
from openevac.domain.remarks import Remark
from openevac.domain.unserved import UnplacedParcel, Unserved

PLAN_FORMAT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """One halt at a door, or at a meeting point (`meeting_point`, with the `walk` that brings the household there).

    Service runs from `starts_at` to `departs_at`; before it the van waits on scene. `exposure` is that of one person
    outside any vehicle from `arrives_at` to `departs_at`. `people_on_scene`:
    crew, those aboard already and those who board here. `bypass`: the drive from the halt before to the halt
    after, without this stop; filled only where the policy has a ceiling on marginal person-exposure and the
    trip has other stops, so that a referee without a router can work out what this stop adds. It departs with
    the leg before the stop and carries the same people. What the stop adds: its dwell and the two legs beside it,
    less the bypass, and its party's share of all later legs and stops of the trip; a stop alone in its trip adds
    the trip, and the way home too when the mission has no other trip. A walk adds its own person-exposure.
    `left_kg`, `left_l`, `left_bulky`: what of the household's things stays behind for want of room or minutes; the
    rest rides. Zero at a meeting point: what people cannot carry there is said by the `walk`. `saved_s`: the
    minutes on scene that saves; `saved_person_exposure`: those minutes at the exposure per second of the hour in which
    the van leaves, times the people on scene.
    `gives`: parcels (of the operation's aid) handed over here, before anybody boards; their minutes are part of
    `service_s`, and `aboard` counts those still to be given.
    `waited`: at a relay, where an inner vehicle brought the household; what was left at its door is left here too.
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
    meeting_point: str = ""
    walk: Walk | None = None
    left_kg: float = 0.0
    left_l: float = 0.0
    left_bulky: int = 0
    saved_s: float = 0.0
    saved_person_exposure: float = 0.0
    gives: tuple[str, ...] = ()
    waited: Waiting | None = None

    @property
    def relay(self) -> str:
        """Give the relay at which the household is taken on; "" where it is fetched from home."""
        return "" if self.waited is None else self.waited.relay

    @property
    def leaves_things(self) -> bool:
        """Tell whether something of the household stays behind."""
        return bool(self.left_bulky or self.left_kg or self.left_l)

    def taken(self, needs: Needs) -> Needs:
        """Give the needs of the household without what stays behind here: never below zero, never more than all."""
        return replace(
            needs,
            belongings_kg=min(needs.belongings_kg, max(0.0, needs.belongings_kg - self.left_kg)),
            belongings_l=min(needs.belongings_l, max(0.0, needs.belongings_l - self.left_l)),
            bulky=min(needs.bulky, max(0, needs.bulky - self.left_bulky)),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Trip:
    """From where the van starts (depot or shelter) over its stops to the shelter where people get off.

    `legs` has one leg more than `stops`. Unloading runs from `arrives_at` to `unloaded_at`. `exposure` and
    `person_exposure` add up all legs and all stops of the trip; walks and waiting at a relay add to `person_exposure`
    alone.
    A trip with a `hand_over` ends at a relay instead: it has no `shelter`, unloading is exposed and counts.
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
    hand_over: HandOver | None = None

    @property
    def ends_at(self) -> str:
        """Give where the van stands afterwards: a shelter, or a relay."""
        return self.shelter if self.hand_over is None else self.hand_over.relay

    @property
    def loads_out(self) -> tuple[str, ...]:
        """Give the parcels to load where the trip starts, in the order in which its stops give them."""
        return tuple(parcel for stop in self.stops for parcel in stop.gives)


ON_THE_WAY = "on_the_way"
"""What stands in `Trip.starts_from` where a van that is under way goes on from a point of the road."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Underway:
    """What a van that has left its depot goes on from.

    `at`, `since`: where it is and from when on it can follow a plan. `place`: the depot or shelter it stands at, where
    it may wait; "" on the road, where it goes on at once. `aboard`: households in the van. `trips_done`: trips of today
    that ended at a shelter. `exposure`: what each of the crew has gathered today; `out_s`: seconds it has been out.
    `home_since`: when it came home from the last of its drives; None while it is out, or has not been. `wave`: the
    departure window it left in last, where the plan has several; else 0.
    """

    at: RoadPoint
    since: datetime
    place: str = ""
    aboard: tuple[str, ...] = ()
    trips_done: int = 0
    exposure: float = 0.0
    out_s: float = 0.0
    home_since: datetime | None = None
    wave: int = 0

    @property
    def left_in(self) -> int:
        """Give the departure window of the drive it is on; 0 where it is at home, or the plan has none."""
        return self.wave if self.home_since is None else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Mission:
    """One vehicle and crew out once: trips in order and the empty drive home from the last shelter.

    `exposure` and `person_exposure` add up the trips and the way home; the first is that of a crew member. `wave`:
    the departure window it leaves in (1 = the first of the day); a vehicle goes out at most once in each.
    `routineness`: how much of it is what earlier missions drove, from 0 (new) to 1 (as yesterday); `routineness_usual`:
    the same for its usual ways at its usual departure. None where no earlier mission was given. See docs/planning.md.
    `underway`: None for a mission that begins at the depot. One under way counts from `underway` on: its first trip
    may have no stop where people are aboard, and there may be no trip at all, only the way home.
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
    wave: int = 1
    routineness: float | None = None
    routineness_usual: float | None = None
    underway: Underway | None = None

    @property
    def drive(self) -> str:
        """Give what names this drive within its plan: the vehicle, and from the second wave on its number too."""
        return drive_name(self.vehicle, self.wave)

    @property
    def aboard(self) -> tuple[str, ...]:
        """Give the households that are in the van when the mission begins."""
        return () if self.underway is None else self.underway.aboard

    @property
    def fetches(self) -> bool:
        """Tell whether anybody is fetched; a van that only brings people in and drives home cannot be called off."""
        return any(trip.stops for trip in self.trips)


def drive_name(vehicle: str, wave: int) -> str:
    """Name a vehicle's drive of one wave: "bus-1" in the first, "bus-1/2" in the second."""
    return vehicle if wave == 1 else f"{vehicle}/{wave}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stranded:
    """A van under way for which no way on was found: a person has to decide. `reason` says what stands against it."""

    vehicle: str
    underway: Underway
    reason: Remark


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartureWave:
    """One departure window of a plan: vehicles leave from `starts_at` to `ends_at`.

    `times_least`: exposure of the ways at its worst hour, `worst_at`, against the least exposed hour of all waves.
    """

    starts_at: datetime
    ends_at: datetime
    worst_at: datetime
    times_least: float


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
    """What is proposed for one day, with everything needed to check it again.

    `waves`: its departure windows. `unplaced`: parcels of the operation's aid that ride nowhere. `hangs_on`: by drive,
    what its answer hangs on; empty in plans where nobody asked. `silences`: stretches on which phones do not work.
    """

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
    waves: tuple[DepartureWave, ...] = ()
    unplaced: tuple[UnplacedParcel, ...] = ()
    stranded: tuple[Stranded, ...] = ()
    hangs_on: tuple[HangsOn, ...] = ()
    silences: tuple[Silence, ...] = ()
    format: int = PLAN_FORMAT
