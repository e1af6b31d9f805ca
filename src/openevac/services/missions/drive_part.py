"""The shape of what a phone drives by: ways, times, codes and the planning layer; no person, no name, no house.

docs/crew-pack.md says what each field means. Field names are those a phone reads.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

DRIVE_FORMAT = 1
Point = tuple[float, float]
"""Longitude and latitude in degrees."""


class PersonToFetch(msgspec.Struct, frozen=True, kw_only=True):
    """One person by the code on their cardboard."""

    code: str
    mobility: str
    age_band: str
    bed: str


class LeftBehind(msgspec.Struct, frozen=True, kw_only=True):
    """What of the things stays: so many of "kg", "l" or "bulky"."""

    kind: str
    amount: float


class Belongings(msgspec.Struct, frozen=True, kw_only=True):
    """What is to ride, and what stays behind by the plan."""

    kg: float
    l: float  # noqa: E741 - the name the phone reads
    bulky: int
    left_behind: list[LeftBehind]


class DriveStop(msgspec.Struct, frozen=True, kw_only=True):
    """One halt. `position`: of the door rounded to 100 m, or of the point or relay; `party`: how many people in all.

    `before`: the codes this household's stop had in earlier versions, under which a phone may hold its people.
    """

    code: str
    before: list[str]
    request: str
    kind: str
    point: str
    place: str
    position: Point
    arrives_at: datetime
    service_s: int
    walk_up: bool
    check_address_only: bool
    floors: int | None
    lift: bool | None
    party: int
    people: list[PersonToFetch]
    belongings: Belongings
    pets: int
    carriers: int


class LastCoverage(msgspec.Struct, frozen=True, kw_only=True):
    """Where and when the last word can be said before phones fall silent."""

    position: Point
    at: datetime


class SilentStretch(msgspec.Struct, frozen=True, kw_only=True, rename={"from_": "from"}):
    """A stretch without phones; `until`: after that a silence is an alarm. `position`: where the last word is said."""

    from_: datetime
    until: datetime
    covered_at: datetime
    position: Point


class TurnBackPoint(msgspec.Struct, frozen=True, kw_only=True):
    """The stop before the inner zone; going on later than `until` breaks the plan. Null: no delay tried breaks it."""

    position: Point
    at: datetime
    until: datetime | None


class FallbackShelter(msgspec.Struct, frozen=True, kw_only=True):
    """Where people are brought instead, and how many minutes more that takes."""

    shelter: str
    minutes: float


class DriveLeg(msgspec.Struct, frozen=True, kw_only=True):
    """One drive; `to`: a stop's code, "shelter", "relay" or "base"."""

    number: int
    to: str
    departs_at: datetime
    arrives_at: datetime
    minutes: float
    km: float
    line: list[Point]
    tracks_km: float
    last_coverage: LastCoverage | None
    silent: SilentStretch | None
    silences: list[SilentStretch]
    turn_back: list[TurnBackPoint]
    fallback: FallbackShelter | None


class DriveShelter(msgspec.Struct, frozen=True, kw_only=True):
    """Where people get off."""

    code: str
    name: str
    position: Point


class DriveTrip(msgspec.Struct, frozen=True, kw_only=True):
    """One trip; the way home is the last leg of the last one."""

    number: int
    shelter: DriveShelter | None
    relay: str
    hand_over_at: datetime | None
    departs_at: datetime
    arrives_at: datetime
    stops: list[DriveStop]
    legs: list[DriveLeg]


class DriveHazard(msgspec.Struct, frozen=True, kw_only=True):
    """A danger near the way. `blocks`: said to close the way; only what is `verified` closes it for the planner."""

    code: str
    cause: str
    kind: str
    position: Point
    radius_m: float | None
    seen_at: datetime
    verified: bool
    blocks: bool


class DrivePlace(msgspec.Struct, frozen=True, kw_only=True):
    """A place of the way and who may enter it; null: nobody has said."""

    name: str
    access: str | None


class DriveContact(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who works here, by the code word people call them by."""

    code: str
    role: str


class SkyHour(msgspec.Struct, frozen=True, kw_only=True):
    """One hour of forecast."""

    at: datetime
    sky: str
    wind_m_s: float | None
    temperature_c: float | None


class DriveWeather(msgspec.Struct, frozen=True, kw_only=True):
    """The forecast of the hours on the road; `distance_km`: how far its station is."""

    source: str
    distance_km: float | None
    hours: list[SkyHour]


class DrivePart(msgspec.Struct, frozen=True, kw_only=True):
    """What a phone drives one version of a mission by. `made_at`: of the newest word in it."""

    v: int = DRIVE_FORMAT
    mission: str
    version: int
    made_at: datetime
    training: bool
    vehicle: str
    crew: str
    departs_at: datetime
    returns_at: datetime
    trips: list[DriveTrip]
    hazards: list[DriveHazard]
    places: list[DrivePlace]
    contacts: list[DriveContact]
    weather: DriveWeather | None
